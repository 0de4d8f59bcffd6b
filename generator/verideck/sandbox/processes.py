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


def send(group: int | None, signal_number: int) -> None:
    """Send a signal to all of a process group at once; without one to all of this process's namespace, itself left out.

    Only the first process of a namespace may do the latter.
    """
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if group is None:
            os.kill(-1, signal_number)
        else:
            os.killpg(group, signal_number)


def kill_namespace() -> None:
    """Kill all processes of the namespace that this one is the first of: at once, so that no fork gets away."""
    send(None, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)


def kill_descendants(group: int) -> None:
    """Kill a process group of this process's children, and then all that is left below it, until there is nothing.

    A group dies at once, however fast it forks. Who leaves it and forks is met in the next round, as are orphans,
    which become children of this process. Returns at once where no child is left.
    """
    me = os.getpid()
    send(group, signal.SIGKILL)
    while reap():
        for process in usage.below({me}, usage.processes()):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(process.number, signal.SIGKILL)
        time.sleep(0.001)


def reap_orphans(child: int) -> None:
    """Collect what has ended, but for this child."""
    while ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT):
        if ended.si_pid == child:
            return
        os.waitpid(ended.si_pid, 0)


def reap() -> bool:
    """Collect every child that has ended; whether there are others."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return False
    return True
