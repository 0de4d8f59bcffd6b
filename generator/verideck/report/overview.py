"""A table for people: how much evidence each file has, and each of its notes, with time, cache and outcome."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from verideck.report.document import Document, FileEntry
from verideck.report.entries import CountsEntry, CoverageEntry, NoteEntry
from verideck.report.terminal import Paint, cells, visible

HEAD = ("", "notes", "claims", "values", "outputs", "prose", "time", "")


def overview(document: Document, *, color: bool) -> str:
    """The lines of the table, the sums last; "" where there are no notes."""
    if not document["notes"]:
        return ""
    rows = [HEAD, *body(document), total_row(document["totals"])]
    widths = [max(cells(row[column]) for row in rows) for column in range(len(HEAD))]
    paint = Paint(color)
    return "".join(f"{set_row(row, widths, paint)}\n" for row in rows)


Row = tuple[str, ...]


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
    share = percent(coverage)
    numbers = (counts["claims"], counts["values"], counts["outputs"])
    time = "" if seconds is None else f"{seconds:.2f} s"
    return *(str(number) if number else "·" for number in numbers), share, time


def percent(coverage: CoverageEntry) -> str:
    """How much of the prose is covered, rounded down so that 100 % means all of it."""
    stated = coverage["sentences"]
    return f"{100 * coverage['covered'] // stated} %" if stated else ""


def set_row(row: Sequence[str], widths: Sequence[int], paint: Paint) -> str:
    first, *numbers, state = row
    name = first + " " * (widths[0] - cells(first))
    middle = [f"{number:>{width}}" for number, width in zip(numbers, widths[1:-1], strict=True)]
    style = "bold" if row is HEAD or not first.startswith(" ") else ""
    line = "  ".join([name, *middle]).rstrip() if not state else "  ".join([name, *middle, tinted(state, paint)])
    return paint("bold", line) if style else line


def tinted(state: str, paint: Paint) -> str:
    word, comma, rest = state.partition(",")
    style = {"verified": "plus", "cited": "warning"}.get(word, "error")
    return paint(style, word) + comma + rest
