"""The one way to write a file: whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def write_atomically(path: Path, data: bytes) -> None:
    """Replace `path` by `data`; a crash leaves the old file or the new one, never a part. Makes missing folders.

    Raises OSError.
    """
    with staged(path, data):
        pass


@contextmanager
def staged(path: Path, data: bytes) -> Iterator[None]:
    """Write `data` next to `path`, and replace `path` by it after the block. A block that raises leaves no trace.

    Raises OSError.
    """
    temporary = written_beside(path, data)
    try:
        yield
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def written_beside(path: Path, data: bytes) -> str:
    """The name of a temporary file that holds `data`, in the folder of `path`. Raises OSError that names `path`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(file_mode(path))
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError as error:
        error.filename = str(path)  # people know no temporary name, and a full disk names none
        raise
    return temporary


def file_mode(path: Path) -> int:
    """The mode of the file that is replaced, else what the umask grants a new one."""
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
