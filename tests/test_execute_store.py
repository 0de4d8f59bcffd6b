"""What recordings take up: which are kept, and which are removed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from processes import as_nobody
from sandboxes import PROGRAM, RECORDING, cached, fences, is_hit, project
from verideck.execute import Pruned, open_sandbox
from verideck.execute.cache import FOLDER

PROGRAMS = [fences(f"{number} + 1") for number in range(5)]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with five recordings of equal size, used long ago, one minute after the other."""
    sandbox = cached(tmp_path, RECORDING)
    for minute, program in enumerate(reversed(PROGRAMS)):
        before = entries(tmp_path)
        sandbox.run(program)
        (new,) = set(entries(tmp_path)).difference(before)
        os.utime(new, (60 * minute,) * 2)
    return tmp_path


def entries(root: Path) -> list[Path]:
    return sorted((root / FOLDER).rglob("*.json"), key=lambda path: path.stat().st_mtime)


def size(root: Path) -> int:
    return entries(root)[0].stat().st_size


def known(root: Path) -> list[int]:
    sandbox = cached(root, RECORDING)
    return [number for number, program in enumerate(PROGRAMS) if sandbox.explain(program).trace]


def test_those_of_no_use_for_longest_go_first(root: Path) -> None:
    """The last program was run first and never again."""
    pruned = cached(root, RECORDING).prune(3 * size(root))
    assert known(root) == [0, 1, 2]
    assert pruned == Pruned(2, 2 * size(root), 3, 3 * size(root))


def test_a_hit_is_a_use(root: Path) -> None:
    """What every build needs must not be removed for being old."""
    cached(root, RECORDING).run(PROGRAMS[4])
    cached(root, RECORDING).prune(2 * size(root))
    assert known(root) == [0, 4]


def test_nothing_goes_within_the_bound(root: Path) -> None:
    """A bound is no quota to be used up."""
    assert cached(root, RECORDING).prune(5 * size(root)).removed == 0
    assert known(root) == [0, 1, 2, 3, 4]


def test_everything_can_go(root: Path) -> None:
    """With a bound of nothing; the next build begins anew."""
    assert cached(root, RECORDING).prune(0).kept == 0
    assert entries(root) == []
    assert not is_hit(root, PROGRAMS[0])


def test_no_cache_is_no_mistake(tmp_path: Path) -> None:
    """The command may come before the first build."""
    assert cached(tmp_path, RECORDING).prune(0) == Pruned(0, 0, 0, 0)


def test_what_a_killed_build_left_is_removed_later(root: Path) -> None:
    """Not at once: another build may be writing it just now."""
    folder = entries(root)[0].parent
    old, new = folder / ".x.json.old", folder / ".x.json.new"
    empty, fresh = root / FOLDER / "empty", root / FOLDER / "fresh"
    for path in (old, new):
        path.touch()
    for path in (empty, fresh):
        path.mkdir()
    for path in (old, empty):
        os.utime(path, (0, 0))
    cached(root, RECORDING).prune(10**9)
    assert [path.exists() for path in (old, new, empty, fresh)] == [False, True, False, True]


def test_a_build_keeps_the_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody should have to remember the command."""
    monkeypatch.setattr("verideck.execute.cache.LIMIT", 0)
    with open_sandbox(project(tmp_path)) as sandbox:
        sandbox.run(PROGRAM)
        assert len(entries(tmp_path)) == 1
    assert entries(tmp_path) == []


def test_a_build_that_ran_nothing_looks_at_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The warm build's time is what authors feel."""
    sandbox = cached(root, RECORDING)
    sandbox.run(PROGRAMS[0])
    monkeypatch.setattr("verideck.execute.store.Store.prune", lambda *_: pytest.fail("looked"))
    sandbox.trim()


def test_an_entry_that_cannot_be_touched_serves(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache on a disk that is mounted read-only is one all the same."""

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("os.utime", refuse)
    assert is_hit(root, PROGRAMS[0])


def test_what_another_user_hides_is_not_there(root: Path) -> None:
    """A build as root may have left the cache, and a check can do without: it runs everything again."""
    sandbox = cached(root, RECORDING)
    key, now = sandbox.inputs(PROGRAMS[0])
    assert sandbox.store.find(key, now.fit)
    (root / FOLDER).chmod(0)
    with as_nobody():
        hidden = sandbox.store.find(key, now.fit)
    (root / FOLDER).chmod(0o700)
    assert hidden is None
