"""What a program leaves behind, whatever becomes of it: files that whoever watches it holds too."""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from pathlib import Path

RECORD = struct.Struct("!II")

APPEND = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
UPDATE = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class Channels:
    """Descriptors: the two streams, the statement that is running, and the report of a run that came to its end."""

    stdout: int
    stderr: int
    progress: int
    report: int

    @classmethod
    def in_memory(cls) -> Channels:
        """Files without a path, so that a program that empties or removes folders does not reach them. Linux only."""
        return cls(appending("stdout"), appending("stderr"), os.memfd_create("progress"), os.memfd_create("report"))

    @classmethod
    def in_folder(cls, folder: Path) -> Channels:
        """The files in a folder, which two processes can open."""
        streams = [os.open(folder / name, APPEND) for name in ("stdout", "stderr")]
        return cls(*streams, *(os.open(folder / name, UPDATE) for name in ("progress", "report")))

    def written(self) -> int:
        """How many bytes both streams hold."""
        return size(self.stdout) + size(self.stderr)

    def mark(self, unit: int, line: int) -> None:
        """Note the unit's index and the line of its module-level statement."""
        write(self.progress, RECORD.pack(unit, line))

    def position(self) -> tuple[int, int]:
        """The last mark; line 0 is before the first one."""
        record = read(self.progress, 0, RECORD.size)
        return RECORD.unpack(record) if len(record) == RECORD.size else (0, 0)

    def close(self) -> None:
        for descriptor in (self.stdout, self.stderr, self.progress, self.report):
            os.close(descriptor)


def appending(name: str) -> int:
    """A file that several writers do not overwrite each other in."""
    import fcntl

    descriptor = os.memfd_create(name)
    fcntl.fcntl(descriptor, fcntl.F_SETFL, os.O_APPEND)
    return descriptor


def size(descriptor: int) -> int:
    return os.fstat(descriptor).st_size


def read(descriptor: int, start: int = 0, end: int | None = None) -> bytes:
    """What stands there from `start` on, and before `end`."""
    count = max(0, (size(descriptor) if end is None else end) - start)
    if hasattr(os, "pread"):
        return os.pread(descriptor, count, start)
    os.lseek(descriptor, start, os.SEEK_SET)
    return os.read(descriptor, count)


def write(descriptor: int, data: bytes) -> None:
    """Put the data at the beginning."""
    if hasattr(os, "pwrite"):
        os.pwrite(descriptor, data, 0)
    else:
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, data)
