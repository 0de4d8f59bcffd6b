"""Linux processes: who dies with whom, and how to end every descendant."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import time
from pathlib import Path

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36

libc = ctypes.CDLL(None, use_errno=True)


def adopt_orphans() -> None:
    """Make every orphaned descendant this process's child, daemons included."""
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def die_with(parent: int) -> None:
    """Be killed when the parent ends; `parent` is what its process id was before the fork."""
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def kill_descendants(group: int) -> None:
    """Kill the process group, then what is left of this process's children and their orphans, until there are none.

    Returns at once where no child is left. A child that forks meanwhile is met in the next round: its own children
    become ours when it dies.
    """
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)
    while reap():
        for child in children():
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        time.sleep(0.001)


def reap() -> bool:
    """Collect every child that has ended; whether there are others."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return False
    return True


def children() -> list[int]:
    """Found by looking at all processes, since not every kernel lists a process's children."""
    me = os.getpid()
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit() and parent(entry) == me]


def parent(process: Path) -> int | None:
    try:
        status = (process / "stat").read_text()
    except OSError:
        return None
    return int(status.rpartition(")")[2].split()[1])
