"""What a process and all its descendants use together, as `/proc` tells it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
PAGE = 4096 if os.name == "nt" else os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Process:
    """`number` and `parent` as `/proc` counts them; `resident` is bytes, those that are shared with others included.

    `ended` is a process that its parent has not asked for yet.
    """

    number: int
    parent: int
    ended: bool
    resident: int


def family(number: int) -> list[Process]:
    """A process and all below it."""
    return [*(process for process in processes() if process.number == number), *descendants(number)]


def descendants(ancestor: int) -> list[Process]:
    """All processes below this one, but those of its children that have ended."""
    children: dict[int, list[Process]] = {}
    for process in processes():
        if not (process.ended and process.parent == ancestor):
            children.setdefault(process.parent, []).append(process)
    found, parents = list[Process](), [ancestor]
    while parents:
        below = children.get(parents.pop(), [])
        found += below
        parents += [process.number for process in below]
    return found


def processes() -> Iterator[Process]:
    """Every process that can be seen: none where there is no `/proc`."""
    for entry in PROC.iterdir() if PROC.exists() else ():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # it has ended meanwhile
                continue
            yield Process(int(entry.name), int(fields[1]), fields[0] == "Z", int(fields[21]) * PAGE)


def proportional(process: Process) -> int:
    """The memory of a process in bytes, with what it shares divided among those that share it."""
    try:
        lines = (PROC / str(process.number) / "smaps_rollup").read_text().splitlines()
    except OSError:  # ended, or not ours to read
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def self_number() -> int:
    """This process as `/proc` counts it, which may be that of a process namespace above."""
    return int((PROC / "self").readlink().name) if PROC.exists() else os.getpid()
