"""What stands for a run was written by this user, or it is not there."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from verideck import seal


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user who has no key yet."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.delenv(seal.KEY, raising=False)
    seal.key.cache_clear()
    return tmp_path


def test_what_was_sealed_comes_back() -> None:
    """Line breaks and all."""
    assert seal.unsealed(seal.sealed(b"a\nb")) == b"a\nb"


@pytest.mark.parametrize("cut", [0, 1, 64, 65, 66, -1])
def test_what_is_cut_off_is_not_there(cut: int) -> None:
    """A full disk, or a machine that went down."""
    assert seal.unsealed(seal.sealed(b"xyz")[:cut]) is None


def test_what_is_edited_is_not_there() -> None:
    """By hand, for instance."""
    assert seal.unsealed(seal.sealed(b"xyz").replace(b"y", b"Y")) is None
    assert seal.unsealed(seal.sealed(b"xyz") + b"!") is None


def test_the_key_is_kept_for_the_user_alone(home: Path) -> None:
    """A later build knows what this one wrote; nobody else may write such."""
    before = seal.sealed(b"x")
    seal.key.cache_clear()
    assert seal.unsealed(before) == b"x"
    assert stat.S_IMODE((home / "verideck" / "key").stat().st_mode) == 0o600
    assert [path.name for path in (home / "verideck").iterdir()] == ["key"]


def test_another_user_has_another_key(home: Path) -> None:
    """A deck that comes with its own cache is run all the same."""
    theirs = seal.sealed(b"x")
    (home / "verideck" / "key").unlink()
    seal.key.cache_clear()
    assert seal.unsealed(theirs) is None


def test_machines_may_share_a_key(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of continuous integration have no home that lasts, and a cache that does."""
    monkeypatch.setenv(seal.KEY, "shared")
    assert seal.unsealed(seal.sealed(b"x")) == b"x"
    assert list(home.iterdir()) == []


def test_a_home_that_cannot_be_written_is_no_mistake(home: Path) -> None:
    """The next build runs everything again; this one goes on."""
    (home / "verideck").touch()
    assert seal.unsealed(seal.sealed(b"x")) == b"x"


def test_the_key_never_lies_in_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it would with a relative path for what programs remember, and be handed on with the deck."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_STATE_HOME", "state")
    seal.sealed(b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["home"]
