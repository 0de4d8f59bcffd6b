"""CSV and TSV: a row a note, with or without a header, and with the `#key:value` lines of Anki's own text export."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from verideck.importer.entry import Entry, EntryKind, Found, RefusedError
from verideck.importer.html import plain_text
from verideck.importer.markdown import marked_markdown, running
from verideck.importer.package import CLOZE, TITLE, basic, cloze, is_attribute_tag
from verideck.model import Diagnostic, Severity, Span
from verideck.parse import is_deck

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "space": " ", "pipe": "|", "colon": ":"}
CANDIDATES = ("\t", ";", ",", "|")
DIRECTIVE = re.compile(r"#([a-z ]+):(.*)", re.IGNORECASE)
FRONTS = ("front", "question", "term", "prompt", "text", "word", "q")
BACKS = ("back", "answer", "definition", "response", "meaning", "back extra", "extra", "a")
OTHERS = ("tags", "deck", "guid")
MOST_CELL = 2**20
LONGEST_NUMBER = 9
SAMPLE = 50


@dataclass(frozen=True, slots=True)
class Layout:
    """What the columns hold, by their places from 0. `rest` are those that have no place on a card."""

    front: int = 0
    back: int | None = 1
    tags: int | None = None
    deck: int | None = None
    guid: int | None = None
    rest: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """The lines that begin with `#`: how many, and what they say."""

    lines: int
    said: dict[str, str]

    def column(self, name: str) -> int | None:
        value = self.said.get(f"{name} column", "")
        known = len(value) < LONGEST_NUMBER and value.isascii() and value.isdigit() and int(value)
        return int(value) - 1 if known else None

    @property
    def separator(self) -> str | None:
        value = self.said.get("separator")
        return value and (SEPARATORS.get(value.lower()) or value.replace("\\t", "\t")[:1])

    @property
    def html(self) -> bool:
        return self.said.get("html", "").lower() == "true"


def read_table(path: str, text: str) -> Found:
    """The rows of a table. Raises RefusedError where it is not one."""
    head = head_of(text)
    lines = text.split("\n")[head.lines :]
    rows = list(numbered_rows(path, lines, head))
    if not rows:
        raise RefusedError("this table has no rows", Span(path, 1), "write a question and an answer in each row")
    columns = [name.strip().lower() for name in names_of(head, rows)]
    if columns and head.said.get("columns") is None:
        rows = rows[1:]
    layout = layout_of(head, columns, max(len(row) for _, row in rows) if rows else 0)
    reader = Reader(path, layout, head)
    entries = [entry for line, row in rows if (entry := reader.entry(line, row))]
    return Found(tuple(entries), (*reader.found, *reader.of_columns(columns)), head.html, head.html, {path: text})


def head_of(text: str) -> Head:
    said: dict[str, str] = {}
    for number, line in enumerate(text.split("\n")):
        found = DIRECTIVE.fullmatch(line)
        if not found:
            return Head(number, said)
        said[found[1].strip().lower()] = found[2] if found[1].lower() == "separator" else found[2].strip()
    return Head(text.count("\n") + 1, said)


def numbered_rows(path: str, lines: list[str], head: Head) -> Iterator[tuple[int, list[str]]]:
    """(line of the file, cells) of each row that is not empty. A cell in quotes may go on over several lines."""
    separator = head.separator or sniffed(lines)
    csv.field_size_limit(MOST_CELL)
    reader = csv.reader((line + "\n" for line in lines), delimiter=separator, strict=False)
    start = head.lines + 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield start, [cell.removesuffix("\n") for cell in row]
            start = head.lines + reader.line_num + 1
    except csv.Error as error:
        help = 'mend the quotes: a `"` within a cell in quotes is written twice'
        raise RefusedError(f"this table is broken: {error}", Span(path, start), help) from None


def sniffed(lines: list[str]) -> str:
    """The separator that gives most of the first rows the same number of cells, more than one."""
    sample = [line for line in lines if line.strip()][:SAMPLE]

    def agreement(separator: str) -> int:
        widths = Counter(len(row) for row in csv.reader((line + "\n" for line in sample), delimiter=separator))
        return max((count for width, count in widths.items() if width > 1), default=0)

    csv.field_size_limit(MOST_CELL)
    try:
        return max(CANDIDATES, key=agreement)
    except csv.Error:
        return ","


def names_of(head: Head, rows: list[tuple[int, list[str]]]) -> list[str]:
    """The columns' names, where the file names them: in its head, or in a first row that says front and back."""
    if columns := head.said.get("columns"):
        return next(csv.reader([columns[:MOST_CELL]], delimiter=head.separator or ","))
    first = [cell.strip().lower() for cell in rows[0][1]]
    return rows[0][1] if set(first) & set(FRONTS) and set(first) & {*BACKS, *OTHERS} else []


def layout_of(head: Head, columns: list[str], width: int) -> Layout:
    """Names decide where there are any, else the order does; what the head says of a column is always right."""
    known = {name: at for name in (*OTHERS, "notetype") if (at := head.column(name)) is not None}
    known = {**{name: columns.index(name) for name in OTHERS if name in columns}, **known}
    free = [at for at in range(max(width, len(columns))) if at not in known.values()]
    front = first_of(columns, FRONTS, free) or next(iter(free), 0)
    others = [at for at in free if at != front]
    back = first_of(columns, BACKS, others)
    back = next(iter(others), None) if back is None else back
    rest = tuple(at for at in others if at != back)
    return Layout(front, back, known.get("tags"), known.get("deck"), known.get("guid"), rest)


def first_of(columns: list[str], names: tuple[str, ...], free: list[int]) -> int | None:
    return next((columns.index(name) for name in names if name in columns and columns.index(name) in free), None)


class Reader:
    """Makes entries of rows, and collects what could not be placed."""

    def __init__(self, path: str, layout: Layout, head: Head) -> None:
        self.path, self.layout, self.head = path, layout, head
        self.left: Counter[int] = Counter()
        self.found: list[Diagnostic] = []

    def report(self, line: int, code: str, message: str, help: str, severity: Severity = "warning") -> None:
        self.found.append(Diagnostic(code, message, Span(self.path, line), severity, help=help))

    def entry(self, line: int, row: list[str]) -> Entry | None:
        layout = self.layout
        front, back = cell(row, layout.front), cell(row, layout.back)
        self.left.update(at for at in layout.rest if cell(row, at).strip())
        if not front.strip():
            self.report(line, "not-placed", "this row asks nothing", "write a question in it", "error")
            return None
        entry = self.of_html(line, front, back) if self.head.html else self.of_text(line, front, back)
        deck = cell(row, layout.deck).strip() or self.head.said.get("deck", "")
        tags = f"{self.head.said.get('tags', '')} {cell(row, layout.tags)}".split()
        return replace(
            entry, guid=cell(row, layout.guid).strip() or None, deck=self.deck(line, deck), tags=self.tags(line, tags)
        )

    def of_html(self, line: int, front: str, back: str) -> Entry:
        kind: EntryKind = "cloze" if CLOZE.search(front) else "basic"
        title = plain_text(front)[:TITLE]
        made = cloze(front, back, title) if kind == "cloze" else basic(front, back, title)
        return Entry(Span(self.path, line), title or "note", *made, kind=kind)

    def of_text(self, line: int, front: str, back: str) -> Entry:
        question, _, more = front.strip().partition("\n")
        above = marked_markdown(more) if more.strip() else ""
        if not back.strip():
            self.report(line, "no-answer", "this question has no answer", "write one into the card")
        return Entry(Span(self.path, line), question, running(question), above, marked_markdown(back))

    def deck(self, line: int, deck: str) -> str | None:
        if deck and not is_deck(deck):
            self.report(line, "deck", f"`{deck}` is not a name for a deck here", "it goes to the project's deck")
            return None
        return deck or None

    def tags(self, line: int, tags: list[str]) -> tuple[str, ...]:
        for tag in tags:
            if not is_attribute_tag(tag):
                self.report(line, "tag", f"the tag `{tag}` was left out", "add it under another name")
        return tuple(tag for tag in tags if is_attribute_tag(tag))

    def of_columns(self, columns: list[str]) -> Iterator[Diagnostic]:
        """Columns that have no place on a card, once each."""
        for at, count in sorted(self.left.items()):
            name = f"`{columns[at]}`" if at < len(columns) else str(at + 1)
            message = f"column {name} was left out; {count} rows fill it"
            help = "call a column front, back, tags, deck or guid in the first row to have it taken over as that"
            yield Diagnostic("not-placed", message, Span(self.path, 1), "warning", help=help)


def cell(row: list[str], at: int | None) -> str:
    return row[at] if at is not None and at < len(row) else ""
