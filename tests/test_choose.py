"""Selecting notes: what people type means what they mean, and what means nothing is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from outcomes import note
from projects import CARD, SNIPPET, FakeSandbox, held, make_project
from verideck.build import check
from verideck.choose import UnknownNoteError, choose, concerning
from verideck.model import Diagnostic, Draft, Project, Span


def draft(id: str, path: str, line: int, *tags: str, snippet: str | None = None) -> Draft:
    return replace(note().draft, id=id, span=Span(path, line), tags=tags, snippet=snippet)


DRAFTS = (
    draft("range-dtype", "cards/01-ranges.md", 5, "tensors", "dtypes::int"),
    draft("range-sum", "cards/01-ranges.md", 12, "tensors", snippet="ranges"),
    draft("loss", "cards/02-losses.md", 1, "keras"),
    draft("metric", "cards/more/metrics.md", 1, "keras"),
)
RANGES, KERAS = {"range-dtype", "range-sum"}, {"loss", "metric"}


@pytest.mark.parametrize(
    ("selectors", "ids"),
    [
        ([], RANGES | KERAS),
        (["loss"], {"loss"}),
        (["range-*"], RANGES),
        (["tag:tensors"], RANGES),
        (["tag:dtypes"], {"range-dtype"}),
        (["tag:k*"], KERAS),
        (["cards/01-ranges.md"], RANGES),
        (["01-ranges.md"], RANGES),
        (["cards/0*.md"], RANGES | {"loss"}),
        (["0*.md"], RANGES | {"loss"}),
        (["cards/more"], {"metric"}),
        (["more/"], {"metric"}),
        (["."], RANGES | KERAS),
        (["cards/01-ranges.md:5"], {"range-dtype"}),
        (["cards/01-ranges.md:11"], {"range-dtype"}),
        (["01-ranges.md:99"], {"range-sum"}),
        (["loss", "tag:tensors", "loss"], RANGES | {"loss"}),
    ],
)
def test_a_selector_means_these_notes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, selectors: list[str], ids: set[str]
) -> None:
    """By id, tag, file, folder, line and glob, from the root or from the folder that one is in."""
    (tmp_path / "cards").mkdir()
    monkeypatch.chdir(tmp_path / "cards")
    assert choose(selectors, DRAFTS, tmp_path) == ids


@pytest.mark.parametrize(
    ("selector", "message"),
    [
        ("range-dtpye", "`range-dtpye` is neither a note's id nor a card file: did you mean `range-dtype`?"),
        (
            "cards/01-range.md",
            "`cards/01-range.md` is neither a note's id nor a card file: did you mean `cards/01-ranges.md`?",
        ),
        ("tag:tensor", "no note has the tag `tensor`: did you mean `tensors`?"),
        ("tag:x", "no note has the tag `x`: choose from `dtypes::int`, `keras`, `tensors`"),
        ("x*", "`x*` matches neither a note's id nor a card file: choose from"),
        ("cards/01-ranges.md:2", "no note stands at `cards/01-ranges.md:2`: did you mean `cards/01-ranges.md`?"),
    ],
)
def test_what_means_no_note_is_told_with_what_was_perhaps_meant(tmp_path: Path, selector: str, message: str) -> None:
    """Silently checking nothing would look like success."""
    with pytest.raises(UnknownNoteError) as caught:
        choose(["loss", selector], DRAFTS, tmp_path)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("path", "line", "concerned"),
    [
        ("cards/01-ranges.md", 13, True),
        ("cards/01-ranges.md", 6, False),
        ("cards/01-ranges.md", 1, True),
        ("cards/02-losses.md", 1, False),
        ("cards/broken.md", 1, False),
        ("snippets/ranges.py", 1, True),
        ("snippets/used.py", 1, True),
        ("snippets/other.py", 1, False),
        ("verideck.toml", 1, True),
    ],
)
def test_only_what_concerns_the_notes_is_told(path: str, line: int, concerned: bool) -> None:
    """Their own lines, the head of their file, their snippets, and what is of no source."""
    found = Diagnostic("x", "", Span(path, line))
    assert list(concerning({"range-sum"}, [found], DRAFTS, {"snippets/used.py"})) == [found] * concerned


TWO = CARD + "\n# And two and two? {#two-and-two .predict}\n\n```python\nprint(4)\n```\n"


def two_notes(root: Path) -> Project:
    return make_project(root, {"cards/sums.md": TWO})


def test_only_the_programs_of_the_chosen_notes_run(tmp_path: Path) -> None:
    """That is what selecting is for."""
    sandbox = FakeSandbox()
    checked = check(two_notes(tmp_path), sandbox, selectors=["one-and-one"])
    assert [program.name for program in sandbox.programs] == ["snippets/sums.py"]
    assert [outcome.note.id for outcome in checked.outcomes] == ["one-and-one"]
    assert not checked.failed


def test_a_program_is_the_same_whoever_chose_its_notes(tmp_path: Path) -> None:
    """A snippet runs with the values of all its notes, so that the cache of a build serves a check."""
    files = {"cards/more.md": CARD.replace("#one-and-one", "#more").replace("python} total", "python} total + 1")}
    project, all_of_it, one = make_project(tmp_path, files), FakeSandbox(), FakeSandbox()
    check(project, all_of_it)
    check(project, one, selectors=["more"])
    assert one.programs == all_of_it.programs


def test_a_claim_of_a_note_that_was_not_chosen_is_not_taken_for_one_that_nobody_cites(tmp_path: Path) -> None:
    """It fails, and the check of its own note will say so."""
    other = CARD.replace("#one-and-one", "#other").replace("[two](claim:two)", "two")
    project = make_project(tmp_path, {"cards/other.md": other})
    program = FakeSandbox()
    check(project, program)
    failing = FakeSandbox({"snippets/sums.py": held(program.programs[0], fails="two")})
    assert not check(project, failing, selectors=["other"]).failed
    assert check(project, failing, selectors=["one-and-one"]).failed


def test_a_chosen_note_that_cannot_be_checked_fails(tmp_path: Path) -> None:
    """Whatever is the reason, no error would be the wrong answer."""
    project = make_project(tmp_path, {"snippets/sums.py": f"def\n{SNIPPET}"})
    assert check(project, FakeSandbox(), selectors=["one-and-one"]).failed
