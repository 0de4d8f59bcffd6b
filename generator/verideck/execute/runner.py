"""What every way of running programs has in common, towards those who use it."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from typing import TypeVar

from verideck.execute.seam import Trace
from verideck.model import Aborted, Diagnostic, Program, Project, Recording

R = TypeVar("R", bound="Runner")


class Runner(ABC):
    """A Sandbox and a Tracer. `starts` counts the processes that imported what is preloaded.

    `preloaded` are the author's files among that, with their digests then, where later programs go on with them. The
    hashes of strings and all random generators start from `seed`.

    Close it before you wait for threads that call `run`: it is what ends their calls.
    """

    def __init__(self, project: Project, *, seed: int = 0) -> None:
        self.project = project
        self.seed = seed
        self.starts = 0
        self.preloaded: tuple[tuple[str, str | None], ...] = ()
        self._lock = threading.Lock()

    def __enter__(self: R) -> R:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(self, program: Program) -> Recording | Aborted:
        """Run it, whatever ran before. Raises InterpreterError and SandboxError."""
        trace = self.trace(program)
        return trace.recording if isinstance(trace, Trace) else trace

    @abstractmethod
    def trace(self, program: Program) -> Trace | Aborted:
        """Run it and say what it read. Raises InterpreterError and SandboxError."""

    @abstractmethod
    def prepare(self) -> None:
        """Import what is preloaded, where this outlives a program. What goes wrong is told by the next run."""

    @abstractmethod
    def remarks(self) -> tuple[Diagnostic, ...]:
        """What is weaker than was asked for, once a program ran."""

    @abstractmethod
    def close(self) -> None:
        """End everything that was started. Later runs raise SandboxError."""
