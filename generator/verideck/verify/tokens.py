"""Cuts what a program wrote into the pieces that are compared: numbers, words, marks and white space."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

Kind: TypeAlias = Literal["gap", "line", "space", "imaginary", "float", "integer", "word", "mark"]


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a text. `line` counts from 1; a "line" token is the line break that ends its line.

    A complex number is two tokens, its real part ("float") and its imaginary one.
    """

    kind: Kind
    text: str
    line: int


DIGITS = r"[0-9]++"
POINT = rf"(?:{DIGITS}\.(?!\.\.)[0-9]*+|\.{DIGITS})(?>(?:[eE][+-]?{DIGITS})?)"
DECIMAL = rf"(?:{POINT}(?!\.?[0-9])|{DIGITS}[eE][+-]?{DIGITS}(?![\w.]))"
"""A decimal point, an exponent or both. `2.21.0` is not one, but a version; nor is `12e4ab`, which is a digest."""
ENDLESS = r"(?:nan|NaN|inf)(?!\w)"
PART = rf"(?:{POINT}|{DIGITS}[eE][+-]?{DIGITS}|{DIGITS}|nan|inf)"
IMAGINARY = rf"[+-]?{PART}j(?!\w)"
SIGN = r"(?>(?:(?<![\w)\].])-)?)"
"""A minus belongs to the number unless it may be the operator between two."""

TOKEN = re.compile(
    rf"""
      (?P<gap>\.\.\.)
    | (?P<line>\n)
    | (?P<space>[^\S\n]++)
    | (?P<imaginary>{IMAGINARY})
    | (?P<float>{SIGN}(?:{PART}(?=[ ]*+{IMAGINARY.replace("[+-]?", "[+-]", 1)})|{DECIMAL}|{ENDLESS}))
    | (?P<integer>{SIGN}{DIGITS}(?!\w|\.[0-9]))
    | (?P<word>\w++(?>(?:\.\w++)*))
    | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)

IN_ARRAYS = frozenset[Kind]({"gap", "line", "space", "imaginary", "float", "integer"})
APART = frozenset[Kind]({"gap", "imaginary", "float", "integer"})


def tokens(text: str) -> list[Token]:
    """The tokens of a text, white space in arrays of numbers in one form.

    The width of a column follows its longest number, so the padding of an array says nothing that its numbers do not.
    """
    return list(unpadded(list(scan(text))))


def loosened(whole: Sequence[Token]) -> list[Token]:
    """The tokens with any white space between two as one space, as with NORMALIZE_WHITESPACE."""
    found: list[Token] = []
    for token in whole:
        if token.kind not in {"space", "line"}:
            found.append(token)
        elif found and found[-1].kind != "space":
            found.append(Token("space", " ", token.line))
    return found[:-1] if found and found[-1].kind == "space" else found


def scan(text: str) -> Iterator[Token]:
    """The tokens of a text as they stand; joined they are the text."""
    line = 1
    for match in TOKEN.finditer(text):
        token = Token(cast(Kind, match.lastgroup), match.group(), line)
        yield token
        line += token.kind == "line"


def token_at(text: str, offset: int) -> Token | None:
    """The token that begins at an offset; its line is not known (0)."""
    match = TOKEN.match(text, offset)
    return Token(cast(Kind, match.lastgroup), match.group(), 0) if match else None


def unpadded(whole: Sequence[Token]) -> Iterator[Token]:
    inside = in_arrays(whole)
    before: Token | None = None
    pending: Token | None = None
    for token, loose in zip(whole, inside, strict=True):
        if loose and token.kind in {"space", "line"}:
            pending = pending or token
            continue
        if pending and before and {before.kind, token.kind} <= APART and not completes(token):
            yield Token("space", " ", pending.line)
        pending, before = None, token
        yield token


def completes(token: Token) -> bool:
    """Whether it goes on from a real part, which NumPy pads too: `1.  +2.j`."""
    return token.kind == "imaginary" and token.text[0] in "+-"


def in_arrays(whole: Sequence[Token]) -> list[bool]:
    """Which tokens stand within brackets that hold nothing but numbers, commas and such brackets."""
    depth_changes = [0] * (len(whole) + 1)
    opened: list[int] = []
    foreign = -1
    for index, token in enumerate(whole):
        if token.text == "[":
            opened.append(index)
        elif token.text == "]":
            if opened and (start := opened.pop()) > foreign:
                depth_changes[start] += 1
                depth_changes[index] -= 1
        elif token.kind not in IN_ARRAYS and token.text != ",":
            foreign = index
    depth = 0
    return [(depth := depth + change) > 0 for change in depth_changes[:-1]]
