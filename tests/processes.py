"""Processes of this machine, found by a mark in their command line: their numbers differ in every namespace."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Callable
from pathlib import Path

NUMBERS = itertools.count(1)


def mark() -> str:
    """A number of seconds to sleep that no other process sleeps."""
    return f"60.{os.getpid():07d}{next(NUMBERS):05d}"


def sleeper(name: str) -> str:
    """Python code that becomes a process with this mark."""
    return f"os.execvp('sleep', ['sleep', '{name}'])"


def running(name: str) -> bool:
    """Whether there is a process with this mark."""
    return any(name.encode() in arguments(process).split(b"\0") for process in numbers())


def numbers() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()]


def arguments(process: int) -> bytes:
    return read(process, "cmdline")


def descendants(process: int) -> set[int]:
    """All processes below this one that have not ended."""
    parents = {number: parent(number) for number in numbers()}
    found: set[int] = set()
    while added := {number for number, above in parents.items() if above in found | {process}} - found:
        found |= added
    return {number for number in found if state(number) not in ("", "Z")}


def parent(process: int) -> int:
    fields = read(process, "stat").rpartition(b")")[2].split()
    return int(fields[1]) if fields else 0


def state(process: int) -> str:
    fields = read(process, "stat").rpartition(b")")[2].split()
    return fields[0].decode() if fields else ""


def read(process: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{process}/{name}").read_bytes()
    except OSError:  # it has ended meanwhile
        return b""


def within(seconds: float, condition: Callable[[], bool]) -> bool:
    """Whether it comes true in time."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()
