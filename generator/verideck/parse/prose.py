"""Running text of whatever note: in `.cloze` notes with deletions, `{{c1::text::hint}}`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from verideck.model import Deletion, Hole, Kind, Math, Prose
from verideck.parse.brackets import OPENING
from verideck.parse.deletions import (
    MAX_DEPTH,
    NEARLY_OPENING,
    bare_tex,
    read_numbers,
    refuse_empty,
    refuse_place,
    refuse_unclosed,
)
from verideck.parse.formulas import refuse_commands
from verideck.parse.inline import InlineParser
from verideck.parse.scope import Leaf, Scope

Pieces = Sequence[str | Hole]


def parse_prose(leaf: Leaf, scope: Scope) -> Prose:
    """The prose of a leaf block. What is wrong with it goes to the scope."""
    parser = ClozeParser(leaf, scope) if scope.kind is Kind.CLOZE else InlineParser(leaf, scope)
    return parser.parse()


@dataclass(slots=True)
class Opened:
    """`{{c1::` without its end: its offset, where its text begins, and how many braces are open in that.

    `pieces` and `brackets` are how many of them stand before it.
    """

    numbers: str
    start: int
    inner: int
    pieces: int
    brackets: int
    braces: int = 0


class ClozeParser(InlineParser):
    """Takes deletions out of the text, too. They nest in links and in each other."""

    special = re.compile(r"[`$\\<!\[\]{}]")

    def __init__(self, leaf: Leaf, scope: Scope) -> None:
        super().__init__(leaf, scope)
        self.opened: list[Opened] = []

    def parse(self) -> Prose:
        prose = super().parse()
        for opened in self.opened:
            help = "add `}}` where it ends, in the same paragraph and outside of links"
            refuse_unclosed(self.leaf.span(opened.start, opened.inner), self.scope, help)
        return prose

    def step(self, at: int) -> int:
        match self.text[at]:
            case "{":
                return self.open_brace(at)
            case "}":
                return self.close_brace(at)
        return super().step(at)

    def open_brace(self, at: int) -> int:
        if opening := OPENING.match(self.text, at):
            if len(self.opened) > MAX_DEPTH:
                return self.literal(at, opening[0])
            self.opened.append(Opened(opening[1], at, opening.end(), len(self.pieces), len(self.brackets)))
            return self.literal(at, opening[0])
        if nearly := NEARLY_OPENING.match(self.text, at):
            help = "write `{{c1::text}}` or `{{c1::text::hint}}`"
            span = self.leaf.span(at, nearly.end())
            self.scope.error("malformed-deletion", "this looks like a deletion but is not one", span, help)
        if self.opened:
            self.opened[-1].braces += 1
        return self.run(at)

    def close_brace(self, at: int) -> int:
        """`}}` ends a deletion, unless the first of them ends a brace in its text."""
        if not self.opened:
            return self.run(at)
        if self.opened[-1].braces:
            self.opened[-1].braces -= 1
            return self.run(at)
        if not self.text.startswith("}}", at):
            return self.run(at)
        self.delete(self.opened.pop(), at)
        return at + 2

    def delete(self, opened: Opened, at: int) -> None:
        """Makes a deletion of what stands between an opening and the two braces."""
        del self.brackets[opened.brackets :]
        inside = self.pieces[opened.pieces + 1 :]
        del self.pieces[opened.pieces :]
        span = self.leaf.span(opened.start, at + 2)
        text, hint = (self.prose(pieces, opened.inner, at) for pieces in split_hint(inside))
        if not text.text.strip():
            refuse_empty(span, self.scope)
        if any(isinstance(hole, Deletion) for hole in hint.holes):
            refuse_place("a deletion stands in the hint of this one", span, self.scope)
        numbers = read_numbers(opened.numbers, span, self.scope)
        self.pieces.append(Deletion(numbers, text, hint if hint.text.strip() else None, span))

    def close_bracket(self, at: int) -> int:
        """A bracket that was opened outside of a deletion is not closed in it."""
        if self.opened and len(self.brackets) <= self.opened[-1].brackets:
            return self.literal(at, "]")
        return super().close_bracket(at)

    def math(self, at: int, text: str, end: int, display: bool) -> int:
        tex = text.strip()
        bare = bare_tex(tex, self.leaf, self.text.index(tex, at), self.scope)
        formula = Math(bare.text, display, self.leaf.span(at, end), bare.blanks)
        refuse_commands(bare.text, formula.span, self.scope)
        self.pieces.append(formula)
        return end


def split_hint(pieces: Pieces) -> tuple[Pieces, Pieces]:
    """A deletion's text and its hint, which begins after the last `::` outside of code and formulas."""
    for index in range(len(pieces) - 1, -1, -1):
        piece = pieces[index]
        if isinstance(piece, str) and "::" in piece:
            said, _, hinted = piece.rpartition("::")
            return [*pieces[:index], said], [hinted, *pieces[index + 1 :]]
    return pieces, ()
