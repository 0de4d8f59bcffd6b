"""`verideck accept`: what ran is taken over where the author asks for it, and never what nobody ran or meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from projects import make_project
from verideck import cli
from verideck.accept import Acceptance, accept, write
from verideck.build import check
from verideck.execute import open_sandbox
from verideck.model import Project

CARD = """\
# What does it print? {#prints}

```python
for i in range(3):
    print(i)
```

```output
0
1
```

# And at the prompt? {#prompt}

- Like this:

  ```pycon
  >>> x = 2
  >>> x + 1
  2
  >>> print("a\\n\\nb")
  >>> 1 / 0
  1
  ```
"""
ACCEPTED = """\
# What does it print? {#prints}

```python
for i in range(3):
    print(i)
```

```output
0
1
2
```

# And at the prompt? {#prompt}

- Like this:

  ```pycon
  >>> x = 2
  >>> x + 1
  3
  >>> print("a\\n\\nb")
  a
  <BLANKLINE>
  b
  >>> 1 / 0
  Traceback (most recent call last):
      ...
  ZeroDivisionError: division by zero
  ```
"""


def project_of(root: Path, card: str) -> Project:
    return make_project(root, {"cards/sums.md": card, "cards/more.md": "# Q {#q}\n\n```python\n1\n```\n"})


def accepted(project: Project, *chosen: str) -> Acceptance:
    with open_sandbox(project) as sandbox:
        return accept(check(project, sandbox), chosen)


def after(root: Path, card: str, *chosen: str) -> str:
    """The card after all that can be taken over was."""
    project = project_of(root, card)
    taken = accepted(project, *chosen)
    assert list(write(project, taken.changes)) == []
    return (root / "cards/sums.md").read_text("utf-8")


def problems(root: Path) -> list[str]:
    project = make_project(root, {"cards/sums.md": (root / "cards/sums.md").read_text("utf-8")})
    with open_sandbox(project) as sandbox:
        return [found.code for found in check(project, sandbox).diagnostics if found.severity == "error"]


def test_what_ran_is_taken_over(tmp_path: Path) -> None:
    """And then the check finds nothing any more."""
    assert after(tmp_path, CARD) == ACCEPTED
    assert problems(tmp_path) == []


def test_what_holds_is_left_alone(tmp_path: Path) -> None:
    """Even where it is written otherwise than it was printed."""
    card = "# Q {#q1}\n\n```pycon\n>>> 1 / 3\n0.33333333\n```\n"

    assert accepted(project_of(tmp_path, card)).changes == ()


def test_claims_values_and_prose_are_never_touched(tmp_path: Path) -> None:
    """They are what the author says; only the author can change them."""
    card = (
        "# Q {#q1}\n\n[wrong](claim:no) `{python} x + nothing`\n\n"
        "```python raises=ValueError\nx = 1\n# claim: no\nassert x == 2\n```\n"
    )

    assert after(tmp_path, card) == card


@pytest.mark.parametrize(
    ("fences", "why"),
    [
        ("```python\n1\n```\n\n```output match=regex\n2\n```", "this is a regular expression"),
        ("```python\n1\n```\n\n```output\n2\n```\n\n```python\n1 / 0\n```", "did not finish"),
        ("```pycon\n>>> 1\n2\n```\n\n```python\n1 / 0\n```", "did not finish"),
        ("```python raises=ValueError\nprint(1)\n1 / 0\n```\n\n```output\n2\n```", "did not raise what it should"),
        ("```pycon\n>>> print('>>> x')\n2\n```", "cannot stand in this fence"),
        ("```pycon\n>>> print('... x')\n2\n```", "cannot stand in this fence"),
        ("```pycon\n>>> print('<BLANKLINE>')\n2\n```", "cannot stand in this fence"),
        ("```python\nprint('a\\x1bb')\n```\n\n```output\n2\n```", "cannot stand in this fence"),
    ],
    ids=["regex", "fence aborted", "prompt aborted", "other exception", "prompt", "dots", "blank line", "control"],
)
def test_what_cannot_be_taken_over_is_said(tmp_path: Path, fences: str, why: str) -> None:
    """With the reason, and the file stays as it is."""
    taken = accepted(project_of(tmp_path, f"# Q {{#q1}}\n\n{fences}\n"))
    (found,) = taken.refused

    assert taken.changes == ()
    assert found.code == "not-accepted"
    assert why in found.message


def test_one_that_cannot_stand_keeps_no_other_back(tmp_path: Path) -> None:
    """Each expectation is judged alone."""
    card = "# Q {#q1}\n\n```pycon\n>>> print('>>> x')\n2\n>>> 3\n4\n```\n"

    assert after(tmp_path, card) == card.replace("4\n", "3\n")


@pytest.mark.parametrize("chosen", ["prints", "cards/sums.md", "cards"])
def test_notes_files_and_folders_can_be_chosen(tmp_path: Path, chosen: str) -> None:
    """Somebody may trust one change and look into another."""
    text = after(tmp_path, CARD, chosen)

    assert "1\n2\n```" in text
    assert ("<BLANKLINE>" in text) == (chosen != "prints")


def test_what_is_not_chosen_stays(tmp_path: Path) -> None:
    """Also where it is stale."""
    assert after(tmp_path, CARD, "cards/more.md") == CARD


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    """An editor may have saved it."""
    project = project_of(tmp_path, CARD)
    taken = accepted(project)
    (tmp_path / "cards/sums.md").write_text("new", "utf-8")

    assert [found.code for found in write(project, taken.changes)] == ["file-changed"]
    assert (tmp_path / "cards/sums.md").read_text("utf-8") == "new"


# ── The door ─────────────────────────────────────────────────────────────────────────────────────────────────────


def verideck(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli.main, ["accept", *map(str, arguments)], catch_exceptions=False)


def test_the_changes_are_shown_before_they_are_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody can be asked, nothing is written without --yes."""
    monkeypatch.delenv("CI", raising=False)
    project_of(tmp_path, CARD)
    shown = verideck("-C", tmp_path)

    assert (shown.exit_code, (tmp_path / "cards/sums.md").read_text("utf-8")) == (1, CARD)
    assert "cards/sums.md" in shown.stdout
    assert "\n 1\n+2\n ```\n" in shown.stdout
    assert "--yes" in shown.stderr

    written = verideck("-C", tmp_path, "--yes")
    assert (written.exit_code, (tmp_path / "cards/sums.md").read_text("utf-8")) == (0, ACCEPTED)
    assert "4 expectations written" in written.stdout
    assert "no expectation" in verideck("-C", tmp_path).stdout


def test_other_mistakes_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody must think that all is well now."""
    monkeypatch.delenv("CI", raising=False)
    project_of(tmp_path, f"{CARD}\n# Q {{#none}}\n\n```python\n1 / 0\n```\n")

    assert "4 expectations written; `verideck check` shows 1 other error" in verideck("-C", tmp_path, "--yes").stdout


def test_locked_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build server must not change what it is to judge."""
    project_of(tmp_path, CARD)
    monkeypatch.setenv("CI", "1")
    refused = verideck("-C", tmp_path, "--yes")

    assert (refused.exit_code, (tmp_path / "cards/sums.md").read_text("utf-8")) == (2, CARD)
    assert "--locked" in refused.stderr
    assert verideck("-C", tmp_path, "--yes", "--no-locked").exit_code == 0


def test_an_unknown_name_is_a_usage_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would look as if nothing were stale."""
    monkeypatch.delenv("CI", raising=False)
    project_of(tmp_path, CARD)
    refused = verideck("-C", tmp_path, "printz")

    assert refused.exit_code == 2
    assert "did you mean `prints`?" in refused.stderr
