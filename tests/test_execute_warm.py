"""What keeps a server warm from one check to the next, and what must not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sandboxes import aborted, environment, fences, project, recorded, snippet
from verideck.errors import SandboxError
from verideck.execute.confinement import confinement
from verideck.execute.warm import Warm
from verideck.model import Limits, Project


@pytest.fixture
def warm() -> Iterator[Warm]:
    with Warm() as server:
        yield server


def confined(root: Path, *data: str) -> Project:
    """A project whose programs see what is mounted for them. Skips the test where there is no bubblewrap."""
    deck = project(root, sandbox="required", data=data)
    try:
        confinement(deck)
    except SandboxError as error:
        pytest.skip(str(error))
    return deck


def test_edits_leave_the_server_as_it_is(warm: Warm, tmp_path: Path) -> None:
    """TensorFlow takes eight seconds to import, an edit of a snippet a tenth of one to run."""
    deck = project(tmp_path, sandbox="off")
    for text in ("1", "2"):
        program = snippet(tmp_path, f"x = {text}\n", values=("x",))
        (tmp_path / f"snippets/new{text}.py").touch()
        assert recorded(warm.sandbox(deck).run(program)).values[0].text == text
    assert warm.starts == 1


def test_settings_that_the_server_does_not_know_leave_it_as_it_is(warm: Warm, tmp_path: Path) -> None:
    """A deck's name, its prelude and its limits come with the programs."""
    deck = project(tmp_path, sandbox="off")
    warm.sandbox(deck).run(fences("1"))
    settings = replace(deck.settings, name="Other", prelude="import math", limits=Limits(seconds=1), jobs=1)
    warm.sandbox(replace(deck, settings=settings)).run(fences("2"))
    assert warm.starts == 1


def test_an_edit_of_what_the_server_imported_begins_it_anew(warm: Warm, tmp_path: Path) -> None:
    """A module that is installed to be edited keeps its version, and no program reads it again."""
    (environment(tmp_path) / "mine.pth").write_text(str(tmp_path / "own"))
    (tmp_path / "own").mkdir()
    deck = project(tmp_path, "mine", python=".venv/bin/python", sandbox="off")
    for text in ("1", "2"):
        (tmp_path / "own/mine.py").write_text(f"x = {text}\n")
        assert recorded(warm.sandbox(deck).run(fences("import mine\nmine.x"))).units[0].result == text
    assert warm.starts == 2


@pytest.mark.parametrize("change", [{"preload": ("math",)}, {"op_determinism": True}])
def test_settings_of_the_server_begin_it_anew(warm: Warm, tmp_path: Path, change: dict[str, object]) -> None:
    """Else a watch would verify with what its author has just changed."""
    deck = project(tmp_path, sandbox="off")
    warm.sandbox(deck)
    warm.sandbox(replace(deck, settings=replace(deck.settings, **change)))  # type: ignore[arg-type]  # any of them
    assert warm.starts == 2


def test_another_confinement_begins_it_anew(warm: Warm, tmp_path: Path) -> None:
    """A server that was started without a sandbox has none."""
    deck = project(tmp_path, sandbox="off")
    warm.sandbox(deck)
    warm.sandbox(replace(deck, sandbox="auto"))
    assert warm.starts == 2


def test_an_installed_version_begins_the_server_anew(warm: Warm, tmp_path: Path) -> None:
    """It has imported the old one, which no upgrade reaches."""
    modules = environment(tmp_path)
    deck = project(tmp_path, python=".venv/bin/python", sandbox="off")
    (modules / "thing-1.0.dist-info").mkdir()
    warm.sandbox(deck)
    (modules / "thing-1.0.dist-info").rename(modules / "thing-2.0.dist-info")
    warm.sandbox(deck)
    assert warm.starts == 2


def test_a_replaced_file_begins_the_server_anew(warm: Warm, tmp_path: Path) -> None:
    """A mounted file is the one that had the name when the server started: most editors write another one."""
    (tmp_path / "snippets").mkdir()
    (tmp_path / "table.csv").write_text("old")
    deck = confined(tmp_path, "table.csv")
    program = fences(f"open({str(tmp_path / 'table.csv')!r}).read()")
    assert recorded(warm.sandbox(deck).run(program)).units[0].result == "'old'"
    (tmp_path / "new.csv").write_text("new")
    (tmp_path / "new.csv").rename(tmp_path / "table.csv")
    assert recorded(warm.sandbox(deck).run(program)).units[0].result == "'new'"


def test_a_folder_that_was_made_anew_is_seen(warm: Warm, tmp_path: Path) -> None:
    """As after another branch was checked out, in which it was missing."""
    deck = confined(tmp_path)
    for text in ("1", "2"):
        if (tmp_path / "snippets").exists():
            (tmp_path / "snippets").rename(tmp_path / "old")
        snippet(tmp_path, f"x = {text}\n")
        program = fences(f"open({str(tmp_path / 'snippets/x.py')!r}).read()")
        assert recorded(warm.sandbox(deck).run(program)).units[0].result == repr(f"x = {text}\n")
    assert warm.starts == 2


def test_a_server_that_died_is_begun_anew(warm: Warm, tmp_path: Path) -> None:
    """One who watches closes it when a check fails, and goes on."""
    deck = project(tmp_path, sandbox="off")
    sandbox = warm.sandbox(deck)
    recorded(sandbox.run(fences("1")))
    warm.close()
    with pytest.raises(SandboxError):
        sandbox.run(fences("2"))
    assert recorded(warm.sandbox(deck).run(fences("2"))).units[0].result == "2"


def test_what_was_aborted_runs_again(warm: Warm, tmp_path: Path) -> None:
    """The time that a program is given is over, and the server is as good as before."""
    deck = project(tmp_path, sandbox="off")
    program = replace(fences("while True: pass"), limits=Limits(seconds=0.2))
    assert aborted(warm.sandbox(deck).run(program)).reason == "timeout"
    assert recorded(warm.sandbox(deck).run(fences("1"))).units[0].result == "1"
    assert warm.starts == 1
