"""Recordings on disk, found by their inputs. Whatever is not exactly as it was written is not there."""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from verideck import schema
from verideck.execute.key import CacheKey
from verideck.execute.seam import Trace
from verideck.files import write_atomically
from verideck.seal import sealed, unsealed

KEPT = 8
"""How many recordings with the same key are kept: those of versions of files and distributions that come and go."""

LIMIT = 200 * 10**6
"""How many bytes of recordings a build leaves: a few hundred times those of a large deck."""

ABANDONED = 3600.0
"""Seconds after which an unfinished file, or a folder without entries, is nobody's."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A run and its inputs."""

    key: CacheKey
    trace: Trace


@dataclass(frozen=True, slots=True)
class Pruned:
    """How many recordings were removed and remain, and their bytes."""

    removed: int
    removed_bytes: int
    kept: int
    kept_bytes: int


class Store:
    """One folder a key, one file an entry: sealed JSON.

    A file's time of modification is when its entry was last of use.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find(self, key: CacheKey, fresh: Callable[[Trace], bool]) -> Trace | None:
        """A run with this key that is fresh."""
        try:
            paths = list(self.place(key).glob("*.json"))
        except PermissionError:  # another user's, whose folders hide even what they do not hold
            return None
        for path in paths:
            entry = read(path)
            if entry is not None and entry.key == key and fresh(entry.trace):
                touch(path)
                return entry.trace
        return None

    def entries(self) -> Iterator[Entry]:
        """All of them, those last of use first."""
        for file in sorted(files(self.folder), key=lambda file: file.used, reverse=True):
            entry = read(file.path)
            if entry is not None:
                yield entry

    def add(self, key: CacheKey, trace: Trace) -> None:
        """Raises OSError."""
        path = self.place(key) / f"{inputs(trace)}.json"
        write_atomically(path, sealed(schema.encode(Entry(key, trace))))
        others = [file for file in files_in(path.parent) if file.path != path]  # of later times if a clock was set back
        for old in sorted(others, key=lambda file: file.used, reverse=True)[KEPT - 1 :]:
            old.path.unlink(missing_ok=True)

    def prune(self, limit: int) -> Pruned:
        """Remove those that were of no use for longest, until all take at most `limit` bytes; and what nobody ended.

        A build may run meanwhile: it runs again what it does not find. Raises OSError.
        """
        everything = sorted(files(self.folder), key=lambda file: file.used, reverse=True)
        kept = kept_bytes = 0
        for file in everything:
            if kept_bytes + file.size > limit:
                break
            kept, kept_bytes = kept + 1, kept_bytes + file.size
        for file in everything[kept:]:
            file.path.unlink(missing_ok=True)
        remove_abandoned(self.folder, time.time() - ABANDONED)
        size = sum(file.size for file in everything)
        return Pruned(len(everything) - kept, size - kept_bytes, kept, kept_bytes)

    def place(self, key: CacheKey) -> Path:
        return self.folder / hashlib.sha256(schema.encode(key)).hexdigest()


@dataclass(frozen=True, slots=True)
class File:
    """An entry's file. `used` is in nanoseconds since 1970."""

    path: Path
    size: int
    used: int


def files(folder: Path) -> Iterator[File]:
    """Those of all keys."""
    for key in subfolders(folder):
        yield from files_in(key)


def files_in(folder: Path) -> Iterator[File]:
    """Those of one key. Another build may remove some meanwhile."""
    for path in folder.glob("*.json"):
        with contextlib.suppress(FileNotFoundError):
            status = path.stat()
            yield File(path, status.st_size, status.st_mtime_ns)


def subfolders(folder: Path) -> list[Path]:
    """Those in which entries may lie. Links are not followed: they lead to what others would miss."""
    if folder.is_symlink() or not folder.is_dir():
        return []
    return [path for path in folder.iterdir() if path.is_dir() and not path.is_symlink()]


def remove_abandoned(folder: Path, before: float) -> None:
    """Remove the temporary files of builds that were killed, then empty folders, if nobody wrote them since."""
    for key in subfolders(folder):
        with contextlib.suppress(OSError):  # it is not empty, or another build was faster
            for path in key.glob(".*"):
                if path.stat().st_mtime < before:
                    path.unlink()
            if key.stat().st_mtime < before:
                key.rmdir()


def touch(path: Path) -> None:
    with contextlib.suppress(OSError):  # removed, or not ours to write: it was of use all the same
        os.utime(path)


def read(path: Path) -> Entry | None:
    """The entry, None where it was removed, cut off, changed or written by somebody else."""
    try:
        data = unsealed(path.read_bytes())
        return None if data is None else schema.decode(data, Entry)
    except (OSError, schema.MalformedError):
        return None


def inputs(trace: Trace) -> str:
    """A name for the inputs that only the run could name, so that a newer run replaces its like."""
    named = schema.encode((trace.files, trace.recording.distributions))
    return hashlib.sha256(named).hexdigest()[:16]
