"""A deck under pytest: every note is a test that fails with the words of `verideck check`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import pytest

from projects import CARD, SNIPPET, make_project
from verideck.pytest_plugin.items import VerideckWarning

NOTES = """\
---
snippet: sums
tags: [numbers]
---

# What is one and one? {#one-and-one}

It is [two](claim:two).

## What is two and two? {#two-and-two tags="fours"}

It is `{python} total + total`.
"""

TWO_CLAIMS = """\
total = 1 + 1

# claim: two
assert total == 2
# claim: three
assert total == 3
"""


@pytest.fixture
def deck(pytester: pytest.Pytester) -> Path:
    """The session's folder with a deck of two notes in it, both of which hold."""
    make_project(pytester.path, {"cards/sums.md": NOTES})
    return pytester.path


def write(root: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (root / name).write_text(text)


@pytest.mark.usefixtures("deck")
def test_every_note_is_a_test(pytester: pytest.Pytester) -> None:
    """Its name is its file and its id, so that it can be run by name."""
    result = pytester.runpytest("-v")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["cards/sums.md::one-and-one PASSED*", "cards/sums.md::two-and-two PASSED*"])
    pytester.runpytest("cards/sums.md::two-and-two").assert_outcomes(passed=1)


def test_a_false_note_fails_with_its_diagnostic(pytester: pytest.Pytester, deck: Path) -> None:
    """Line, caret, actual value and way out; no traceback, which would tell of verideck's code."""
    write(deck, {"snippets/sums.py": SNIPPET.replace("1 + 1", "1 + 2")})
    result = pytester.runpytest()
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        [
            "cards/sums.md:8:7: error?claim-failed?: the claim `two` does not hold",
            "8 | It is *two*(claim:two).",
            "*^^^^^*",
            "*= actual: `total` is 3",
            "*= help: *",
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*runtest*")


@pytest.mark.usefixtures("deck")
def test_notes_are_selected_by_id_and_by_tag(pytester: pytest.Pytester) -> None:
    """`-k` knows both."""
    pytester.runpytest("-k", "one-and-one").assert_outcomes(passed=1, deselected=1)
    pytester.runpytest("-k", "fours").assert_outcomes(passed=1, deselected=1)
    pytester.runpytest("-k", "numbers").assert_outcomes(passed=2)


def test_the_first_failure_can_end_the_session(pytester: pytest.Pytester, deck: Path) -> None:
    """`-x` works, and programs that no test asked for do not run."""
    loud = "\n## Is this run? {#run}\n\n```python\nprint(undefined)\n```\n"
    write(deck, {"snippets/sums.py": SNIPPET.replace("1 + 1", "1 + 2"), "cards/sums.md": NOTES + loud})
    pytester.runpytest("-x").assert_outcomes(failed=1)
    assert len(list((deck / ".verideck" / "cache").rglob("*.json*"))) <= 2


@pytest.mark.usefixtures("deck")
def test_notes_run_in_several_processes(pytester: pytest.Pytester) -> None:
    """With xdist every process must collect the same tests."""
    pytester.runpytest("-n", "2").assert_outcomes(passed=2)


def test_machines_read_the_failures(pytester: pytest.Pytester, deck: Path) -> None:
    """JUnit's XML names the note and says what is wrong with it."""
    write(deck, {"snippets/sums.py": SNIPPET.replace("1 + 1", "1 + 2")})
    pytester.runpytest("--junit-xml=report.xml")
    cases = {case.get("name"): case for case in ElementTree.parse(deck / "report.xml").iter("testcase")}
    failure = cases["one-and-one"].find("failure")
    assert failure is not None
    assert "error[claim-failed]" in str(failure.text)
    assert cases["two-and-two"].find("failure") is None


def test_a_mistake_in_a_note_is_a_failing_test(pytester: pytest.Pytester, deck: Path) -> None:
    """What names nothing cannot run, and must not look as if it had."""
    write(deck, {"cards/sums.md": NOTES.replace("claim:two", "claim:too")})
    result = pytester.runpytest("-v")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["cards/sums.md:8:7: error?unknown-claim?: *", "*did you mean `two`?*"])


def test_a_file_that_cannot_be_parsed_is_a_failing_test(pytester: pytest.Pytester, deck: Path) -> None:
    """Its notes have no names yet; those that can be read are run all the same."""
    write(deck, {"cards/sums.md": NOTES + "\n## What is this? {#a #b}\n\nIt is [two](claim:two).\n"})
    result = pytester.runpytest("-v")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["cards/sums.md::unparsed FAILED*", "cards/sums.md:14:*: error?heading-attribute?: *"])


def test_a_broken_snippet_fails_the_notes_that_need_it(pytester: pytest.Pytester, deck: Path) -> None:
    """Each says why, and so does the snippet itself."""
    write(deck, {"snippets/sums.py": "total = (\n"})
    result = pytester.runpytest("-v")
    result.assert_outcomes(failed=3)
    result.stdout.fnmatch_lines(["snippets/sums.py:1:*: error?syntax-error?: *"])


def test_a_claim_that_no_note_cites_fails_the_notes_of_its_program(pytester: pytest.Pytester, deck: Path) -> None:
    """Code that fails fails, as with `verideck check`."""
    write(deck, {"snippets/sums.py": TWO_CLAIMS})
    result = pytester.runpytest("-k", "one-and-one")
    result.assert_outcomes(failed=1, deselected=1)
    result.stdout.fnmatch_lines(["snippets/sums.py:6:*: error?claim-failed?: *"])


def test_two_notes_with_one_id_do_not_both_pass(pytester: pytest.Pytester, deck: Path) -> None:
    """The second has no history of its own."""
    write(deck, {"cards/again.md": CARD.replace("# What", "# Once more, what")})
    result = pytester.runpytest()
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["*error?duplicate-id?: *"])


def test_wrong_settings_stop_the_collection(pytester: pytest.Pytester, deck: Path) -> None:
    """A deck that cannot be read must not look like a project without tests."""
    (deck / "verideck.toml").write_text("name = 3\n")
    result = pytester.runpytest()
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(["*verideck.toml:1:1: error?settings?: *"])


def test_a_variable_that_means_nothing_stops_the_collection(
    pytester: pytest.Pytester, deck: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the notes, the rest of a project's tests would pass."""
    (deck / "test_more.py").write_text("def test_more(): pass\n")
    monkeypatch.setenv("VERIDECK_SANDBOX", "require")
    result = pytester.runpytest()
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(["VERIDECK_SANDBOX is `require` in your environment*"])


def test_a_broken_environment_is_said_without_a_traceback(pytester: pytest.Pytester, deck: Path) -> None:
    """Once for each note, in a sentence with a way out."""
    settings = (deck / "verideck.toml").read_text()
    (deck / "verideck.toml").write_text(settings + 'preload = ["no_such_module"]\n')
    result = pytester.runpytest()
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(["*no_such_module*"])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_warnings_are_pytests_warnings(pytester: pytest.Pytester, deck: Path) -> None:
    """They stand in the summary and fail nothing, unless the project says that warnings do."""
    write(deck, {"snippets/sums.py": "total = 1 / 3\n", "cards/sums.md": NOTES.replace("[two](claim:two)", "small")})
    result = pytester.runpytest("-k", "two-and-two", "-W", f"default::{VerideckWarning.__module__}.VerideckWarning")
    result.assert_outcomes(passed=1, deselected=1, warnings=1)
    result.stdout.fnmatch_lines(["*VerideckWarning: cards/sums.md:12:7: warning?unstable-float?: *"])
    strict = pytester.runpytest("-k", "two-and-two", "-W", "error")
    strict.assert_outcomes(failed=1, deselected=1)
    strict.stdout.no_fnmatch_line("*warn_explicit*")


def test_nothing_is_collected_without_settings(pytester: pytest.Pytester, deck: Path) -> None:
    """verideck may be installed where other Markdown files are tested, or none."""
    (deck / "verideck.toml").unlink()
    assert pytester.runpytest().ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_other_projects_do_not_pay_for_it(pytester: pytest.Pytester) -> None:
    """pytest loads the plugin wherever verideck is installed: there it only looks whether there are settings."""
    pytester.makepyprojecttoml("[tool.other]\n")
    pytester.makepyfile("import sys\ndef test():\n    print(*(name for name in sys.modules if 'verideck' in name))")
    (pytester.path / "README.md").write_text("# Q?\n")
    result = pytester.runpytest_subprocess("-s", ".", "README.md")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*verideck.locate*"])
    result.stdout.no_fnmatch_line("*verideck.model*")


@pytest.mark.usefixtures("deck")
def test_the_plugin_can_be_switched_off(pytester: pytest.Pytester) -> None:
    """By pytest's own means."""
    result = pytester.runpytest_subprocess("-p", "no:verideck")
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED
