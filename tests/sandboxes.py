"""Programs, projects to run them in, and a sandbox that only remembers."""

from __future__ import annotations

import venv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

import pytest

from verideck.errors import SandboxError
from verideck.execute import Cached, ForkServer, Trace
from verideck.execute.confinement import confinement
from verideck.execute.spawn import Spawner
from verideck.model import Aborted, Confining, Diagnostic, Limits, Program, Project, Recording, Settings, Unit, UnitRun

CARD, SNIPPET = "cards/x.md", "snippets/x.py"

PATIENT = Limits(seconds=120)
"""Of programs that come to their end: on the busiest machine, too."""


@dataclass
class FakeSandbox:
    """A Sandbox and a Tracer that knows what each program does, by its name."""

    known: Mapping[str, Recording | Aborted | Trace]
    asked: list[str] = field(default_factory=list)
    closed: bool = False

    def trace(self, program: Program) -> Trace | Aborted:
        if self.closed:
            raise SandboxError("closed")
        self.asked.append(program.name)
        run = self.known[program.name]
        return Trace(run) if isinstance(run, Recording) else run

    def run(self, program: Program) -> Recording | Aborted:
        trace = self.trace(program)
        return trace.recording if isinstance(trace, Trace) else trace

    def remarks(self) -> tuple[Diagnostic, ...]:
        return ()

    def close(self) -> None:
        self.closed = True


def project(
    root: Path,
    *preload: str,
    python: str | None = None,
    sandbox: Confining = "auto",
    data: tuple[str, ...] = (),
) -> Project:
    settings = Settings("namespace", "Name", "Deck", preload=preload, python=python, data=data)
    return Project(root, "pyproject.toml", settings, sandbox)


# ── The ways in which programs are run ───────────────────────────────────────────────────────────────────────────

Way: TypeAlias = Literal["bubblewrap", "kernel", "off", "spawn"]
WAYS: tuple[Way, ...] = ("bubblewrap", "kernel", "off", "spawn")
"""As `Confinement.name` has them."""


@contextmanager
def way(name: Way, root: Path, *preload: str, data: tuple[str, ...] = ()) -> Iterator[ForkServer | Spawner]:
    """What runs programs in this way. Skips the test where the machine has no such way."""
    with pytest.MonkeyPatch.context() as patch:
        if name == "spawn":
            with Spawner(project(root, *preload, sandbox="off", data=data)) as spawner:
                yield spawner
            return
        if name == "kernel":
            patch.setenv("PATH", "")
        wanted: dict[Way, Confining] = {"bubblewrap": "required", "kernel": "auto"}
        deck = project(root, *preload, sandbox=wanted.get(name, "off"), data=data)
        try:
            confinement(deck)
        except SandboxError as error:
            pytest.skip(str(error))
        with ForkServer(deck) as server:
            yield server


def fence(
    code: str, line: int = 1, *, claims: tuple[tuple[str, int], ...] = (), path: str = CARD, shows: bool = True
) -> Unit:
    return Unit("fence" if shows else "prelude", path, line, code, claims)


def fences(*units: Unit | str, values: tuple[str, ...] = (), limits: Limits | None = None, name: str = "x") -> Program:
    """The fences of one note; a string is a fence on the lines from 1."""
    made = tuple(fence(unit) if isinstance(unit, str) else unit for unit in units)
    return Program(name, made, values, "snippets", limits or PATIENT)


def snippet(
    root: Path, code: str, *, claims: tuple[tuple[str, int], ...] = (), values: tuple[str, ...] = ()
) -> Program:
    """A snippet file, written to the project."""
    path = root / SNIPPET
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(code, "utf-8")
    return Program(SNIPPET, (Unit("snippet", SNIPPET, 1, code, claims),), values, "snippets", PATIENT)


def recorded(run: Recording | Aborted) -> Recording:
    assert isinstance(run, Recording), run
    return run


def aborted(run: Recording | Aborted) -> Aborted:
    assert isinstance(run, Aborted), run
    return run


# ── A cache in front of the fake ─────────────────────────────────────────────────────────────────────────────────

PROGRAM = fences("1 + 1")
RECORDING = Recording((UnitRun(result="2"),), (), (), "3.11.7", ())


def cached(root: Path, run: Recording | Trace | Aborted, deck: Project | None = None) -> Cached:
    """A cache in front of a sandbox that knows one program, `x`, and this run of it."""
    return Cached(FakeSandbox({"x": run}), deck or project(root))


def is_hit(root: Path, program: Program = PROGRAM, deck: Project | None = None) -> bool:
    """Whether a new build finds the recording."""
    cache = cached(root, RECORDING, deck=deck)
    cache.run(program)
    return cache.hits == 1


# ── An environment for the deck ──────────────────────────────────────────────────────────────────────────────────


def environment(root: Path) -> Path:
    """A virtual environment in the project, `.venv`, and its folder for packages."""
    venv.create(root / ".venv", symlinks=True, with_pip=False)  # a copy may not find its libpython
    (folder,) = (root / ".venv" / "lib").glob("python*/site-packages")
    return folder
