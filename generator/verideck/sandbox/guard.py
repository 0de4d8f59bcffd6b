"""The outermost process on the deck's side: starts the server, and ends everything when the client hangs up.

It does nothing else, so it answers at once: also while the server imports, and also where the client was killed.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import socket
import sys
import traceback
from typing import NoReturn

from . import namespaces, processes, server, wire
from .wire import Setup


def main(descriptor: int) -> None:
    """Read the setup, start the server, and leave no process when it ends."""
    with socket.socket(fileno=descriptor) as control:
        message = wire.receive(control)
        if message is None:
            return
        setup = Setup(**message)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # where whoever starts it ignores it, no child can be waited for
        processes.adopt_orphans()
        alone = setup.namespaces and enter_namespaces(setup)
        guard = os.getpid()
        pid = os.fork()
        if pid == 0:
            serve(control, setup, alone, guard)
        wait(pid, control)
        processes.kill_descendants(pid)
        shutil.rmtree(setup.scratch, ignore_errors=True)


def enter_namespaces(setup: Setup) -> bool:
    """Whether the server may have namespaces of its own, in which it is the first process."""
    flags = namespaces.CLONE_NEWPID
    if setup.network:
        flags |= namespaces.CLONE_NEWNET | namespaces.CLONE_NEWIPC
    entered = namespaces.allowed(flags) and namespaces.enter(flags)
    if entered and setup.network:
        namespaces.open_loopback()
    return entered


def serve(control: socket.socket, setup: Setup, alone: bool, guard: int) -> NoReturn:
    try:
        os.setpgid(0, 0)
        processes.die_with(guard)
        server.serve(control, setup, alone)
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(0)


def wait(pid: int, control: socket.socket) -> None:
    """Return when the server has ended or the client is gone."""
    poll = select.poll()
    poll.register(os.pidfd_open(pid), select.POLLIN)
    poll.register(control, select.POLLRDHUP)
    poll.poll()
