"""The one renderer of diagnostics as text, in the manner of a compiler."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence

from verideck.model import Diagnostic, Related, Span
from verideck.report.comparison import INDENT, comparison
from verideck.report.excerpt import excerpt
from verideck.report.terminal import Paint, visible

LEAST_ROOM = 20
Lines = Mapping[str, Sequence[str]]


def render_text(diagnostics: Iterable[Diagnostic], sources: Mapping[str, str], *, color: bool, width: int) -> str:
    """The diagnostics in the order of their places with an empty line between two; "" where there is none.

    `sources` are the texts of the files by the spans' paths; of a file that is not there no line is shown. `width` is
    the terminal's in columns: lines of files and of output are cut to it, headlines are not. Nothing that a program
    wrote can control the terminal.
    """
    ordered = sorted(diagnostics, key=position)
    paths = {span.path for each in ordered for span in (each.span, *(related.span for related in each.related))}
    lines = {path: sources[path].split("\n") for path in paths if path in sources}
    paint = Paint(color)
    return "\n".join("".join(f"{line}\n" for line in rendered(each, lines, paint, width)) for each in ordered)


def position(diagnostic: Diagnostic) -> tuple[str, int, int, str, str, str]:
    span = diagnostic.span
    return span.path, span.line, span.column, diagnostic.severity, diagnostic.code, diagnostic.message


def rendered(diagnostic: Diagnostic, lines: Lines, paint: Paint, width: int) -> Iterator[str]:
    spans = [diagnostic.span, *(related.span for related in diagnostic.related)]
    gutter = max(len(str(max(span.line, span.end_line))) for span in spans)
    room = max(width - gutter - len(" | "), LEAST_ROOM)
    yield headline(diagnostic, paint)
    shown = list(framed(diagnostic.span, lines, paint, gutter, room, diagnostic.severity))
    for related in diagnostic.related:
        shown += second(related, lines, paint, gutter, room)
    yield from shown
    below = list(notes(diagnostic, paint, gutter, room))
    if shown and below:
        yield empty(paint, gutter)
    yield from below


def empty(paint: Paint, gutter: int) -> str:
    return paint("dim", f"{'':{gutter}} |")


def headline(diagnostic: Diagnostic, paint: Paint) -> str:
    label = paint(diagnostic.severity, f"{diagnostic.severity}[{diagnostic.code}]")
    return f"{paint('bold', place(diagnostic.span))} {label}: {visible(diagnostic.message)}"


def place(span: Span) -> str:
    return f"{visible(span.path)}:{span.line}:{span.column}:"


def framed(span: Span, lines: Lines, paint: Paint, gutter: int, room: int, style: str) -> Iterator[str]:
    """The span's lines below an empty one, or nothing."""
    mark = "-" if style == "dim" else "^"
    shown = list(excerpt(lines.get(span.path, ()), span, room, mark))
    if not shown:
        return
    yield empty(paint, gutter)
    for number, text in shown:
        bar = paint("dim", f"{number:>{gutter}} |")
        yield f"{bar} {text if number else paint(style, text)}".rstrip()


def second(related: Related, lines: Lines, paint: Paint, gutter: int, room: int) -> Iterator[str]:
    arrow = paint("dim", f"{'':{gutter}}:::")
    yield f"{arrow} {place(related.span)} {visible(related.message)}".rstrip()
    yield from framed(related.span, lines, paint, gutter, room, "dim")


def notes(diagnostic: Diagnostic, paint: Paint, gutter: int, room: int) -> Iterator[str]:
    """Expected and actual, then the help; each begins with `=`, and what it needs more stands indented."""
    sign = paint("dim", "=")
    for note in (comparison(diagnostic, paint, room), advice(diagnostic, paint, room)):
        for line in note:
            yield f"{'':{gutter}} {' ' if line.startswith(INDENT) else sign} {line}"


def advice(diagnostic: Diagnostic, paint: Paint, width: int) -> Iterator[str]:
    if diagnostic.help is None:
        return
    text = f"help: {visible(diagnostic.help)}"
    first, *rest = textwrap.wrap(text, width, subsequent_indent=INDENT, break_long_words=False, break_on_hyphens=False)
    yield paint("help", first[: len("help")]) + first[len("help") :]
    yield from rest
