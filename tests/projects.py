"""Small deck projects on the disk, and a sandbox that pretends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from verideck.model import (
    Aborted,
    ClaimRun,
    Diagnostic,
    Figure,
    FigureRun,
    Program,
    Project,
    Recording,
    UnitRun,
    ValueRun,
    View,
)
from verideck.project import load_project

SETTINGS = 'namespace = "5e6f-test"\nname = "Test"\ndeck = "Test"\nstamp = ["TensorFlow"]\n'

CARD = """\
---
snippet: sums
---

# What is one and one? {#one-and-one}

It is [two](claim:two), in figures `{python} total`.
"""

SNIPPET = """\
total = 1 + 1

# claim: two
assert total == 2
"""


def make_project(root: Path, files: Mapping[str, str] | None = None, settings: str = SETTINGS) -> Project:
    """A project of one card and one snippet; `files` adds to them or stands in their place, by path."""
    everything = {"cards/sums.md": CARD, "snippets/sums.py": SNIPPET, "verideck.toml": settings, **(files or {})}
    for name, text in everything.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    project = load_project(root)
    assert isinstance(project, Project), project
    return project


class FakeSandbox:
    """Everything holds and every value is "2", unless `runs` says otherwise for a program's name."""

    def __init__(self, runs: Mapping[str, Recording | Aborted] | None = None) -> None:
        self.runs = dict(runs or {})
        self.programs: list[Program] = []

    def run(self, program: Program) -> Recording | Aborted:
        self.programs.append(program)
        return self.runs.get(program.name) or held(program)

    def remarks(self) -> tuple[Diagnostic, ...]:
        return ()

    def close(self) -> None:
        """Nothing runs."""


class Drawing(FakeSandbox):
    """Everything holds, and every unit with a view leaves this figure open."""

    def __init__(self, data: bytes = b"<svg/>") -> None:
        super().__init__()
        self.data = data

    def run(self, program: Program) -> Recording:
        units = tuple(UnitRun(figures=tuple(map(self.drawn, unit.views))) for unit in program.units)
        return replace(held(program), units=units)

    def drawn(self, view: View) -> FigureRun:
        return FigureRun(view, 1, Figure(view.format, self.data, 480, 288))


def held(program: Program, *, fails: str = "", value: str = "2") -> Recording:
    """A recording in which every claim but `fails` holds."""
    names = [name for unit in program.units for name, _ in unit.claims]
    return Recording(
        units=tuple(UnitRun() for _ in program.units),
        claims=tuple(ClaimRun(name, 1) for name in names if name != fails),
        values=tuple(ValueRun(value) for _ in program.values),
        python="3.11.7",
        distributions=(("tensorflow", "2.21.0"),),
    )
