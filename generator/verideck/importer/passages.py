"""Plain text as its paragraphs, list items and code, however deeply it is indented."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import dedent
from typing import TypeAlias

from verideck.importer.code import is_python

ITEM = re.compile(r"(?P<indent>\s*)(?P<marker>\d{1,9}[.)]|[-*+•])\s+(?=\S)")
FENCE = re.compile(r"\s*(?P<marker>`{3,}|~{3,})\s*(?P<info>[^`]*)$")
CODE_INDENT = 4


@dataclass(frozen=True, slots=True)
class Running:
    """A paragraph. `depth` is how many list items it stands in; with a `marker` it begins the innermost one."""

    text: str
    depth: int = 0
    marker: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    language: str
    text: str
    depth: int = 0


Passage: TypeAlias = Running | Code


def passages(text: str) -> Iterator[Passage]:
    """The passages of a text in order."""
    return Splitter(outdent(text).split("\n")).passages()


def outdent(text: str) -> str:
    """The text without the indentation that all of its lines but the first share, as in a docstring."""
    first, line_break, rest = text.expandtabs(4).partition("\n")
    return (first.lstrip() + line_break + dedent(rest)).rstrip()


class Splitter:
    """Walks over the lines once. `items` are the columns of the markers of the list items that are open."""

    def __init__(self, lines: list[str]) -> None:
        self.lines, self.at = lines, 0
        self.items: list[int] = []

    def passages(self) -> Iterator[Passage]:
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if not line.strip():
                self.at += 1
            elif fence := FENCE.match(line):
                yield self.fenced(fence)
            elif item := ITEM.match(line):
                yield self.item(item)
            else:
                self.close(indent_of(line))
                yield self.code() or self.paragraph()

    def close(self, indent: int) -> None:
        """Ends the items that text in this column does not stand in."""
        while self.items and self.items[-1] >= indent:
            self.items.pop()

    def item(self, found: re.Match[str]) -> Running:
        indent = len(found["indent"])
        self.close(indent)
        self.items.append(indent)
        self.lines[self.at] = " " * found.end() + self.lines[self.at][found.end() :]
        return Running(self.joined(), len(self.items), found["marker"])

    def paragraph(self) -> Running:
        return Running(self.joined(), len(self.items))

    def joined(self) -> str:
        """The lines up to a blank one, or to one that begins something else."""
        words = [self.lines[self.at].strip()]
        self.at += 1
        while self.at < len(self.lines) and not self.begins_anew(self.lines[self.at], words[-1]):
            words.append(self.lines[self.at].strip())
            self.at += 1
        return " ".join(words)

    def begins_anew(self, line: str, above: str) -> bool:
        """A number or a dash within a paragraph is not a list item, unless a colon or another item stands above it."""
        item = ITEM.match(line) and (self.items or above.endswith(":"))
        return not line.strip() or bool(item) or bool(FENCE.match(line))

    def fenced(self, opening: re.Match[str]) -> Code:
        self.close(indent_of(self.lines[self.at]))
        start = self.at + 1
        closing = re.compile(rf"\s*{re.escape(opening['marker'])}+\s*$")
        end = next((n for n in range(start, len(self.lines)) if closing.match(self.lines[n])), len(self.lines))
        self.at = end + 1
        return Code(opening["info"].strip(), dedent("\n".join(self.lines[start:end])), len(self.items))

    def code(self) -> Code | None:
        """A run of lines that is code: it is indented by four columns, or Python, or a session at Python's prompt."""
        end = self.end_of_run(self.at)
        text = self.text(end)
        if text.startswith(">>> "):
            language = "pycon"
        elif is_python(text):
            language, end = "python", self.end_of_python(end)
        elif not self.items and all(indent_of(line) >= CODE_INDENT for line in self.lines[self.at : end]):
            language = ""
        else:
            return None
        code = Code(language, self.text(end), len(self.items))
        self.at = end
        return code

    def text(self, end: int) -> str:
        return dedent("\n".join(self.lines[self.at : end]))

    def end_of_run(self, at: int) -> int:
        return next((n for n in range(at, len(self.lines)) if not self.lines[n].strip()), len(self.lines))

    def end_of_python(self, end: int) -> int:
        """A block of Python goes on after blank lines where what follows is indented."""
        longest, column = end, indent_of(self.lines[self.at])
        while longest < len(self.lines):
            line = self.lines[longest]
            if line.strip() and indent_of(line) <= column:
                break
            longest += 1
        while not self.lines[longest - 1].strip():
            longest -= 1
        return longest if longest > end and is_python(self.text(longest)) else end


def indent_of(line: str) -> int:
    return len(line) - len(line.lstrip())
