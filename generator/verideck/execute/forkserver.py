"""Runs programs in the fork server: starts it at the first run, speaks with it, and ends it."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO

from verideck import schema
from verideck.errors import InterpreterError, SandboxError, VerideckError
from verideck.execute import bubblewrap, interpreter, launch
from verideck.execute.answer import result, unimportable, unsafe
from verideck.execute.bubblewrap import Enclosure
from verideck.execute.confinement import Confinement, confinement
from verideck.execute.runner import Runner
from verideck.execute.seam import KERNEL, LIMITS, Trace, unconfined
from verideck.model import Aborted, Diagnostic, Program, Project
from verideck.sandbox import wire

LOG_TAIL = 2000
"""How many bytes of the end of what the server wrote a message shows."""

PATIENCE = 10.0
"""Seconds that the guard has to end everything when it is closed."""


class ForkServer(Runner):
    """Imports once, and forks for every program."""

    def __init__(self, project: Project, *, seed: int = 0) -> None:
        super().__init__(project, seed=seed)
        self._server: Server | None = None
        self._failure: VerideckError | None = None

    def trace(self, program: Program) -> Trace | Aborted:
        return self._started().run(program)

    def prepare(self) -> None:
        with contextlib.suppress(VerideckError):
            self._started()

    def remarks(self) -> tuple[Diagnostic, ...]:
        return () if self._server is None else tuple(self._server.remarks())

    def close(self) -> None:
        self._failure = self._failure or SandboxError("the fork server was closed")
        if self._server is not None:
            self._server.close()

    def _started(self) -> Server:
        """The server, ready. A failure to start is kept: every other run would fail in the same way."""
        with self._lock:
            if self._failure is None and self._server is None:
                self._server = Server(self.project, self.seed)
                self.starts += 1
                try:
                    self.preloaded = self._server.wait_until_ready()
                except VerideckError as error:
                    self._failure = error
            if self._failure is not None:
                raise self._failure
            assert self._server is not None
            return self._server


def enclosure(project: Project, python: Path, how: Confinement) -> Enclosure:
    """With bubblewrap, or without it a temporary folder, which the guard removes."""
    if how.name == "bubblewrap":
        _, known = interpreter.find(project)
        return bubblewrap.enclose(how.bwrap, project, python, known.needs)
    scratch = Path(tempfile.mkdtemp(prefix="verideck-")).resolve()  # as `os.getcwd` has it
    return Enclosure((), scratch, (scratch,))


class Server:
    """One process of the server."""

    def __init__(self, project: Project, seed: int) -> None:
        self.project, self.seed = project, seed
        self.confinement = confinement(project)
        python = launch.interpreter(project)
        self.enclosure = enclosure(project, python, self.confinement)
        self.log: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 – it lives as long as the server
        self.control, theirs = socket.socketpair()
        self.lock = threading.Lock()
        self.open: set[socket.socket] = set()
        self.closed = self.alone = False
        with theirs:
            self.process = subprocess.Popen(
                [*self.enclosure.command, *launch.command(python, theirs.fileno())],
                env=launch.environment(python, self.enclosure.scratch, launch.variables(project.settings, seed)),
                stdin=subprocess.DEVNULL,
                stdout=self.log,
                stderr=self.log,
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # Ctrl-C reaches verideck alone, which ends the server
            )

    def wait_until_ready(self) -> tuple[tuple[str, str | None], ...]:
        """Wait for the imports; what of the author's is among them. Raises InterpreterError and SandboxError."""
        with contextlib.suppress(OSError):
            wire.send(self.control, asdict(self.setup()))
        answer = wire.receive(self.control)
        if answer is None:
            raise InterpreterError(f"the deck's interpreter ended while it imported `preload`{self.last_words()}")
        if "unimportable" in answer:
            raise unimportable(answer["unimportable"], self.project)
        if "unsafe" in answer:
            raise unsafe(answer["unsafe"], self.project)
        self.alone = answer["alone"]
        return tuple((path, digest) for path, digest in answer["files"])

    def setup(self) -> wire.Setup:
        return wire.Setup(
            root=str(self.project.root.resolve()),
            scratch=str(self.enclosure.scratch),
            preload=list(self.project.settings.preload),
            namespaces=self.confinement.name != "off",
            network=self.confinement.name == "kernel",
            covered=[str(folder) for folder in self.enclosure.covered],
            seed=self.seed,
            data=list(self.project.settings.data),
        )

    def run(self, program: Program) -> Trace | Aborted:
        ours, theirs = socket.socketpair()
        with ours, self.listed(ours):
            with contextlib.suppress(OSError):  # that the server is gone shows at the answer
                with theirs, self.lock:
                    socket.send_fds(self.control, [b"r"], [theirs.fileno()])
                wire.send_bytes(ours, schema.encode(program))
            data = wire.receive_bytes(ours)
        if data is None:
            how = "was closed" if self.closed else "died"
            raise SandboxError(f"the fork server {how} while {program.name} was running{self.last_words()}")
        return result(data, self.project)

    @contextlib.contextmanager
    def listed(self, connection: socket.socket) -> Iterator[None]:
        with self.lock:
            self.open.add(connection)
        try:
            yield
        finally:
            with self.lock:
                self.open.remove(connection)

    def remarks(self) -> Iterator[Diagnostic]:
        if self.confinement.problem is not None:
            yield unconfined(self.project, self.confinement.problem, KERNEL if self.alone else LIMITS)

    def close(self) -> None:
        self.closed = True
        with self.lock:
            for connection in (*self.open, self.control):
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.control.close()
        self.log.close()

    def last_words(self) -> str:
        """The end of what the server wrote, as a clause."""
        with contextlib.suppress(ValueError):  # closed meanwhile
            descriptor = self.log.fileno()  # whose position is the server's too: seek would move it
            start = max(0, os.fstat(descriptor).st_size - LOG_TAIL)
            text = os.pread(descriptor, LOG_TAIL, start).decode(errors="replace").strip()
            return f"; it wrote:\n{text}" if text else ""
        return ""
