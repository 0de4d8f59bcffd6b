"""What a program leaves behind, whatever becomes of it: files in memory that its supervisor holds too.

They have no path, so a program that empties or removes folders does not reach them.
"""

from __future__ import annotations

import fcntl
import os
import struct
from dataclasses import dataclass

RECORD = struct.Struct("!II")


@dataclass(frozen=True, slots=True)
class Channels:
    """Descriptors: the two streams, the statement that is running, and the report of a run that came to its end."""

    stdout: int
    stderr: int
    progress: int
    report: int

    @classmethod
    def create(cls) -> Channels:
        return cls(appending("stdout"), appending("stderr"), os.memfd_create("progress"), os.memfd_create("report"))

    def written(self) -> int:
        """How many bytes both streams hold."""
        return size(self.stdout) + size(self.stderr)

    def mark(self, unit: int, line: int) -> None:
        """Note the unit's index and the line of its module-level statement."""
        os.pwrite(self.progress, RECORD.pack(unit, line), 0)

    def position(self) -> tuple[int, int]:
        """The last mark; line 0 is before the first one."""
        record = os.pread(self.progress, RECORD.size, 0)
        return RECORD.unpack(record) if record else (0, 0)


def appending(name: str) -> int:
    """A file that several writers do not overwrite each other in."""
    descriptor = os.memfd_create(name)
    fcntl.fcntl(descriptor, fcntl.F_SETFL, os.O_APPEND)
    return descriptor


def size(descriptor: int) -> int:
    return os.fstat(descriptor).st_size


def read(descriptor: int, start: int = 0) -> bytes:
    """What stands there from `start` on."""
    return os.pread(descriptor, max(0, size(descriptor) - start), start)
