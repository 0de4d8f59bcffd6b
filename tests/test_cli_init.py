"""`verideck init` and `verideck new` at the command line: a newcomer's first minutes."""

from __future__ import annotations

from pathlib import Path

import pytest

from projects import SETTINGS, make_project
from test_cli import verideck


def test_from_nothing_to_a_package(tmp_path: Path) -> None:
    """What `init` tells to do next works."""
    result = verideck("init", tmp_path / "deck")
    assert result.exit_code == 0
    assert f"wrote {tmp_path}/deck/cards/01-floats.md" in result.stdout
    assert result.stdout.endswith(f"now build it: verideck build -C {tmp_path}/deck\n")
    built = verideck("build", "-C", tmp_path / "deck")
    assert (built.exit_code, "3 notes: 3 verified\n" in built.stdout) == (0, True)


def test_in_the_folder_itself_the_next_command_is_shorter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody types what they need not."""
    monkeypatch.chdir(tmp_path)
    assert verideck("init").stdout.endswith("now build it: verideck build\n")


def test_a_second_init_is_refused(tmp_path: Path) -> None:
    """Exit code 2, with what was perhaps meant."""
    verideck("init", tmp_path)
    result = verideck("init", tmp_path)
    assert result.exit_code == 2
    assert "is a verideck project already: `verideck new` adds a note to it" in result.stderr


def test_a_new_note_is_named_with_its_line(tmp_path: Path) -> None:
    """A click on it opens the editor there."""
    make_project(tmp_path)
    result = verideck("new", "Why so?", "--snippet", "why", "-C", tmp_path)
    assert result.stdout == "cards/why-so.md:5: added `why-so`; its claim is in snippets/why.py\n"
    checked = verideck("check", "why-so", "-C", tmp_path)
    assert "cards/why-so.md:7:1: error[claim-failed]" in checked.stderr


def test_a_file_may_be_named_from_where_one_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a shell completes it, or from the project's root."""
    make_project(tmp_path)
    monkeypatch.chdir(tmp_path / "cards")
    assert verideck("new", "One?", "--file", "sums.md").stdout.startswith("cards/sums.md:9: ")
    assert verideck("new", "Two?", "--file", "cards/sums.md").stdout.startswith("cards/sums.md:13: ")


def test_nothing_opens_unless_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Scripts add notes, too."""
    make_project(tmp_path)
    (tmp_path / "edited").mkdir()
    monkeypatch.setenv("EDITOR", f"cp -t {tmp_path}/edited")
    monkeypatch.delenv("VISUAL", raising=False)
    verideck("new", "One?", "-C", tmp_path)
    assert not list((tmp_path / "edited").iterdir())
    verideck("new", "Two?", "--edit", "-C", tmp_path)
    assert "# Two? {#two}" in (tmp_path / "edited/two.md").read_text()


def test_no_shell_reads_the_path_of_a_card_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings of a stranger's deck name its folder."""
    make_project(tmp_path, settings=f'{SETTINGS}cards = "cards/$(touch gone)"\n')
    (tmp_path / "cards/$(touch gone)").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VISUAL", "true")
    assert "added `two`" in verideck("new", "Two?", "--edit").stdout
    assert not (tmp_path / "gone").exists()


def test_a_note_that_cannot_be_added_is_a_usage_error(tmp_path: Path) -> None:
    """With the reason, and nothing written."""
    make_project(tmp_path)
    result = verideck("new", "Why?", "--file", "notes.txt", "-C", tmp_path)
    assert result.exit_code == 2
    assert "`notes.txt` is not a card file: these end in .md and lie in cards/" in result.stderr
