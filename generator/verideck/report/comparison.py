"""Shows expected and actual: side by side where both are a line, else as a diff."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from verideck.model import Diagnostic
from verideck.report.terminal import Paint, fitting

SHOWN_LINES = 20
COMPARED_LINES = 400
"""Lines that are compared from the first difference on: the time grows with their square."""
INDENT = "    "


def comparison(diagnostic: Diagnostic, paint: Paint, width: int) -> Iterator[str]:
    """Lines of text that begin with a label; further lines are indented. `width` is their room in columns."""
    expected, actual = diagnostic.expected, diagnostic.actual
    if expected is not None and actual is not None:
        yield from both(expected, actual, paint, width)
    elif expected is not None:
        yield from one("expected", expected, paint, width)
    elif actual is not None:
        yield from one("actual", actual, paint, width)


def one(label: str, text: str, paint: Paint, width: int) -> Iterator[str]:
    lines = text.split("\n")
    if len(lines) == 1:
        yield f"{paint('bold', label)}: {fitting(text, width - len(label) - 2)}"
        return
    yield f"{paint('bold', label)}:"
    yield from (INDENT + fitting(line, width - len(INDENT)) for line in lines[:SHOWN_LINES])
    yield from left_out(len(lines) - SHOWN_LINES)


def both(expected: str, actual: str, paint: Paint, width: int) -> Iterator[str]:
    if "\n" in expected or "\n" in actual:
        yield f"{paint('minus', 'expected (-)')}, {paint('plus', 'actual (+)')}:"
        yield from diff(expected.split("\n"), actual.split("\n"), paint, width)
        return
    room = width - len("expected: ")
    same = same_start(expected, actual)
    yield f"{paint('bold', 'expected')}: {paint('minus', around(expected, same, room))}"
    yield f"  {paint('bold', 'actual')}: {paint('plus', around(actual, same, room))}"


def around(line: str, offset: int, room: int) -> str:
    """The line, or the part of it from somewhat left of the offset on where that would not be seen."""
    low = offset - room // 2
    return fitting(line, room) if low <= 0 or len(line) <= room else "…" + fitting(line[low:], room - 1)


def diff(expected: list[str], actual: list[str], paint: Paint, width: int) -> Iterator[str]:
    """The lines that differ, with two lines around them."""
    import difflib  # a run without such a difference does without it

    begin = max(0, same_start(expected, actual) - 2)
    window = slice(begin, begin + COMPARED_LINES)
    changes = list(difflib.unified_diff(expected[window], actual[window], n=2, lineterm=""))[3:]
    for line in changes[:SHOWN_LINES]:
        yield INDENT + changed(line, paint, width - len(INDENT))
    yield from left_out(len(changes) - SHOWN_LINES)


def same_start(left: Sequence[str], right: Sequence[str]) -> int:
    """How many characters, or lines, are equal from the start."""
    pairs = enumerate(zip(left, right, strict=False))
    return next((index for index, (one, other) in pairs if one != other), min(len(left), len(right)))


def changed(line: str, paint: Paint, width: int) -> str:
    sign, text = line[0], line[1:]
    if sign == "@":
        return "..."
    shown = f"{sign} {fitting(text, width - 2)}".rstrip()
    return shown if sign == " " else paint("minus" if sign == "-" else "plus", shown)


def left_out(lines: int) -> Iterator[str]:
    if lines > 0:
        yield f"{INDENT}... and {lines} more line{'s' if lines > 1 else ''}"
