"""The fork server: imports what the deck preloads, once, and then only forks.

Every byte on the control socket carries the socket of one run; the end of the control socket is the end of the server.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import signal
import socket
import sys
from dataclasses import replace

from . import namespaces, proof, seeds, supervisor, wire
from .authors import Authors
from .distributions import NOTHING, Imported
from .manifest import Manifest
from .wire import Json, Setup


def serve(control: socket.socket, setup: Setup, alone: bool) -> None:
    """Import, say whether that went well, and fork until the client hangs up.

    `alone` is whether this is the first process of a process namespace; then each program gets one too.
    """
    manifest = Manifest(Authors(setup.root, []))
    problem = preload(setup.preload)
    manifest.close()
    files = sorted(manifest.files.items())
    wire.send(control, problem or {"alone": alone, "files": files})
    if problem is None:
        fork_for_ever(control, setup, alone, replace(NOTHING.now(), files=tuple(files)))


def preload(names: list[str]) -> Json | None:
    """Import the modules; what is wrong, as the message to the client."""
    for name in names:
        try:
            importlib.import_module(name)
        except BaseException as error:
            return {"unimportable": f"`{name}`: {type(error).__name__}: {error}"}
        unsafe = proof.why_unsafe()
        if unsafe:
            return {"unsafe": f"importing `{name}` {unsafe}"}
    for name in seeds.LIBRARIES:  # every program seeds these, and NumPy imports its own when it is first used
        if name.partition(".")[0] in sys.modules:
            with contextlib.suppress(ImportError):  # something else of that name
                importlib.import_module(name)
    return None


def fork_for_ever(control: socket.socket, setup: Setup, alone: bool, imported: Imported) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel collects the supervisors
    gc.collect()
    gc.freeze()  # children share the pages of what was imported: the collector leaves them alone
    while (connection := next_run(control)) is not None:
        with connection:
            unsafe = proof.why_unsafe()
            if unsafe:
                refuse(connection, f"one of the preloaded modules {unsafe}")
            else:
                start(connection, control, setup, imported, alone)


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


def start(connection: socket.socket, control: socket.socket, setup: Setup, imported: Imported, alone: bool) -> None:
    server = os.getpid()
    with namespaces.of_next_child() if alone else contextlib.nullcontext():
        pid = os.fork()
        if pid == 0:
            control.close()
            supervisor.main(connection, setup, imported, server, alone)
