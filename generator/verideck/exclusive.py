"""One build of a project at a time: two that publish at once would mix their packages and locks."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from verideck.errors import LockError

FILE = Path(".verideck/lock")


@contextmanager
def exclusive(root: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Be the only process in this block for this project; `waiting` is called once if another is in it.

    The kernel lets the others go on when this process ends, however it does. Raises LockError.
    """
    with opened(root / FILE) as file:
        if not locked(file, wait=False):
            waiting()
            while not locked(file, wait=True):
                pass
        yield


def opened(path: Path) -> IO[bytes]:
    try:
        path.parent.mkdir(exist_ok=True)
        return path.open("ab")
    except OSError as error:
        way_out = "let this user write to that folder; `verideck check` does without it"
        raise LockError(f"{path} cannot be written ({error.strerror}): {way_out}") from error


if sys.platform == "win32":
    import msvcrt

    def locked(file: IO[bytes], *, wait: bool) -> bool:
        """Whether the file is locked now. Waits ten seconds at most."""
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def locked(file: IO[bytes], *, wait: bool) -> bool:
        """Whether the file is locked now."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
