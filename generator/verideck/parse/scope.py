"""What the parts of the parser share: where text stands in the file, and the list of what is wrong with it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from verideck.model import Diagnostic, Kind, Related, Span, Tolerance

CONTAINERS = re.compile(r"(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t]|$)))*[ \t]*")
"""The prefixes of quotes and lists."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """Text that a block parser has stripped of its prefixes (indentation, `>`), with the place of each of its lines.

    `starts` has the offset and `places` the (line, column) in the file of each line of `text`. `dropped` are the
    offsets before which the file has one more character: the backslash of a pipe in a table.
    """

    path: str
    text: str
    starts: tuple[int, ...]
    places: tuple[tuple[int, int], ...]
    dropped: tuple[int, ...] = ()

    def span(self, start: int, end: int) -> Span:
        """The span of `text[start:end]`."""
        return Span(self.path, *self.place(start), *self.place(end))

    def place(self, offset: int) -> tuple[int, int]:
        index = bisect_right(self.starts, offset) - 1
        line, column = self.places[index]
        return line, column + offset - self.starts[index] + bisect_left(self.dropped, offset)

    def cut(self, length: int) -> Leaf:
        """The leaf that ends earlier."""
        return Leaf(self.path, self.text[:length], self.starts, self.places, self.dropped)


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters of the file that were taken out of code, before a column (0-based) of one of its lines (1-based)."""

    line: int
    column: int
    length: int


def leaf_of(path: str, text: str, first_line: int, lines: Sequence[str]) -> Leaf:
    """Finds each line of a stripped text in the source's lines. `first_line` is 1-based."""
    starts, places, at = [], [], 0
    for number, stripped in enumerate(text.split("\n"), first_line):
        starts.append(at)
        places.append((number, column_of(stripped.strip(), lines[number - 1]) - leading(stripped)))
        at += len(stripped) + 1
    return Leaf(path, text, tuple(starts), tuple(places))


def column_of(stripped: str, source: str) -> int:
    """The 1-based column of a stripped line in its source line.

    What a block parser strips stands before a line's text or is white space after it, so that the stripped line is a
    suffix of the source's; only a heading may end in `#`s that do not count.
    """
    end = source.rstrip()
    if not end.endswith(stripped):
        end = end.rstrip("#").rstrip()
    return len(end) - len(stripped) + 1


def content_start(line: str) -> int:
    """Where a line goes on after the prefixes of quotes and lists."""
    prefix = CONTAINERS.match(line)
    return prefix.end() if prefix else 0


def leading(text: str) -> int:
    return len(text) - len(text.lstrip())


@dataclass(slots=True)
class Scope:
    """Collects the diagnostics of a file and counts the values and fences of the note that is being parsed.

    Deletions are read in notes of the `kind` that has them. `refused` is how many fences of the note became no block.
    `lost` is the line of a fence that seems not to be closed: what is found below it may come of that.
    """

    path: str
    lines: list[str]
    found: list[Diagnostic] = field(default_factory=list)
    tolerance: Tolerance = field(default_factory=Tolerance)
    values: int = 0
    fences: int = 0
    refused: int = 0
    lost: int | None = None
    kind: Kind = Kind.BASIC
    before: int = 0

    def begin_note(self, kind: Kind) -> None:
        self.values = self.fences = self.refused = 0
        self.kind, self.before = kind, len(self.found)

    @property
    def flawed(self) -> bool:
        """Whether there is something wrong with this note already."""
        return len(self.found) > self.before

    def next_value(self) -> int:
        self.values += 1
        return self.values - 1

    def next_fence(self) -> int:
        self.fences += 1
        return self.fences - 1

    def error(self, code: str, message: str, span: Span, help: str, related: Iterable[Related] = ()) -> None:
        self.found.append(Diagnostic(code, message, span, related=tuple(related), help=help))

    def line_span(self, line: int) -> Span:
        """A line of the file, 1-based, without the prefixes of quotes and lists and without white space at its ends."""
        return self.lines_span(line, line)

    def lines_span(self, first: int, last: int) -> Span:
        """Lines of the file, both included; blank lines at the end do not count."""
        while last > first and not self.lines[last - 1].strip():
            last -= 1
        start, stop = self.lines[first - 1], self.lines[last - 1].rstrip()
        at = content_start(start) if content_start(start) < len(start.rstrip()) else leading(start.rstrip())
        return Span(self.path, first, at + 1, last, len(stop) + 1)
