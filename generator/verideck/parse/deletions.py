"""`{{c1::…}}` in code and TeX: the markers are taken out before anything runs, and what they mark is remembered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from verideck.model import MOST_CARDS, Blank, Kind, Span
from verideck.parse.brackets import OPENING, Found, Scan, scan_code, scan_tex
from verideck.parse.scope import Leaf, Mark, Scope

FORGOTTEN = "begin the heading's attributes with `.cloze`, as in `{#id .cloze}`, to ask for what is marked"

NEARLY_OPENING = re.compile(r"\{\{\s*(?:[cC]\s*[0-9,]*|[0-9]+)\s*:")
"""What was meant to be one, and Anki would show."""

Place = Callable[[int, int], Span]
"""The span of a stretch of the text as written."""


@dataclass(frozen=True, slots=True)
class Bare:
    """A text without the markers of its deletions, and where these stood. It is not `whole` where one has no end."""

    text: str
    blanks: tuple[Blank, ...] = ()
    marks: tuple[Mark, ...] = ()
    whole: bool = True


def bare_code(code: str, line: int, scope: Scope) -> Bare:
    """The code of a fence, which begins on a line of the file."""

    def span(start: int, end: int) -> Span:
        return Span(scope.path, *place(code, start, line, scope), *place(code, end, line, scope))

    return bare(code, scan_code(code), span, scope, "brackets")


def bare_tex(text: str, at: int, leaf: Leaf, scope: Scope) -> Bare:
    """A formula that begins at an offset of a leaf."""
    return bare(text, scan_tex(text), lambda start, end: leaf.span(at + start, at + end), scope, "braces")


def bare(text: str, scan: Scan, span: Place, scope: Scope, pairs: str) -> Bare:
    for opened in scan.opened:
        refuse_unclosed(span(opened.start, opened.inner), scope, f"add `}}}}` where it ends, outside of open {pairs}")
    removed = sorted(edge for found in scan.found for edge in edges(found))
    kept, at = [], 0
    for start, end in removed:
        kept.append(text[at:start])
        at = end
    blanks = tuple(blank(text, found, removed, span, scope) for found in scan.found)
    return Bare("".join([*kept, text[at:]]), blanks, tuple(marks(text, removed)), not scan.opened)


def edges(found: Found) -> tuple[tuple[int, int], tuple[int, int]]:
    """The two markers."""
    return (found.start, found.inner), (found.inner_end, found.end)


def blank(text: str, found: Found, removed: list[tuple[int, int]], span: Place, scope: Scope) -> Blank:
    where = span(found.start, found.end)
    if not OPENING.sub("", text[found.inner : found.inner_end]).strip("} \t\n"):
        refuse_empty(where, scope)
    numbers = read_numbers(found.numbers, where, scope)
    return Blank(numbers, bare_offset(found.inner, removed), bare_offset(found.inner_end, removed), where)


def bare_offset(offset: int, removed: list[tuple[int, int]]) -> int:
    return offset - sum(end - start for start, end in removed if end <= offset)


def marks(text: str, removed: list[tuple[int, int]]) -> Iterator[Mark]:
    line_start, gone = 0, 0
    for start, end in removed:
        begins = text.rfind("\n", 0, start) + 1
        if begins != line_start:
            line_start, gone = begins, 0
        yield Mark(text.count("\n", 0, start) + 1, start - line_start - gone, end - start)
        gone += end - start


def place(code: str, offset: int, line: int, scope: Scope) -> tuple[int, int]:
    """The line and the column in the file, where a fence may be indented."""
    number = code.count("\n", 0, offset)
    start = code.rfind("\n", 0, offset) + 1
    written = code[start:].partition("\n")[0]
    indent = max(len(scope.lines[line + number - 1]) - len(written), 0)
    return line + number, indent + offset - start + 1


# ── What a deletion says, wherever it stands ─────────────────────────────────────────────────────────────────────


def read_numbers(written: str, span: Span, scope: Scope) -> tuple[int, ...]:
    """The numbers in `1,2`, ascending. One that makes no card goes to the scope."""
    numbers = tuple(sorted({int(number) for number in written.split(",")}))
    if numbers[0] < 1 or numbers[-1] > MOST_CARDS:
        help = f"number deletions from 1 to {MOST_CARDS}; those of one number are one card"
        scope.error("deletion-number", f"Anki makes no card of `c{written}`", span, help)
    return numbers


def refuse_empty(span: Span, scope: Scope) -> None:
    scope.error("empty-deletion", "this deletion hides nothing", span, "write what is to be asked after the `::`")


def refuse_unclosed(span: Span, scope: Scope, help: str) -> None:
    scope.error("unclosed-deletion", "this deletion is never closed", span, help)


MAX_DEPTH = 10
"""How many deletions may stand within each other, one for each number: Anki leaves out those that nest more deeply."""


def refuse_depth(depth: int, span: Span, scope: Scope) -> None:
    if depth > MAX_DEPTH:
        scope.error("nesting", "deletions are nested too deeply here", span, "put them side by side")


def refuse_place(message: str, span: Span, scope: Scope) -> None:
    help = "mark words of the answer, or code in a `python` fence that is shown"
    scope.error("deletion-place", message, span, help)


def refuse_deletions(code: str, line: int, scope: Scope) -> bool:
    """Refuses deletions in what is neither running text nor a `python` fence, and says whether there are any."""
    openings = list(OPENING.finditer(code)) if scope.kind is Kind.CLOZE else []
    for opening in openings:
        span = Span(scope.path, *place(code, opening.start(), line, scope), *place(code, opening.end(), line, scope))
        refuse_place("a deletion in code stands in a `python` fence", span, scope)
    return bool(openings)


def refuse_forgotten(span: Span, scope: Scope) -> None:
    help = f"{FORGOTTEN}; to show it as it stands, put it in backticks or write `\\{{{{`"
    scope.error("not-cloze", f"a `.{scope.kind}` note has no deletions", span, help)
