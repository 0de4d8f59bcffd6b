"""Processes of this machine, found by a mark in their command line: their numbers differ in every namespace."""

from __future__ import annotations

import itertools
import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

NUMBERS = itertools.count(1)

PATIENCE = 120.0
"""Seconds in which what must happen does so on the busiest machine: far from those for which a program here sleeps."""

AT_ONCE = 8.0
"""Seconds in which whatever waits for nothing ends on a busy machine. Waiting for a program would take the 600 that
it sleeps, and for a server that does not answer the ten that it is given."""


def mark() -> str:
    """A number of seconds to sleep that no other process sleeps."""
    return f"600.{os.getpid():07d}{next(NUMBERS):05d}"


def sleeper(name: str) -> str:
    """Python code that becomes a process with this mark."""
    return f"os.execvp('sleep', ['sleep', '{name}'])"


def running(name: str) -> bool:
    """Whether there is a process with this mark."""
    return bool(marked(name))


def marked(name: str) -> list[int]:
    return [process for process in numbers() if name.encode() in arguments(process).split(b"\0")]


def end(name: str) -> None:
    """Kill the process with this mark."""
    for process in marked(name):
        os.kill(process, signal.SIGKILL)


def without_progress(written: str) -> list[str]:
    """The lines that a command wrote but for those which say what runs, as it does on a slow machine."""
    return [line for line in written.splitlines() if " programs done" not in line]


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


def gone(processes: Iterable[int]) -> bool:
    """Whether all of them have ended."""
    return not any(state(number) not in ("", "Z") for number in processes)


def eventually(condition: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    """Whether it comes true in time."""
    last = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > last:
            return False
        time.sleep(0.01)
    return True


@contextmanager
def as_nobody() -> Iterator[None]:
    """Without the rights of root, who may read everything."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)
