"""Why one token is not the expected one: floats have a tolerance, everything else must be equal."""

from __future__ import annotations

from dataclasses import dataclass

from verideck.model import Expected, Tolerance
from verideck.verify.tokens import Token


@dataclass(frozen=True, slots=True)
class Difference:
    """The first line of the expected text (counted from 1) that was not met, and how."""

    line: int
    reason: str


NUMBERS = {"float": "a float", "integer": "an integer", "imaginary": "an imaginary number"}


def mismatch(expected: Expected, want: Token | None, got: Token | None) -> str | None:
    """Why a token is not the expected one. None in place of a token stands for the end of its text."""
    if want is None:
        return f"more follows: {named(got)}"
    if got is None:
        return f"the output ends where {named(want)} is expected"
    if want.text == got.text:
        return None
    if want.kind == got.kind and want.kind in {"float", "imaginary"}:
        return float_mismatch(expected, want.text, got.text)
    if want.kind in NUMBERS and got.kind in NUMBERS and want.kind != got.kind:
        return f"expected `{want.text}`, {NUMBERS[want.kind]}, got `{got.text}`, {NUMBERS[got.kind]}"
    return f"expected {named(want)}, got {named(got)}"


def are_unlike(want: Token, got: Token) -> bool:
    """Whether two pieces say nothing without the line around them, as `3` and the `np.int64` of `np.int64(3)`."""
    kinds = {want.kind, got.kind}
    return len(kinds) == 2 and not kinds & {"gap", "line"} and not kinds <= NUMBERS.keys()


def line_mismatch(want: str, got: str) -> str | None:
    """The two lines, where both are short enough to quote."""
    return f"expected `{want}`, got `{got}`" if max(len(want), len(got)) <= LONGEST else None


def float_mismatch(expected: Expected, want: str, got: str) -> str | None:
    """An infinity equals only its own text: digits too large for a float (`12e4567`) are no measure of anything."""
    if "nan" in want.lower() and "nan" in got.lower():
        return None
    wanted, written = number(want), number(got)
    if Tolerance(expected.rtol, expected.atol) == Tolerance() and not may_waver(want, got):
        return f"expected `{want}`, got `{got}`; if both are right, say how far they may differ with `rtol=`"
    off, tolerance = abs(written - wanted), expected.atol + expected.rtol * abs(wanted)
    if off <= tolerance < float("inf"):
        return None
    if off == off and off < float("inf"):
        return f"expected `{want}`, got `{got}`: off by {off:.3g}, tolerance {tolerance:.3g}"
    return f"expected `{want}`, got `{got}`"


def may_waver(want: str, got: str) -> bool:
    """Whether two floats look like one result on two machines, which differ in the last of many digits.

    The card shows the expected text: `0.3` for 0.30000000000000004, 2024.01 for 2024.02 or 16777217.0 for 16777216.0
    would teach something wrong. Only who gives a tolerance of their own may write less than what was printed.
    """
    fewer, more = sorted((significant_digits(want), significant_digits(got)))
    return fewer >= 5 and more >= 7 and not (number(want).is_integer() and number(got).is_integer())


def significant_digits(text: str) -> int:
    mantissa = text.lower().removesuffix("j").partition("e")[0]
    return len(mantissa.replace(".", "").lstrip("+-0"))


def number(text: str) -> float:
    return float(text.removesuffix("j"))


def named(token: Token | None) -> str:
    if token is None or token.kind == "line":
        return "a line break"
    if token.kind == "space":
        return "a space" if token.text == " " else f"white space of {len(token.text)}"
    return f"`{token.text}`" if len(token.text) <= LONGEST else f"`{token.text[: LONGEST - 1]}…`"


LONGEST = 60
"""Characters of a word that a reason quotes."""
