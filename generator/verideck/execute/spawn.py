"""Runs each program in an interpreter of its own, for systems where a fork after TensorFlow is not safe or not there.

Every program pays for its imports, and nothing but limits confines it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path

from verideck import schema
from verideck.errors import InterpreterError, SandboxError
from verideck.execute import answer, launch
from verideck.execute.confinement import confinement
from verideck.execute.runner import Runner
from verideck.execute.seam import LIMITS, Trace, unconfined
from verideck.files import write_atomically
from verideck.model import Aborted, Diagnostic, Program, Project
from verideck.sandbox import channels, ending, single, usage
from verideck.sandbox.channels import Channels
from verideck.sandbox.ending import End, Limit

POLL = 0.02
"""Seconds between two looks at what the program uses."""


class Spawner(Runner):
    """Starts an interpreter for every program."""

    def __init__(self, project: Project, *, seed: int = 0) -> None:
        super().__init__(project, seed=seed)
        self._closed = threading.Event()

    def trace(self, program: Program) -> Trace | Aborted:
        if self._closed.is_set():
            raise SandboxError("the sandbox was closed")
        with self._lock:
            self.starts += 1
        with folder() as place:
            return self.run_in(place, program)

    def prepare(self) -> None:
        """Every program has a process of its own."""

    def remarks(self) -> tuple[Diagnostic, ...]:
        problem = confinement(self.project).problem if self.starts else None
        return () if problem is None else (unconfined(self.project, problem, LIMITS),)

    def close(self) -> None:
        self._closed.set()

    def run_in(self, place: Path, program: Program) -> Trace | Aborted:
        root, settings = str(self.project.root.resolve()), self.project.settings
        ours = {"root": root, "preload": settings.preload, "data": settings.data, "seed": self.seed}
        request = {**ours, "program": program}
        write_atomically(place / single.REQUEST, schema.encode(request))
        with opened(place) as files, self.process(place) as process:
            limits = asdict(program.limits)
            family = usage.Family(process.pid, process.pid, limits["processes"], partial(send, process))
            limit = ending.Limit(limits, files, family)
            end, seconds = self.watch(process, files, limit)
            kill(process, limit.seen)
            if end == "hung-up":
                raise SandboxError(f"the sandbox was closed while {program.name} was running")
            if channels.size(files.progress) == 0 and not channels.size(files.report):
                raise InterpreterError(f"the deck's interpreter ended while it imported `preload`{last_words(place)}")
            status = process.returncode if end == "ended" else None
            report = ending.report(end, status, asdict(program), files, seconds)
        return answer.result(schema.encode(report), self.project)

    @contextlib.contextmanager
    def process(self, place: Path) -> Iterator[subprocess.Popen[bytes]]:
        python = launch.interpreter(self.project)
        variables = launch.variables(self.project.settings, self.seed)
        with (place / "log").open("wb") as log:
            process = subprocess.Popen(
                launch.command(python, place),
                env=launch.environment(python, place / single.SCRATCH, variables),
                stdin=subprocess.PIPE,  # its end tells the process that this one is gone
                stdout=log,
                stderr=log,
                start_new_session=True,  # its process group is what is killed, and Ctrl-C does not reach it
            )
        with process:
            try:
                yield process
            finally:
                process.kill()

    def watch(self, process: subprocess.Popen[bytes], files: Channels, limit: Limit) -> tuple[End, float]:
        """Wait for the end, and say how long the program itself ran. The imports have no limit."""
        while process.poll() is None and channels.size(files.progress) == 0:
            if self._closed.wait(POLL / 4):
                return "hung-up", 0.0
        started = time.monotonic()
        limit.start()
        while True:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(POLL)
                return "ended", time.monotonic() - started
            if self._closed.is_set():
                return "hung-up", 0.0
            if end := limit.reached():
                return end, time.monotonic() - started


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """For the files of one run."""
    place = Path(tempfile.mkdtemp(prefix="verideck-")).resolve()  # as `os.getcwd` has it
    try:
        (place / single.SCRATCH).mkdir()
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


@contextlib.contextmanager
def opened(place: Path) -> Iterator[Channels]:
    files = Channels.in_folder(place)
    try:
        yield files
    finally:
        files.close()


def kill(process: subprocess.Popen[bytes], seen: set[int]) -> None:
    """Kill its process group, and what was once seen below it; on Windows all that is below it now."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/T", "/F", "/PID", str(process.pid)], capture_output=True, check=False)
        return
    send(process, signal.SIGKILL)
    for number in seen:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(number, signal.SIGKILL)


def send(process: subprocess.Popen[bytes], signal_number: int) -> None:
    """Send a signal to its process group."""
    if sys.platform != "win32":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal_number)


def last_words(place: Path) -> str:
    """The end of what it wrote, as a clause."""
    text = (place / "log").read_bytes()[-ending.TAIL :].decode(errors="replace").strip()
    return f"; it wrote:\n{text}" if text else ""
