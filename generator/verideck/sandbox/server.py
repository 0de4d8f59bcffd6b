"""The fork server: imports what the deck preloads, once, and then only forks.

It is started with one end of a socket pair, the control socket, and reads the setup from it. After that every byte
there carries the socket of one run; the end of the control socket is the end of the server.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import shutil
import signal
import socket
from dataclasses import dataclass

from . import proof, supervisor, wire
from .distributions import NOTHING, Imported
from .wire import Json


@dataclass(frozen=True, slots=True)
class Setup:
    """What is the same for all programs of a project. `scratch` is the folder that holds the runs' own folders."""

    root: str
    scratch: str
    preload: list[str]


def main(descriptor: int) -> None:
    """Serve until the client hangs up, then wait for the supervisors, which notice it too."""
    with socket.socket(fileno=descriptor) as control:
        message = wire.receive(control)
        if message is None:
            return
        setup = Setup(**message)
        problem = preload(setup.preload)
        wire.send(control, problem or {"ready": True})
        if problem is None:
            serve(control, setup)
    wait_for_children()
    shutil.rmtree(setup.scratch, ignore_errors=True)  # the client may have been killed


def preload(names: list[str]) -> Json | None:
    """Import each module. The answer says which one cannot be imported, or did more than import."""
    for name in names:
        try:
            importlib.import_module(name)
        except BaseException as error:
            return {"unimportable": f"`{name}`: {type(error).__name__}: {error}"}
        unsafe = proof.why_unsafe()
        if unsafe:
            return {"unsafe": f"importing `{name}` {unsafe}"}
    return None


def serve(control: socket.socket, setup: Setup) -> None:
    imported = NOTHING.now()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel collects the supervisors
    gc.collect()
    gc.freeze()  # children share the pages of what was imported: the collector leaves them alone
    while (connection := next_run(control)) is not None:
        with connection:
            unsafe = proof.why_unsafe()
            if unsafe:
                refuse(connection, f"one of the preloaded modules {unsafe}")
            else:
                start(connection, control, setup, imported)


def next_run(control: socket.socket) -> socket.socket | None:
    try:
        message, descriptors, _, _ = socket.recv_fds(control, 1, 1)
    except ConnectionError:
        return None
    return socket.socket(fileno=descriptors[0]) if message else None


def refuse(connection: socket.socket, reason: str) -> None:
    with contextlib.suppress(OSError):
        wire.receive(connection)  # a socket closed with something unread loses what was sent
        wire.send(connection, {"unsafe": reason})


def start(connection: socket.socket, control: socket.socket, setup: Setup, imported: Imported) -> None:
    server = os.getpid()
    if os.fork() == 0:
        control.close()
        supervisor.main(connection, setup.root, setup.scratch, imported, server)


def wait_for_children() -> None:
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
