"""One process a program that starts it, watches its limits, ends all its descendants and reports.

It outlives whatever the program does. Where the kernel allows it, it is the first process of a process namespace: the
program can do nothing to it, and nothing outlives it. Elsewhere it is its child's subreaper.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import socket
import tempfile
import time
import traceback
from functools import partial
from pathlib import Path
from typing import NoReturn

from . import ending, forked, namespaces, processes, usage, wire
from .channels import Channels
from .child import Place
from .distributions import Imported
from .ending import End
from .wire import Json, Setup

POLL = 20
"""Milliseconds between two looks at what the program uses."""

RUN = "run-program0"
"""The run's own folder, where it needs no other name than all the others'."""


def main(connection: socket.socket, setup: Setup, imported: Imported, server: int, alone: bool) -> NoReturn:
    """Run the program that the connection asks for, in this process forked for it, and exit."""
    try:
        processes.die_with(server)
        processes.adopt_orphans()
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        program = wire.receive(connection)
        if program is not None:
            report = supervise(connection, program, setup, imported, alone)
            if report is not None:
                wire.send(connection, report)
    except BrokenPipeError:
        pass  # the client left at the last moment
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


def supervise(connection: socket.socket, program: Json, setup: Setup, imported: Imported, alone: bool) -> Json | None:
    """What the program did, None where nobody waits for it any more."""
    files = Channels.in_memory()
    scratch = run_folder(setup, program["limits"], alone)
    supervisor, started = os.getpid(), time.monotonic()
    pid = os.fork()
    if pid == 0:
        connection.close()
        place = Place(setup.root, scratch, setup.seed, setup.data)
        forked.main(program, place, files, imported, supervisor)
    end = watch(pid, connection, files, program["limits"], alone)
    seconds = time.monotonic() - started
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) if end == "ended" else None
    if alone:
        processes.kill_namespace()
    else:
        processes.kill_descendants(pid)
    shutil.rmtree(scratch, ignore_errors=True)
    return None if end == "hung-up" else ending.report(end, status, program, files, seconds)


def run_folder(setup: Setup, limits: Json, alone: bool) -> str:
    """An empty folder: of a file system of its own where that may be, so that it has a size and a fixed name."""
    if alone and namespaces.cover(setup.covered, limits["file"]):
        folder = Path(setup.scratch, RUN)
        folder.mkdir(parents=True)
        return str(folder)
    return tempfile.mkdtemp("", "run-", setup.scratch)


def watch(pid: int, connection: socket.socket, files: Channels, limits: Json, alone: bool) -> End:
    """Wait for the end of the program, of the client, or of what it may use."""
    process = os.pidfd_open(pid)
    poll = select.poll()
    poll.register(process, select.POLLIN)
    poll.register(connection, select.POLLRDHUP)
    send = partial(processes.send, None if alone else pid)
    family = usage.Family(usage.self_number(), usage.number_of(process), limits["processes"], send)
    limit = ending.Limit(limits, files, family)
    while True:
        ready = {descriptor for descriptor, _ in poll.poll(POLL)}
        if process in ready:
            return "ended"
        processes.reap_orphans(pid)
        if connection.fileno() in ready:
            return "hung-up"
        if end := limit.reached():
            return end
