"""What the parts of the parser share: where text stands in the file, and the list of what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from verideck.model import Diagnostic, Related, Span


@dataclass(frozen=True, slots=True)
class Leaf:
    """Text that a block parser has stripped of its prefixes (indentation, `>`), with the place of each of its lines.

    `places` has one (line, column) of the file for each line of `text`.
    """

    path: str
    text: str
    places: tuple[tuple[int, int], ...]

    def span(self, start: int, end: int) -> Span:
        """The span of `text[start:end]`."""
        return Span(self.path, *self.place(start), *self.place(end))

    def place(self, offset: int) -> tuple[int, int]:
        before = self.text.count("\n", 0, offset)
        line, column = self.places[min(before, len(self.places) - 1)]
        return line, column + offset - (self.text.rfind("\n", 0, offset) + 1)


def leaf_of(path: str, text: str, first_line: int, lines: list[str]) -> Leaf:
    """Finds each line of a stripped text in the source's lines. `first_line` is 1-based.

    What a block parser strips stands before a line's text or is white space after it, so the stripped line is a
    suffix of the source's; only a heading's closing `#`s and a table's cells end earlier.
    """
    places = []
    for number, stripped in enumerate(text.split("\n"), first_line):
        source = lines[number - 1] if number <= len(lines) else ""
        places.append((number, column_of(stripped.strip(), source) - leading(stripped)))
    return Leaf(path, text, tuple(places))


def column_of(stripped: str, source: str) -> int:
    """The 1-based column of a stripped line in its source line."""
    if source.rstrip().endswith(stripped):
        return len(source.rstrip()) - len(stripped) + 1
    return max(source.find(stripped), 0) + 1


def leading(text: str) -> int:
    return len(text) - len(text.lstrip())


@dataclass(slots=True)
class Scope:
    """Collects the diagnostics of a file and counts the values and fences of the note that is being parsed."""

    path: str
    lines: list[str]
    found: list[Diagnostic] = field(default_factory=list)
    values: int = 0
    fences: int = 0

    def begin_note(self) -> None:
        self.values = self.fences = 0

    def next_value(self) -> int:
        self.values += 1
        return self.values - 1

    def next_fence(self) -> int:
        self.fences += 1
        return self.fences - 1

    def error(self, code: str, message: str, span: Span, help: str, related: Iterable[Related] = ()) -> None:
        self.found.append(Diagnostic(code, message, span, related=tuple(related), help=help))

    def line_span(self, line: int, end: int | None = None) -> Span:
        """A whole line of the file, 1-based, from its first character that is not white space."""
        text = self.lines[line - 1] if line <= len(self.lines) else ""
        return Span(self.path, line, leading(text) + 1, end or line, len(text.rstrip()) + 1)
