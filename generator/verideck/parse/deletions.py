"""`{{c1::…}}` in code and TeX: the markers are taken out before anything runs, and what they mark is remembered."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from verideck.model import MOST_CARDS, Blank, Kind, Span
from verideck.parse.brackets import OPENING, Found, Scan, scan_code, scan_tex
from verideck.parse.scope import Leaf, Mark, Scope, leaf_of

FORGOTTEN = "begin the heading's attributes with `.cloze`, as in `{#id .cloze}`, to ask for what is marked"

NEARLY_OPENING = re.compile(r"\{\{\s*(?:[cC]\s*[0-9,]*|[0-9]+)\s*:")
"""What was meant to be one, and Anki would show."""


@dataclass(frozen=True, slots=True)
class Bare:
    """A text without the markers of its deletions, and where these stood. It is not `whole` where one has no end."""

    text: str
    blanks: tuple[Blank, ...] = ()
    marks: tuple[Mark, ...] = ()
    whole: bool = True


def bare_code(code: str, line: int, scope: Scope) -> Bare:
    """The code of a fence, which begins on a line of the file."""
    return bare(code, scan_code(code), leaf_of(scope.path, code, line, scope.lines), 0, scope)


def bare_tex(text: str, leaf: Leaf, at: int, scope: Scope) -> Bare:
    """A formula that begins at an offset of a leaf."""
    return bare(text, scan_tex(text), leaf, at, scope)


def bare(text: str, scan: Scan, leaf: Leaf, at: int, scope: Scope) -> Bare:
    for opened in scan.opened:
        help = "add `}}` where it ends, outside of brackets that were opened in it"
        refuse_unclosed(leaf.span(at + opened.start, at + opened.inner), scope, help)
    removed = Removed(text, sorted(edge for found in scan.found for edge in edges(found)))
    blanks = tuple(blank(found, removed, leaf.span(at + found.start, at + found.end), scope) for found in scan.found)
    return Bare(removed.rest, blanks, tuple(marks(text, removed.edges)), not scan.opened)


def edges(found: Found) -> tuple[tuple[int, int], tuple[int, int]]:
    """The two markers."""
    return (found.start, found.inner), (found.inner_end, found.end)


class Removed:
    """A text without the stretches `edges`, which are ascending, and where its offsets are in what is left."""

    def __init__(self, text: str, edges: list[tuple[int, int]]) -> None:
        self.edges, self.ends = edges, [end for _, end in edges]
        lengths = (end - start for start, end in edges)
        self.gone = list(itertools.accumulate(lengths, initial=0))
        between = zip([0, *self.ends], [*(start for start, _ in edges), len(text)], strict=True)
        self.rest = "".join(text[start:end] for start, end in between)

    def offset(self, offset: int) -> int:
        return offset - self.gone[bisect_right(self.ends, offset)]


def blank(found: Found, removed: Removed, span: Span, scope: Scope) -> Blank:
    start, end = removed.offset(found.inner), removed.offset(found.inner_end)
    if not removed.rest[start:end].strip():
        refuse_empty(span, scope)
    return Blank(read_numbers(found.numbers, span, scope), start, end, span)


def marks(text: str, removed: list[tuple[int, int]]) -> Iterator[Mark]:
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    before, gone = 0, 0
    for start, end in removed:
        line = bisect_right(starts, start)
        gone = gone if line == before else 0
        yield Mark(line, start - starts[line - 1] - gone, end - start)
        before, gone = line, gone + end - start


# ── What a deletion says, wherever it stands ─────────────────────────────────────────────────────────────────────


def read_numbers(written: str, span: Span, scope: Scope) -> tuple[int, ...]:
    """The numbers in `1,2`, ascending. One that makes no card goes to the scope."""
    numbers = tuple(sorted({int(number) for number in written.split(",")}))
    if numbers[0] < 1 or numbers[-1] > MOST_CARDS:
        help = f"number deletions from 1 to {MOST_CARDS}; those of one number are one card"
        scope.error("deletion-number", f"Anki makes no card from `c{written}`", span, help)
    return numbers


def refuse_empty(span: Span, scope: Scope) -> None:
    scope.error("empty-deletion", "this deletion hides nothing", span, "write what is to be asked after the `::`")


def refuse_unclosed(span: Span, scope: Scope, help: str) -> None:
    scope.error("unclosed-deletion", "this deletion is never closed", span, help)


MAX_DEPTH = 8
"""How many deletions may stand within each other, one for each number: Anki 25.02 leaves out deeper ones."""


def refuse_depth(depth: int, span: Span, scope: Scope) -> None:
    if depth > MAX_DEPTH:
        scope.error(
            "nesting",
            "deletions are nested too deeply here",
            span,
            f"nest at most {MAX_DEPTH}, or put them side by side",
        )


def refuse_place(message: str, span: Span, scope: Scope) -> None:
    help = "mark words of the answer, or code in a `python` fence that is shown"
    scope.error("deletion-place", message, span, help)


def refuse_deletions(code: str, line: int, scope: Scope) -> bool:
    """Refuses deletions in what is neither running text nor a `python` fence, and says whether there are any."""
    openings = list(OPENING.finditer(code)) if scope.kind is Kind.CLOZE else []
    if openings:
        leaf = leaf_of(scope.path, code.rstrip("\n"), line, scope.lines)
        for opening in openings:
            refuse_place("a deletion in code stands in a `python` fence", leaf.span(*opening.span()), scope)
    return bool(openings)


def refuse_forgotten(span: Span, scope: Scope) -> None:
    help = f"{FORGOTTEN}; to show it as it stands, put it in backticks or write `\\{{{{`"
    scope.error("not-cloze", f"a `.{scope.kind}` note has no deletions", span, help)
