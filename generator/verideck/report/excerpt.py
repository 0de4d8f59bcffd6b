"""Shows a stretch of a file: its lines with their numbers, underlined."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from verideck.model import Span
from verideck.report.terminal import cells, fitting, visible

SHOWN_LINES = 6


def excerpt(lines: Sequence[str], span: Span, room: int, mark: str) -> Iterator[tuple[str, str]]:
    """Pairs of what stands in the gutter and right of it, a source line (with its number) or an underline (without).

    `room` is what is right of the gutter, in columns. Nothing where the file has no such line.
    """
    if not 1 <= span.line <= len(lines):
        return
    if span.end_line > span.line:
        yield from stretch(lines, span, room, mark)
    else:
        line = lines[span.line - 1]
        text, underline = underlined(line, *bounds(line, span), room, mark)
        yield str(span.line), text
        yield "", underline


def bounds(line: str, span: Span) -> tuple[int, int]:
    """The offsets that are underlined: the span's; a column without an end; for a bare line number, what it says."""
    if span.end_column:
        end = span.end_column - 1
    else:
        end = span.column if span.column > 1 and not span.end_line else len(line.rstrip())
    start = span.column - 1
    if start == 0 and not span.end_column:
        start = len(line) - len(line.lstrip())
    start = min(start, len(line))
    return start, max(min(end, len(line)), start)


def underlined(line: str, start: int, end: int, room: int, mark: str) -> tuple[str, str]:
    """A line, cut to a window around the underlined part where it does not fit, and the underline below it."""
    low = window_start(line, start, end, room)
    before = ("…" if low else "") + visible(line[low:start])
    text = ("…" if low else "") + fitting(line[low:], room - bool(low))
    left = cells(before)
    length = cells(visible(line[start : min(end, start + room)]))
    return text, " " * left + mark * max(1, min(length, room - left))


def window_start(line: str, start: int, end: int, room: int) -> int:
    """0 where the underlined part is seen from the line's beginning, else a third of the room left of it."""
    seen = end <= room and cells(visible(line[:end])) <= room
    return 0 if seen or start < room // 3 else start - room // 3


def stretch(lines: Sequence[str], span: Span, room: int, mark: str) -> Iterator[tuple[str, str]]:
    """Several lines, bracketed at their left; the middle of many is left out."""
    last = min(span.end_line, len(lines))
    numbers = list(range(span.line, last + 1))
    skipped = len(numbers) > SHOWN_LINES
    for number in numbers[: SHOWN_LINES - 2] if skipped else numbers[:-1]:
        yield str(number), f"{'/' if number == span.line else '|'} {fitting(lines[number - 1], room - 2)}".rstrip()
    if skipped:
        yield "", "| ..."
    yield str(last), f"| {fitting(lines[last - 1], room - 2)}".rstrip()
    yield "", f"|_{mark}"
