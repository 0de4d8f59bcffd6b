"""The seam between the pipeline and whatever runs programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from verideck.model import Aborted, Program, Recording


class Sandbox(Protocol):
    """Runs programs. May be called from several threads at once."""

    def run(self, program: Program) -> Recording | Aborted:
        """What the program did. Raises InterpreterError and SandboxError."""

    def close(self) -> None:
        """End what runs: calls of `run` in other threads raise SandboxError, and so do later ones."""


@dataclass(frozen=True, slots=True)
class Trace:
    """A recording, and the project's files that it depends on besides the program itself.

    `files` is (path relative to the root, SHA-256 of its bytes), sorted; None stands for a file that the program
    looked for and did not find.
    """

    recording: Recording
    files: tuple[tuple[str, str | None], ...] = ()


class Tracer(Protocol):
    """Runs programs and says what their runs depend on. May be called from several threads at once."""

    def trace(self, program: Program) -> Trace | Aborted:
        """What the program did and read. Raises InterpreterError and SandboxError."""

    def close(self) -> None:
        """As with Sandbox."""
