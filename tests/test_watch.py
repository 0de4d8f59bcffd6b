"""Checks that follow saves: what begins one, what does not, and what each of them comes to."""

from __future__ import annotations

import signal
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from projects import CARD, SETTINGS, SNIPPET, make_project
from verideck.checked import Checked
from verideck.errors import ProjectError
from verideck.watch import Mistaken, Round, rounds

WRONG = SNIPPET.replace("== 2", "== 3")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M 0 0 L {} 9"/></svg>'


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """A check that never comes ends the tests, instead of holding them up for ever."""

    def give_up(*_: object) -> None:
        raise KeyboardInterrupt("no check began")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(600)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Generator[Round, None, None]]:
    """The rounds of a project of one card that has been checked."""
    make_project(tmp_path)
    following = rounds(tmp_path)
    assert not next(following).failed
    yield following
    following.close()


def codes(round: Round) -> set[str]:
    assert isinstance(round.result, Checked)
    return {each.code for each in round.result.diagnostics if each.severity == "error"}


def test_a_saved_snippet_is_run_and_a_mended_one_is_known(watched: Iterator[Round], tmp_path: Path) -> None:
    """The loop that an author lives in."""
    (tmp_path / "snippets/sums.py").write_text(WRONG)
    broken = next(watched)
    assert (broken.changed, broken.ran, codes(broken)) == (("snippets/sums.py",), 1, {"claim-failed"})
    (tmp_path / "snippets/sums.py").write_text(SNIPPET)
    mended = next(watched)
    assert (mended.ran, mended.known, mended.failed) == (0, 1, False)


def test_a_saved_card_runs_only_what_is_new_in_it(watched: Iterator[Round], tmp_path: Path) -> None:
    """Prose costs no run."""
    (tmp_path / "cards/sums.md").write_text(CARD.replace("It is", "Of course it is"))
    assert next(watched).ran == 0
    (tmp_path / "cards/sums.md").write_text(CARD.replace("total`", "total + 0`"))
    assert next(watched).ran == 1


def test_an_editor_that_renames_is_one_save(watched: Iterator[Round], tmp_path: Path) -> None:
    """Its swap file, its backup and its new file are none of the author's business."""
    (tmp_path / "snippets/.sums.py.swp").write_text("swap")
    (tmp_path / "snippets/4913").write_text("")
    (tmp_path / "snippets/4913").unlink()
    (tmp_path / "snippets/sums.py").rename(tmp_path / "snippets/sums.py~")
    (tmp_path / "snippets/sums.py.new").write_text(WRONG)
    (tmp_path / "snippets/sums.py.new").rename(tmp_path / "snippets/sums.py")
    assert next(watched).changed == ("snippets/sums.py",)


def test_what_editors_leave_runs_nothing(watched: Iterator[Round], tmp_path: Path) -> None:
    """What lies beside the snippets is an input of every program, and a swap file changes while one types."""
    (tmp_path / "snippets/.sums.py.swp").write_text("swap")
    (tmp_path / "cards/sums.md").write_text(CARD.replace("It is", "Of course it is"))
    assert next(watched).ran == 0


def test_a_save_without_a_change_begins_no_check(watched: Iterator[Round], tmp_path: Path) -> None:
    """Only what differs is told, however many events there were."""
    (tmp_path / "cards/sums.md").touch()
    (tmp_path / "cards/notes.txt").write_text("no card")
    (tmp_path / "snippets/sums.py").write_text(WRONG)
    assert next(watched).changed == ("snippets/sums.py",)


def test_a_file_that_vanishes_is_a_change(watched: Iterator[Round], tmp_path: Path) -> None:
    """As when another branch is checked out."""
    (tmp_path / "cards/sums.md").unlink()
    assert codes(next(watched)) == {"no-notes"}
    (tmp_path / "cards").rmdir()
    assert codes(next(watched)) == {"no-cards"}
    make_project(tmp_path)
    assert any(not each.failed for each in watched)


def test_a_new_folder_is_looked_into(watched: Iterator[Round], tmp_path: Path) -> None:
    """With what was saved in it before anybody knew of it."""
    make_project(tmp_path, {"cards/a/b/new.md": "# New {#new}\n"})
    assert any("cards/a/b/new.md" in each.changed for each in watched)
    (tmp_path / "cards/a/b/new.md").write_text("# Newer {#new}\n")
    assert next(watched).changed == ("cards/a/b/new.md",)


def test_a_link_that_leads_to_itself_is_told_and_ends_nothing(watched: Iterator[Round], tmp_path: Path) -> None:
    """As any other file that cannot be read."""
    (tmp_path / "cards/loop").symlink_to("loop")
    assert codes(next(watched)) == {"symlink-loop"}
    (tmp_path / "cards/loop").unlink()
    assert not next(watched).failed


def test_a_changed_image_and_changed_data_begin_a_check(tmp_path: Path) -> None:
    """An image may lie anywhere in the project, data wherever the settings say."""
    files = {"pictures/a.svg": SVG.format(1), "tables/a.csv": "1\n", "cards/x.md": f"{CARD}\n![A](../pictures/a.svg)\n"}
    files["cards/x.md"] = files["cards/x.md"].replace("#one-and-one", "#another")
    make_project(tmp_path, {**files, "tables/b.csv": ""}, settings=f'{SETTINGS}data = ["tables"]\n')
    watched = rounds(tmp_path)
    assert not next(watched).failed
    (tmp_path / "pictures/a.svg").write_text(SVG.format(2))
    assert next(watched).changed == ("pictures/a.svg",)
    (tmp_path / "tables/a.csv").write_text("2\n")
    after = next(watched)
    assert (after.changed, after.ran) == (("tables/a.csv",), 1)


def test_mistaken_settings_are_told_until_they_are_mended(watched: Iterator[Round], tmp_path: Path) -> None:
    """Nothing is run with settings that nobody meant."""
    (tmp_path / "verideck.toml").write_text(f"{SETTINGS}jobz = 1\n")
    mistaken = next(watched)
    assert isinstance(mistaken.result, Mistaken)
    assert mistaken.result.texts["verideck.toml"].endswith("jobz = 1\n")
    (tmp_path / "verideck.toml").write_text(f'{SETTINGS}deck = "Test"\n'.replace('deck = "Test"\ns', "s"))
    assert not next(watched).failed


def test_settings_that_are_gone_may_come_back(watched: Iterator[Round], tmp_path: Path) -> None:
    """Some editors remove a file before they write it anew."""
    (tmp_path / "verideck.toml").rename(tmp_path / "old.toml")
    assert isinstance(next(watched).result, ProjectError)
    (tmp_path / "old.toml").rename(tmp_path / "verideck.toml")
    assert not next(watched).failed


def test_a_broken_environment_is_told_and_mended(watched: Iterator[Round], tmp_path: Path) -> None:
    """A watch that ended with the first slip in the settings would not be watching."""
    (tmp_path / "verideck.toml").write_text(f'{SETTINGS}preload = ["no_such_module"]\n')
    (tmp_path / "snippets/sums.py").write_text(WRONG)
    assert any("no_such_module" in str(each.result) for each in watched)
    (tmp_path / "verideck.toml").write_text(SETTINGS)
    assert codes(next(watched)) == {"claim-failed"}


def test_there_must_be_a_project(tmp_path: Path) -> None:
    """Else a watch of the wrong folder would wait for ever."""
    with pytest.raises(ProjectError):
        next(rounds(tmp_path))
