"""What a process and all its descendants use together, as `/proc` tells it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

PROC = "/proc"
PAGE = 4096 if os.name == "nt" else os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Process:
    """`number`, `parent` and `session` as `/proc` counts them; `resident` is bytes, shared ones included."""

    number: int
    parent: int
    session: int
    resident: int


class Family:
    """A program's processes: its session, and all else below the ancestor. `send` sends a signal to many at once."""

    def __init__(self, ancestor: int, session: int, most: int, send: Callable[[int], None]) -> None:
        self.ancestor = ancestor
        self.session = session
        self.most = most
        self.send = send
        self.others = threads()
        self.stopped = False

    def crowded(self) -> bool:
        """Whether the whole machine has so many threads more than at first that they could be too many processes."""
        return threads() - self.others > self.most

    def look(self) -> list[Process]:
        """All of them. In a crowd they stop first, since a fork bomb would leave no time for the look."""
        if self.crowded():
            self.stopped = True
            self.send(signal.SIGSTOP)
        return members(self.ancestor, self.session, self.most)

    def go_on(self) -> None:
        """Let them run again if they were stopped."""
        if self.stopped:
            self.stopped = False
            self.send(signal.SIGCONT)


def threads() -> int:
    """How many threads there are on the machine: quickly, however many they are."""
    text = read(f"{PROC}/loadavg")
    return int(text.split()[3].partition(b"/")[2]) if text else 0


def names() -> list[str]:
    return os.listdir(PROC) if os.path.isdir(PROC) else []  # noqa: PTH112, PTH208 – five times as fast


def members(ancestor: int, session: int, most: int) -> list[Process]:
    """All processes of the session or below the ancestor. Where they are more than `most`, enough of them to show it.

    The youngest come first, and few leave their session, so that this is quick with thousands of them.
    """
    found: list[Process] = []
    strangers: list[Process] = []
    for process in processes():
        if process.session == session:
            found.append(process)
            if len(found) > most:
                return found
        else:
            strangers.append(process)
    return found + below({ancestor, *(process.number for process in found)}, strangers)


def below(ancestors: set[int], among: Iterable[Process]) -> list[Process]:
    """Those among some processes that are descendants of one of these."""
    children: dict[int, list[Process]] = {}
    for process in among:
        children.setdefault(process.parent, []).append(process)
    found, parents = list[Process](), [*ancestors]
    while parents:
        next_ones = children.get(parents.pop(), [])
        found += next_ones
        parents += [process.number for process in next_ones]
    return found


def processes() -> Iterator[Process]:
    """Every process that can be seen, the youngest first as long as numbers do not repeat: none without `/proc`."""
    for number in sorted((int(name) for name in names() if name.isdecimal()), reverse=True):
        stat = read(f"{PROC}/{number}/stat")
        if stat is not None:
            fields = stat[stat.rindex(b")") + 2 :].split(None, 22)
            yield Process(number, int(fields[1]), int(fields[3]), int(fields[21]) * PAGE)


def read(path: str) -> bytes | None:
    """The first part of a small file, None where the process has ended meanwhile."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return None
    try:
        return os.read(descriptor, 2**12)
    except OSError:
        return None
    finally:
        os.close(descriptor)


def proportional(process: Process) -> int:
    """The memory of a process in bytes, with what it shares divided among those that share it."""
    lines = (read(f"{PROC}/{process.number}/smaps_rollup") or b"").splitlines()
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(b"Pss:"))


def number_of(process: int) -> int:
    """The process of a pidfd as `/proc` counts it, which may be that of a process namespace above."""
    lines = (read(f"{PROC}/self/fdinfo/{process}") or b"").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(b"Pid:"))


def self_number() -> int:
    """This process as `/proc` counts it."""
    return int(Path(PROC, "self").readlink().name)
