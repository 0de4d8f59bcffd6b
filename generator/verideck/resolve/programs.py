"""What runs: each snippet file, and the fences of each note that has some, with the values that notes ask of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from posixpath import dirname
from typing import Any

from verideck.model import Claim, Draft, FileLimits, Program, PyconFence, PythonFence, Settings, Snippet, Unit, View
from verideck.walk import elements

FENCES = frozenset({"fence", "pycon"})
"""The roles of units that stand in a card file."""


@dataclass(slots=True)
class Building:
    """A program while notes add their values to it."""

    name: str
    units: tuple[Unit, ...]
    path_entry: str
    limits: dict[str, Any] = field(default_factory=dict)
    slots: dict[str, int] = field(default_factory=dict)
    views: set[View] = field(default_factory=set)

    def slot(self, expression: str) -> int:
        """The place of an expression among the values; two notes that ask the same share it."""
        return self.slots.setdefault(expression, len(self.slots))

    def allow(self, limits: FileLimits) -> Building:
        """Take over the limits of a card file; of two files the larger one holds."""
        for name, value in limits.given().items():
            self.limits[name] = max(value, self.limits.get(name, 0))
        return self

    def viewed(self) -> tuple[Unit, ...]:
        """The units, of which a snippet's has the regions that notes show."""
        ordered = tuple(sorted(self.views, key=lambda view: (view.first, view.last, view.format)))
        return tuple(replace(unit, views=ordered) if unit.role == "snippet" else unit for unit in self.units)

    def unit_of(self, fence: PythonFence | PyconFence) -> int:
        return next(i for i, unit in enumerate(self.units) if unit.role in FENCES and unit.line == fence.line)


class Programs:
    """The programs of a project. `named` are the snippets that a note names, whether or not it asks anything."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.named: set[str] = set()
        self.buildings: dict[str, Building] = {}

    def of_snippet(self, snippet: Snippet) -> Building:
        claims = tuple((claim.name, claim.line) for claim in snippet.claims)
        unit = Unit("snippet", snippet.path, 1, snippet.code, claims)
        return self.building(snippet.path, (unit,), dirname(snippet.path))

    def of_fences(self, draft: Draft) -> Building | None:
        """The program that a note's own fences make, after the prelude."""
        path = draft.span.path
        fences = [element for element in elements(draft) if isinstance(element, PythonFence | PyconFence)]
        if not fences:
            return None
        units = [fence_unit(path, fence, draft.claims) for fence in fences]
        if self.settings.prelude.strip():
            units.insert(0, Unit("prelude", "prelude", 1, self.settings.prelude.strip("\n")))
        return self.building(f"{path}#{draft.id}", tuple(units), self.settings.snippets).allow(draft.limits)

    def building(self, name: str, units: tuple[Unit, ...], path_entry: str) -> Building:
        return self.buildings.setdefault(name, Building(name, units, path_entry))

    def codes(self) -> Iterator[str]:
        """All code that runs, as it is written."""
        yield from (unit.code for each in self.buildings.values() for unit in each.units)

    def complete(self) -> Iterator[Program]:
        """The programs, once every note has asked for its values."""
        for each in self.buildings.values():
            limits = replace(self.settings.limits, **each.limits)
            yield Program(each.name, each.viewed(), tuple(each.slots), each.path_entry, limits)


def fence_unit(path: str, fence: PythonFence | PyconFence, claims: tuple[Claim, ...]) -> Unit:
    lines = range(fence.line, fence.line + fence.code.count("\n") + 1)
    inside = tuple((claim.name, claim.line) for claim in claims if claim.line in lines)
    if isinstance(fence, PythonFence):
        views = (View(lines[0], lines[-1], fence.figure),) if fence.shows_output else ()
        return Unit("fence", path, fence.line, fence.code, inside, views=views)
    prompts = tuple((example.line, example.end_line) for example in fence.examples)
    views = () if fence.hide else (View(lines[0], lines[-1], "svg"),)
    return Unit("pycon", path, fence.line, fence.code, inside, prompts, views)
