"""Files are replaced whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from verideck.files import staged, write_atomically


def test_a_file_is_replaced(tmp_path: Path) -> None:
    """Its folders are made, and nothing else is left in them."""
    path = tmp_path / "a" / "b" / "deck.lock"
    write_atomically(path, b"old")
    write_atomically(path, b"new")

    assert path.read_bytes() == b"new"
    assert os.listdir(path.parent) == ["deck.lock"]  # noqa: PTH208 - hidden files count


def test_a_failure_leaves_the_old_file(tmp_path: Path) -> None:
    """And no trace of the new one."""
    path = tmp_path / "file"
    path.write_bytes(b"old")

    with pytest.raises(RuntimeError), staged(path, b"new"):
        raise RuntimeError

    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_file_is_replaced_only_after_the_block(tmp_path: Path) -> None:
    """So that two files can be written before either is replaced."""
    path = tmp_path / "file"

    with staged(path, b"new"):
        assert not path.exists()
    assert path.read_bytes() == b"new"


@pytest.mark.parametrize("folder", ["/proc/self", "/dev/null"])
def test_a_failure_names_the_file_that_was_meant(folder: str) -> None:
    """The name of a temporary one would tell nobody anything."""
    with pytest.raises(OSError) as caught:  # noqa: PT011 - which one depends on the place
        write_atomically(Path(folder, "deck.lock"), b"x")
    assert caught.value.filename == f"{folder}/deck.lock"


def test_the_mode_is_kept(tmp_path: Path) -> None:
    """A replaced file is as readable as before, a new one as the umask says."""
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_bytes(b"")
    old.chmod(0o604)
    mask = os.umask(0o027)
    try:
        write_atomically(old, b"x")
        write_atomically(new, b"x")
    finally:
        os.umask(mask)

    assert (old.stat().st_mode & 0o777, new.stat().st_mode & 0o777) == (0o604, 0o640)


def test_a_folder_is_not_replaced(tmp_path: Path) -> None:
    """Nor is anything left next to it."""
    (tmp_path / "folder").mkdir()

    with pytest.raises(OSError, match="folder"):
        write_atomically(tmp_path / "folder", b"x")
    assert [each.name for each in tmp_path.iterdir()] == ["folder"]
