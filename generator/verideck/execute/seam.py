"""The seam between the pipeline and whatever runs programs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from verideck.model import Aborted, Diagnostic, Program, Project, Recording, Span


class Sandbox(Protocol):
    """Runs programs. May be called from several threads at once."""

    def run(self, program: Program) -> Recording | Aborted:
        """What the program did. Raises InterpreterError and SandboxError."""

    def remarks(self) -> tuple[Diagnostic, ...]:
        """What those who build should know of how the programs were run, once some were."""

    def close(self) -> None:
        """End what runs: calls of `run` in other threads raise SandboxError, and so do later ones."""


class Observer(Protocol):
    """Hears what becomes of the programs, by name, while they run. May be called from several threads at once."""

    def planned(self, programs: Collection[str]) -> None:
        """These are to be run, besides those of earlier calls; the cache may know some of them."""

    def began(self, program: str) -> None:
        """It runs, or is looked up."""

    def ended(self, program: str) -> None:
        """There is a recording, or it was aborted."""


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

    def remarks(self) -> tuple[Diagnostic, ...]:
        """As with Sandbox."""

    def close(self) -> None:
        """As with Sandbox."""


KERNEL = "they had no network and could not reach other processes, but could read and write all that you can"
LIMITS = "they ran with your rights; only what they use was limited"


def unconfined(project: Project, problem: str, rest: str) -> Diagnostic:
    """The remark that programs were less confined than the settings ask for; `rest` says what remains."""
    return Diagnostic(
        "no-sandbox",
        f"programs ran without a sandbox: {problem}",
        Span(project.settings_path, 1),
        "warning",
        actual=rest,
        help="build only decks whose snippets you would run yourself; `--sandbox off` says that you know",
    )
