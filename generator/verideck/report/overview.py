"""A table for people: how much evidence each file has, and each of its notes, with time, cache and outcome."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from verideck.report.article import share
from verideck.report.document import Document, FileEntry
from verideck.report.entries import CountsEntry, CoverageEntry, NoteEntry
from verideck.report.terminal import Paint, cells, visible

HEAD = ("", "notes", "claims", "values", "outputs", "prose", "time", "")
DISPENSABLE = ("notes", "values", "outputs", "claims")
"""What a narrow terminal does without, the first first: a line that wraps tells less than a short one."""
GAP = "  "

Row = tuple[str, ...]


def overview(document: Document, *, color: bool, width: int | None = None) -> str:
    """The lines of the table, the sums last; "" where there are no notes.

    `width` is the terminal's in columns; None is room for everything.
    """
    if not document["notes"]:
        return ""
    rows = fitted([HEAD, *body(document), total_row(document["totals"])], width)
    widths, paint = widths_of(rows), Paint(color)
    return "".join(f"{set_row(row, widths, paint)}\n" for row in rows)


def fitted(rows: list[Row], width: int | None) -> list[Row]:
    for name in DISPENSABLE:
        if width is None or len(GAP.join("-" * column for column in widths_of(rows))) <= width:
            break
        left_out = rows[0].index(name)
        rows = [(*row[:left_out], *row[left_out + 1 :]) for row in rows]
    return rows


def widths_of(rows: Sequence[Row]) -> list[int]:
    return [max(map(cells, column)) for column in zip(*rows, strict=True)]


def body(document: Document) -> Iterator[Row]:
    """Notes and files have the same order."""
    notes = iter(document["notes"])
    for file in document["files"]:
        yield visible(file["file"]), str(file["notes"]), *figures(file["counts"], file["coverage"], file["seconds"]), ""
        yield from map(note_row, islice(notes, file["notes"]))


def note_row(note: NoteEntry) -> Row:
    cache = {True: ", from the cache", False: ", run now", None: ""}[note["cached"]]
    numbers = figures(note["counts"], note["coverage"], note["seconds"] if note["programs"] else None)
    return f"  {visible(note['id'])}", "", *numbers, note["outcome"] + cache


def total_row(totals: FileEntry) -> Row:
    return "all", str(totals["notes"]), *figures(totals["counts"], totals["coverage"], totals["seconds"]), ""


def figures(counts: CountsEntry, coverage: CoverageEntry, seconds: float | None) -> Row:
    numbers = (counts["claims"], counts["values"], counts["outputs"])
    time = "" if seconds is None else f"{seconds:.2f} s"
    return *(str(number) if number else "·" for number in numbers), share(coverage), time


def set_row(row: Sequence[str], widths: Sequence[int], paint: Paint) -> str:
    first, *numbers, state = row
    name = first + " " * (widths[0] - cells(first))
    middle = [f"{number:>{width}}" for number, width in zip(numbers, widths[1:-1], strict=True)]
    line = GAP.join([name, *middle, tinted(state, paint)]) if state else GAP.join([name, *middle]).rstrip()
    return line if first.startswith(" ") else paint("bold", line)


def tinted(state: str, paint: Paint) -> str:
    word, comma, rest = state.partition(",")
    style = {"verified": "plus", "cited": "warning"}.get(word, "error")
    return paint(style, word) + comma + rest
