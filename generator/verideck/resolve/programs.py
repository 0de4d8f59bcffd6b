"""What runs: each snippet file, and the fences of each note that has some, with the values that notes ask of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import dirname

from verideck.model import Claim, Draft, Program, PythonFence, Settings, Snippet, Unit
from verideck.walk import elements


@dataclass(slots=True)
class Building:
    """A program while notes add their values to it."""

    name: str
    units: tuple[Unit, ...]
    path_entry: str
    slots: dict[str, int] = field(default_factory=dict)

    def slot(self, expression: str) -> int:
        """The place of an expression among the values; two notes that ask the same share it."""
        return self.slots.setdefault(expression, len(self.slots))

    def unit_of(self, fence: PythonFence) -> int:
        return next(i for i, unit in enumerate(self.units) if unit.role == "fence" and unit.line == fence.line)


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
        fences = [element for element in elements(draft) if isinstance(element, PythonFence)]
        if not fences:
            return None
        units = [fence_unit(path, fence, draft.claims) for fence in fences]
        if self.settings.prelude.strip():
            units.insert(0, Unit("prelude", "prelude", 1, self.settings.prelude.strip("\n")))
        return self.building(f"{path}#{draft.id}", tuple(units), self.settings.snippets)

    def building(self, name: str, units: tuple[Unit, ...], path_entry: str) -> Building:
        return self.buildings.setdefault(name, Building(name, units, path_entry))

    def complete(self) -> Iterator[Program]:
        """The programs, once every note has asked for its values."""
        for each in self.buildings.values():
            yield Program(each.name, each.units, tuple(each.slots), each.path_entry, self.settings.limits)


def fence_unit(path: str, fence: PythonFence, claims: tuple[Claim, ...]) -> Unit:
    lines = range(fence.line, fence.line + fence.code.count("\n") + 1)
    inside = tuple((claim.name, claim.line) for claim in claims if claim.line in lines)
    return Unit("fence", path, fence.line, fence.code, inside)
