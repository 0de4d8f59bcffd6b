"""Recordings on disk, found by their inputs. Whatever is not exactly as it was written is not there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from verideck import schema
from verideck.execute.key import CacheKey
from verideck.execute.seam import Trace
from verideck.files import write_atomically

KEPT = 8
"""How many recordings with the same key are kept: those of versions of files and distributions that come and go."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A run and its inputs."""

    key: CacheKey
    trace: Trace


class Store:
    """One folder a key, one file an entry: the SHA-256 of what follows on the first line, then JSON."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def traces(self, key: CacheKey) -> Iterator[Trace]:
        """The runs with this key."""
        for path in self.place(key).glob("*.json"):
            entry = read(path)
            if entry is not None and entry.key == key:
                yield entry.trace

    def add(self, key: CacheKey, trace: Trace) -> None:
        """Raises OSError."""
        data = schema.encode(Entry(key, trace))
        digest = hashlib.sha256(data).hexdigest()
        folder = self.place(key)
        write_atomically(folder / f"{inputs(trace)}.json", f"{digest}\n".encode() + data)
        prune(folder)

    def place(self, key: CacheKey) -> Path:
        return self.folder / hashlib.sha256(schema.encode(key)).hexdigest()


def read(path: Path) -> Entry | None:
    """The entry, None where it was removed, cut off or changed."""
    try:
        digest, _, data = path.read_bytes().partition(b"\n")
        if hashlib.sha256(data).hexdigest().encode() != digest:
            return None
        return schema.decode(data, Entry)
    except (OSError, schema.MalformedError):
        return None


def inputs(trace: Trace) -> str:
    """A name for the inputs that only the run could name, so that a newer run replaces its like."""
    named = schema.encode((trace.files, trace.recording.distributions))
    return hashlib.sha256(named).hexdigest()[:16]


def prune(folder: Path) -> None:
    """Remove the oldest entries beyond those that are kept."""
    paths = sorted(folder.glob("*.json"), key=modified, reverse=True)
    for path in paths[KEPT:]:
        path.unlink(missing_ok=True)


def modified(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:  # another build removed it
        return 0
