"""What is written to descriptors 1 and 2, by whomever: Python, C libraries, or other processes."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from dataclasses import dataclass
from io import TextIOWrapper
from typing import cast

from . import channels
from .channels import Channels

libc = ctypes.CDLL("ucrtbase" if os.name == "nt" else None)


@dataclass(frozen=True, slots=True)
class Mark:
    """How many bytes either stream held."""

    stdout: int
    stderr: int


class Capture:
    """Sends both streams to the channels and tells what was added to them. Nothing can be read from stdin."""

    def __init__(self, files: Channels) -> None:
        self.files = files
        self.streams = (cast(TextIOWrapper, sys.stdout), cast(TextIOWrapper, sys.stderr))
        for stream in self.streams:
            # Line by line, as on a terminal: so Python's lines and those of C libraries keep their order.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)
        os.dup2(files.stdout, 1)
        os.dup2(files.stderr, 2)

    def mark(self) -> Mark:
        """Flush everything that this process buffers, and measure."""
        for stream in (sys.stdout, sys.stderr, *self.streams):
            with contextlib.suppress(Exception):  # a program may close or replace them
                stream.flush()
        libc.fflush(None)
        return Mark(channels.size(self.files.stdout), channels.size(self.files.stderr))

    def between(self, start: Mark, end: Mark) -> dict[str, str]:
        """The text of the streams that something was added to."""
        added = {
            "stdout": channels.read(self.files.stdout, start.stdout, end.stdout),
            "stderr": channels.read(self.files.stderr, start.stderr, end.stderr),
        }
        return {name: data.decode(errors="replace") for name, data in added.items() if data}
