"""Linux processes: who dies with whom, and how to end every descendant."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import time

from . import usage

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
ABOVE = 0
"""What `getppid` says where the parent is outside of the process namespace."""

libc = ctypes.CDLL(None, use_errno=True)


def adopt_orphans() -> None:
    """Make every orphaned descendant this process's child, daemons included."""
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def die_with(parent: int) -> None:
    """Be killed when the parent ends; `parent` is what its process id was before the fork."""
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() not in (parent, ABOVE):
        os._exit(1)


def kill_namespace() -> None:
    """Kill all processes of the namespace that this one is the first of: at once, so that no fork gets away."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(-1, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)


def kill_descendants() -> None:
    """Kill this process's children and all below them, until there are none.

    Returns at once where no child is left. Who forks meanwhile is met in the next round, as are orphans, which become
    children of this process.
    """
    me = os.getpid()
    while reap():
        for process in usage.descendants(me):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(process.number, signal.SIGKILL)
        time.sleep(0.001)


def reap() -> bool:
    """Collect every child that has ended; whether there are others."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return False
    return True
