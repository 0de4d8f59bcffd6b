"""An unchanged build is recognised, and nothing else passes for one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from verideck import stamp
from verideck.errors import PackError
from verideck.model import Recording, Settings, Source, UnitRun
from verideck.seal import KEY
from verideck.stamp import Inputs, is_current, remember

RUN = Recording((UnitRun(),), (), (), "3.11.7", ())
INPUTS = Inputs(Settings("n", "Name", "Deck"), (Source("cards/a.md", "# A\n", "card"),), {"a": RUN}, b"lock", {})


def stamped(folder: Path, inputs: Inputs = INPUTS) -> tuple[Path, Path]:
    """A package that was made of the inputs, and its stamp."""
    package, path = folder / "deck.apkg", folder / ".verideck" / "package.json"
    package.write_bytes(b"package")
    remember(b"package", inputs, path)
    return package, path


def test_what_was_packed_is_current(tmp_path: Path) -> None:
    """Otherwise every build would render and pack again."""
    package, path = stamped(tmp_path)
    assert is_current(package, INPUTS, path)


@pytest.mark.parametrize(
    "inputs",
    [
        replace(INPUTS, settings=replace(INPUTS.settings, deck="Other")),
        replace(INPUTS, sources=(replace(INPUTS.sources[0], text="# B\n"),)),
        replace(INPUTS, sources=()),
        replace(INPUTS, runs={"a": replace(RUN, units=(UnitRun(result="1"),))}),
        replace(INPUTS, lock=b"other"),
        replace(INPUTS, images={"cards/a.png": "vd-1.png"}),
    ],
    ids=["settings", "text", "fewer sources", "recording", "lock", "image"],
)
def test_another_input_makes_another_package(tmp_path: Path, inputs: Inputs) -> None:
    """A stale package would pass for a fresh one."""
    package, path = stamped(tmp_path)
    assert not is_current(package, inputs, path)


def test_other_code_may_make_another_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever upgrades verideck, or works on it, must see what it makes now."""
    package, path = stamped(tmp_path)
    before = list(stamp.code())
    monkeypatch.setattr(stamp, "code", lambda: iter([*before[:-1], b"other"]))
    assert not is_current(package, INPUTS, path)


def test_a_stamp_of_another_user_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A deck may come with a package that nothing was run for."""
    with monkeypatch.context() as patch:
        patch.setenv(KEY, "theirs")
        package, path = stamped(tmp_path)
        assert is_current(package, INPUTS, path)
    assert not is_current(package, INPUTS, path)


@pytest.mark.parametrize("harm", [lambda path: path.write_bytes(b"packagf"), Path.unlink], ids=["changed", "gone"])
def test_another_file_is_not_the_package(tmp_path: Path, harm: Callable[[Path], object]) -> None:
    """Somebody may have copied another build's package here, or cleaned up."""
    package, path = stamped(tmp_path)
    harm(package)
    assert not is_current(package, INPUTS, path)


def test_a_broken_stamp_only_costs_time(tmp_path: Path) -> None:
    """It is a cache."""
    package, path = stamped(tmp_path)
    path.write_bytes(b"{")
    assert not is_current(package, INPUTS, path)


def test_a_stamp_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """Otherwise every build would pack again, and nobody would know why."""
    (tmp_path / ".verideck").write_bytes(b"a file")
    with pytest.raises(PackError, match=r"package\.json: cannot be written"):
        remember(b"package", INPUTS, tmp_path / ".verideck" / "package.json")
