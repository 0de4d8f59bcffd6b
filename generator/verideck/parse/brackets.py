"""Where a deletion in code or TeX ends: at the first `}}` at which its brackets are balanced.

In Python, brackets in strings do not count, but for those of the string that the deletion itself begins in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

OPENING = re.compile(r"\{\{c([0-9]{1,9}(?:,[0-9]{1,9})*)::")
STRING = re.compile(r"(?:(f|t|[ft]r|r[ft])|r|u|b|br|rb)?(\"\"\"|'''|\"|')", re.IGNORECASE)
WORD = re.compile(r"\w+")
PAIRS = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Found:
    """A deletion as written: its numbers, and where its two markers begin and end."""

    numbers: str
    start: int
    inner: int
    inner_end: int
    end: int


@dataclass(slots=True)
class Context:
    """A stretch of text with brackets of its own: code, a string, the format in an f-string, or TeX.

    What is in braces in a `format`, or in a string that is an f-string (`f`), is code again.
    """

    kind: Literal["code", "string", "format", "tex"]
    quote: str = ""
    f: bool = False
    brackets: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Opened:
    """A deletion that is not closed yet, and where it began: in which context, within how many of its brackets."""

    numbers: str
    start: int
    inner: int
    context: Context
    depth: int


@dataclass(frozen=True, slots=True)
class Scan:
    """The deletions of a text in the order in which they begin, and those that are never closed."""

    found: tuple[Found, ...]
    opened: tuple[Opened, ...]


def scan_code(code: str) -> Scan:
    """The deletions in Python code, valid or not."""
    return Scanner(code, Context("code")).scan()


def scan_tex(text: str) -> Scan:
    """The deletions in a formula, where only braces are brackets, and those after a backslash are not."""
    return Scanner(text, Context("tex")).scan()


class Scanner:
    """Walks over a text once. `opened` are the deletions that are not closed yet."""

    def __init__(self, text: str, context: Context) -> None:
        self.text = text
        self.openings = {match.start(): match for match in OPENING.finditer(text)}
        self.contexts = [context]
        self.comment = False
        self.opened: list[Opened] = []
        self.found: list[Found] = []

    def scan(self) -> Scan:
        at = 0
        while at < len(self.text):
            at = self.step(at)
        return Scan(tuple(sorted(self.found, key=lambda found: found.start)), tuple(self.opened))

    @property
    def context(self) -> Context:
        return self.contexts[-1]

    def step(self, at: int) -> int:
        """Takes one thing off the text and returns where the next begins."""
        if opening := self.openings.get(at):
            self.opened.append(Opened(opening[1], at, opening.end(), self.context, len(self.context.brackets)))
            return opening.end()
        if self.text.startswith("}}", at) and self.closes():
            opened = self.opened.pop()
            self.found.append(Found(opened.numbers, opened.start, opened.inner, at, at + 2))
            return at + 2
        if self.text[at] == "\n":
            self.end_line()
            return at + 1
        if self.comment:
            return at + 1
        return self.in_code(at) if self.context.kind == "code" else self.in_text(at)

    def closes(self) -> bool:
        """Whether the deletion that was opened last began in this context, within these brackets."""
        if not self.opened:
            return False
        last = self.opened[-1]
        return last.context is self.context and last.depth == len(self.context.brackets)

    def end_line(self) -> None:
        """Ends a comment, and a string that was to end on its line."""
        self.comment = False
        while self.context.kind == "format" or len(self.context.quote) == 1:
            self.contexts.pop()

    # ── Code ──

    def in_code(self, at: int) -> int:
        if string := STRING.match(self.text, at):
            self.contexts.append(Context("string", string[2], f=string[1] is not None))
            return string.end()
        if word := WORD.match(self.text, at):
            return word.end()
        self.mark(self.text[at])
        return at + 1

    def mark(self, character: str) -> None:
        """A bracket, or what ends the code in an f-string."""
        brackets = self.context.brackets
        if character == "#":
            self.comment = True
        elif character in "([{":
            brackets.append(character)
        elif brackets and brackets[-1] == PAIRS.get(character):
            brackets.pop()
        elif character == "}" and not brackets and len(self.contexts) > 1:
            self.contexts.pop()
        elif character == ":" and not brackets and len(self.contexts) > 1:
            self.contexts[-1] = Context("format", f=True)

    # ── Strings and TeX ──

    def in_text(self, at: int) -> int:
        character, context = self.text[at], self.context
        if character == "\\":
            return at + (1 if at + 1 in self.openings else 2)
        if context.quote and self.text.startswith(context.quote, at):
            self.contexts.pop()
            return at + len(context.quote)
        return self.brace(at) if character in "{}" else at + 1

    def brace(self, at: int) -> int:
        """Braces are brackets here, but for those that in an f-string are doubled, or begin and end code."""
        character, context = self.text[at], self.context
        if context.kind == "format" and character == "}":
            self.contexts.pop()
        elif context.f and self.text.startswith(character * 2, at) and at + 1 not in self.openings:
            self.pair("{{", character == "{")
            return at + 2
        elif context.f and character == "{":
            self.contexts.append(Context("code"))
        else:
            self.pair("{", character == "{")
        return at + 1

    def pair(self, bracket: str, begins: bool) -> None:
        if begins:
            self.context.brackets.append(bracket)
        elif len(self.context.brackets) > self.least():
            self.context.brackets.pop()

    def least(self) -> int:
        """How many brackets of this context stand before the deletion that is open in it."""
        return self.opened[-1].depth if self.opened and self.opened[-1].context is self.context else 0
