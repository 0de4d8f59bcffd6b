"""Tells what verideck wrote on this machine from what came with the project.

A stranger's project may hold a `.verideck` folder in which everything fits and nothing ever ran. So whatever stands for
a run is sealed with a key of the user's, which no program sees.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import hmac
import os
import sys
import tempfile
from pathlib import Path

KEY = "VERIDECK_CACHE_KEY"
"""The variable by which machines that share a cache, such as those of continuous integration, share a key."""


def sealed(data: bytes) -> bytes:
    """The data below a line that only this user can write."""
    return f"{seal(data)}\n".encode() + data


def unsealed(data: bytes) -> bytes | None:
    """What was sealed, None where it was not, or is not as it was."""
    found, _, rest = data.partition(b"\n")
    return rest if hmac.compare_digest(found, seal(rest).encode()) else None


def seal(data: bytes) -> str:
    return hmac.new(key(os.environ.get(KEY), state() / "verideck" / "key"), data, hashlib.sha256).hexdigest()


@functools.cache
def key(shared: str | None, path: Path) -> bytes:
    """The user's key, made the first time. Where it cannot be kept, nothing outlives this process."""
    if shared:
        return shared.encode()
    made = os.urandom(32)
    try:
        keep(path, made)
        return path.read_bytes()
    except OSError:
        return made


def keep(path: Path, made: bytes) -> None:
    """Write the key, readable for nobody else, unless there is one: another build may write it at the same time."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(made)
        with contextlib.suppress(FileExistsError):
            os.link(temporary, path)
    finally:
        os.unlink(temporary)


def state() -> Path:
    """Where this system keeps what programs remember for a user."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home())
    named = Path(os.environ.get("XDG_STATE_HOME", ""))
    return named if named.is_absolute() else Path.home() / ".local" / "state"
