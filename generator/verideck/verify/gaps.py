"""`match=ellipsis`: finds the parts of an expected text, in their order, in what was written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from verideck.model import Expected
from verideck.verify.mismatch import NUMBERS, Difference, mismatch, named
from verideck.verify.tokens import Token, token_at

NUMBER_START = re.compile(r"(?<![\w.-])(?=[-+.0-9]|nan|NaN|inf)")
"""Where a number may begin after a gap: not within another one, whose value would be hidden."""


@dataclass(frozen=True, slots=True)
class Part:
    """Tokens between two gaps. `open` where a gap follows; `line` is the part's first, or its gap's."""

    tokens: tuple[Token, ...]
    open: bool
    line: int


@dataclass(frozen=True, slots=True)
class Miss:
    """An attempt that failed after so many tokens."""

    matched: int
    difference: Difference


def gapped_difference(expected: Expected, wanted: Sequence[Token], written: Sequence[Token]) -> Difference | None:
    """Like the comparison of whole texts, but each `...` in `wanted` stands for any text.

    A number beside a gap keeps its bounds (`...5` is not 15), but a float may go on with more digits (`3.14...`). Each
    gap takes as little as it can: the leftmost place of a part leaves the most to those after it, so no choice is ever
    taken back and the time is at most the product of both lengths.
    """
    flat = "".join(token.text for token in written)
    offset = 0
    for index, part in enumerate(parts(wanted)):
        found = first_fit(expected, part, flat, starts(part, flat, offset) if index else [0])
        if isinstance(found, Difference):
            return found
        offset = found
    return None


def parts(wanted: Sequence[Token]) -> Iterator[Part]:
    part: list[Token] = []
    line = 1
    for token in wanted:
        if token.kind == "gap":
            yield Part(tuple(part), True, part[0].line if part else line)
            part, line = [], token.line
        else:
            part.append(token)
    yield Part(tuple(part), False, part[0].line if part else line)


def starts(part: Part, flat: str, offset: int) -> Iterator[int]:
    """Where a part after a gap may begin, from left to right."""
    if not part.tokens:
        yield offset if part.open else len(flat)
    elif part.tokens[0].kind in NUMBERS:
        yield from (match.start() for match in NUMBER_START.finditer(flat, offset))
    else:
        while (offset := flat.find(part.tokens[0].text, offset)) >= 0:
            yield offset
            offset += 1


def first_fit(expected: Expected, part: Part, flat: str, places: Iterable[int]) -> int | Difference:
    """Where the part ends at the first place that it fits, else how the best attempt failed."""
    best: Miss | None = None
    for place in places:
        fit = fitted(expected, part, flat, place)
        if isinstance(fit, int):
            return fit
        if best is None or fit.matched > best.matched:
            best = fit
    return best.difference if best else Difference(part.line, f"expected {opening(part)} somewhere after `...`")


def opening(part: Part) -> str:
    return next((named(token) for token in part.tokens if token.kind not in {"line", "space"}), "a line break")


def fitted(expected: Expected, part: Part, flat: str, offset: int) -> int | Miss:
    for index, want in enumerate(part.tokens):
        got = token_at(flat, offset)
        if part.open and index == len(part.tokens) - 1 and got and goes_on(want, got):
            return offset + len(want.text)
        if reason := mismatch(expected, want, got):
            return Miss(index, Difference(want.line, reason))
        offset += len(got.text) if got else 0
    if not part.open and offset < len(flat):
        line = part.tokens[-1].line if part.tokens else part.line
        return Miss(len(part.tokens), Difference(line, mismatch(expected, None, token_at(flat, offset)) or ""))
    return offset


def goes_on(want: Token, got: Token) -> bool:
    """Whether a gap may take the rest of a token: of a word, of white space, or more digits of a float."""
    if not got.text.startswith(want.text) or want.kind == "integer":
        return False
    rest = got.text[len(want.text) :]
    return want.kind not in NUMBERS or (want.kind == got.kind and (not rest or rest.isdigit()))
