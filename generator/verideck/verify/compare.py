"""Compares what a program wrote with what its `output` fence says.

Words, dtypes, shapes and integers must be equal; only floats have a tolerance, and only the padding of arrays of
numbers is free. TensorFlow's own documentation checker is laxer: it takes float64 for float32 and 0.0005 for 0.0.
"""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import assert_never

from verideck.model import Expected
from verideck.verify.gaps import gapped_difference
from verideck.verify.mismatch import Difference, are_unlike, line_mismatch, mismatch
from verideck.verify.tokens import Token, loosened, tokens


def difference(expected: Expected, actual: str) -> Difference | None:
    """None where `actual` is what is expected.

    White space at the ends of lines and line breaks at the end of the text never count. Floats are equal where
    |actual - expected| <= atol + rtol * |expected|, as for numpy.isclose; nan equals nan, an infinity itself.
    """
    wanted, written = trimmed(expected.text), trimmed(actual)
    match expected.match:
        case "regex":
            return regex_difference(expected.text, written)
        case _ if wanted == written:
            return None
        case "exact":
            return whole_difference(expected, wanted, written)
        case "ellipsis":
            return gapped_difference(expected, pieces(expected, wanted), pieces(expected, written))
        case _:
            assert_never(expected.match)


def trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.split("\n")).rstrip("\n")


def pieces(expected: Expected, text: str) -> list[Token]:
    return loosened(tokens(text)) if expected.loose else tokens(text)


def whole_difference(expected: Expected, wanted: str, written: str) -> Difference | None:
    line = 1
    for want, got in zip_longest(pieces(expected, wanted), pieces(expected, written)):
        line = want.line if want else line
        if reason := mismatch(expected, want, got):
            if want and got and are_unlike(want, got):
                reason = line_mismatch(line_at(wanted, want), line_at(written, got)) or reason
            return Difference(line, reason)
    return None


def line_at(text: str, token: Token) -> str:
    return text.split("\n")[token.line - 1].strip()


def regex_difference(pattern: str, written: str) -> Difference | None:
    """The author's own pattern against the whole text. `parse` refuses an invalid one with its place."""
    try:
        matched = re.fullmatch(pattern, written)
    except (re.error, OverflowError, RecursionError) as error:
        return Difference(1, f"the regular expression is invalid: {error}")
    return None if matched else Difference(1, "the output does not match the regular expression")
