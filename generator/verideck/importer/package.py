"""Anki's packages, `.apkg` and `.colpkg`, of every version: their notes with their GUIDs, tags, decks and images."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from verideck.answer import why_untypable
from verideck.importer.archive import Archive
from verideck.importer.collection import BrokenError, Collection, ForeignNote, ForeignType, read_collection
from verideck.importer.decoding import fit, is_fit
from verideck.importer.entry import Entry, EntryKind, Found
from verideck.importer.html import INTERPRETED, body, heading, line_of, on_its_own_line, plain_text
from verideck.importer.markdown import code_span
from verideck.importer.pictures import Pictures, Placing
from verideck.importer.templates import BOX, Sides, sides_of
from verideck.model import Diagnostic, Severity, Span
from verideck.parse import is_deck, is_tag
from verideck.read import FORBIDDEN, bare

ACTIVE = re.compile(r"<script\b|<[^<>]*\son\w+\s*=|javascript:", re.IGNORECASE)
CLOZE = re.compile(r"\{\{c\d")
TITLE = 80
MOST_FIELD = 16 * 2**20
CHECK = "mend it in Anki with Tools > Check Database"

Made: TypeAlias = tuple[str, str, str]
"""Heading, front and back."""


def read_package(path: Path, pictures: Pictures) -> Found:
    """The notes of a package. Raises RefusedError."""
    with Archive(path, path.name) as archive, TemporaryDirectory(prefix="verideck-") as folder:
        database = Path(folder) / "collection"
        archive.unpack_collection(database)
        try:
            collection = read_collection(database)
        except BrokenError as error:
            raise archive.refused(str(error)) from None
        media = archive.media()
        placing = Placing(pictures, lambda name: archive.medium(media[name]) if name in media else None)
        reader = Reader(path.name, collection, placing)
        entries = [entry for note in collection.notes if (entry := reader.entry(note))]
        return Found(tuple(entries), (*reader.found, *reader.of_types()), cited=True, html=True)


class Reader:
    """Makes entries of notes, and collects what could not be placed."""

    def __init__(self, name: str, collection: Collection, placing: Placing) -> None:
        self.name, self.collection, self.placing = name, collection, placing
        self.sides = {id: sides_of(note_type) for id, note_type in collection.note_types.items()}
        self.used: Counter[int] = Counter()
        self.unboxed: Counter[int] = Counter()
        self.left: dict[tuple[int, str], int] = {}
        self.found: list[Diagnostic] = []

    def report(self, note: ForeignNote, code: str, message: str, help: str, severity: Severity = "warning") -> None:
        self.found.append(Diagnostic(code, message, self.span(note), severity, help=help))

    def refuse(self, note: ForeignNote, message: str, help: str) -> None:
        self.report(note, "not-placed", message, help, "error")

    def span(self, note: ForeignNote) -> Span:
        return Span(f"{self.name}[{fit(note.guid)}]", 1)

    def entry(self, note: ForeignNote) -> Entry | None:
        note_type = self.collection.note_types.get(note.note_type)
        if note_type is None:
            self.refuse(note, "this note has no note type", CHECK)
            return None
        if problem := problem_of(note, note_type):
            self.refuse(note, *problem)
            return None
        self.used[note.note_type] += 1
        sides = self.sides[note.note_type]
        fields = self.cleaned(note)
        self.check_left(note, note_type, sides, fields)
        deck, tags = self.deck(note), self.tags(note)
        text = plain_text(joined(fields, sides.front))[:TITLE] or "note"
        kind, made = self.made(note, sides, fields, text)
        return Entry(self.span(note), text, *made, kind=kind, guid=note.guid, deck=deck, tags=tags)

    def made(self, note: ForeignNote, sides: Sides, fields: tuple[str, ...], title: str) -> tuple[EntryKind, Made]:
        kind = kind_of(note, sides, fields)
        front, back = joined(fields, sides.front), joined(fields, sides.back)
        if kind == "cloze":
            return kind, cloze(front, back, title)
        if sides.typed is None:
            return kind, basic(front, back, title)
        answer = typed_answer(fields[sides.typed])
        if kind == "reversed" or answer is None:
            self.unboxed[note.note_type] += 1
            return kind, basic(front, back, title)
        rest = joined(fields, tuple(place for place in sides.back if place != sides.typed))
        asked, above, below = basic(front, rest, title)
        return "typed", (asked, above, f"{answer}\n\n{below}".strip())

    def cleaned(self, note: ForeignNote) -> tuple[str, ...]:
        """The fields with bare newlines, without characters that no card can have, their images in their place.

        What is to be said of them is said once a note.
        """
        whole = list(map(bare, note.fields))
        texts = [FORBIDDEN.sub("", value) for value in whole]
        if texts != whole:
            self.report(note, "control-character", "control characters were left out", "compare it with the original")
        if any(map(ACTIVE.search, texts)):
            help = "remove it, unless you know what it does: every card that shows it runs it"
            self.report(note, "active-html", "this note holds a script", help)
        placed = tuple(map(self.placing.place, texts))
        for name in dict.fromkeys(self.placing.lost):
            help = "cards show PNG, JPEG, GIF, WebP and plain SVG; the text that names it was kept"
            self.report(note, "media", f"`{name}` is not in the package, or no card can show it", help)
        self.placing.lost.clear()
        return placed

    def check_left(self, note: ForeignNote, note_type: ForeignType, sides: Sides, fields: tuple[str, ...]) -> None:
        for place, name in enumerate(note_type.fields):
            if place not in (*sides.front, *sides.back, sides.typed) and fields[place].strip():
                self.left[note.note_type, name] = self.left.get((note.note_type, name), 0) + 1

    def deck(self, note: ForeignNote) -> str | None:
        if note.deck and not is_deck(note.deck):
            self.report(note, "deck", f"`{note.deck}` is not a name for a deck here", "it goes to the project's deck")
            return None
        return note.deck

    def tags(self, note: ForeignNote) -> tuple[str, ...]:
        for tag in note.tags:
            if not is_attribute_tag(tag):
                self.report(note, "tag", f"the tag `{fit(tag)}` was left out", "add it under another name")
        return tuple(tag for tag in note.tags if is_attribute_tag(tag))

    def of_types(self) -> Iterator[Diagnostic]:
        """What of a note type has no counterpart, once for all of its notes."""
        for id, count in self.used.items():
            note_type, sides = self.collection.note_types[id], self.sides[id]
            fields = [f"the field `{name}` ({left} filled)" for (of, name), left in self.left.items() if of == id]
            boxes = (
                [f"{BOX} ({self.unboxed[id]} {'note' if self.unboxed[id] == 1 else 'notes'})"]
                if self.unboxed[id]
                else []
            )
            if lost := [*sides.lost, *boxes, *fields]:
                message = (
                    f"the first card of {count} `{note_type.name}` notes was taken over, without {', '.join(lost)}"
                )
                help = "write what is missing into the cards, or make notes of their own of it"
                yield Diagnostic(
                    "partly-placed", message, Span(f"{self.name}[{note_type.name}]", 1), "warning", help=help
                )


def problem_of(note: ForeignNote, note_type: ForeignType) -> tuple[str, str] | None:
    """Why a note cannot be placed, and what helps."""
    if len(note.fields) != len(note_type.fields):
        return "this note has other fields than its note type", CHECK
    if not is_fit(note.guid):
        return "the GUID of this note holds a character that no card can show", "write its card by hand"
    if any(len(value) > MOST_FIELD for value in note.fields):
        return f"a field of this note has more than {MOST_FIELD:,} characters", "shorten it in Anki"
    return None


def is_attribute_tag(tag: str) -> bool:
    return is_tag(tag) and is_fit(tag) and not {'"', "'"} <= set(tag)


def kind_of(note: ForeignNote, sides: Sides, fields: tuple[str, ...]) -> EntryKind:
    if sides.kind == "cloze":
        return "cloze" if CLOZE.search(joined(fields, sides.front)) else "basic"
    return "reversed" if sides.second_asks_back and 1 in note.cards else "basic"


def typed_answer(html: str) -> str | None:
    """A field as the answer of a `.typed` note; None where it is not a line of plain text that a learner can type."""
    text = " ".join(unescape(html).split())
    if "<" in html or INTERPRETED.search(html) or why_untypable(text):
        return None
    answer = code_span(text)
    return answer if answer.startswith("`") else None


def joined(fields: tuple[str, ...], places: tuple[int, ...]) -> str:
    filled = [fields[place] for place in places if fields[place].strip()]
    return filled[0] if len(filled) == 1 else "\n".join(f"<div>{value}</div>" for value in filled)


def basic(front: str, back: str, title: str) -> Made:
    """Heading, front and back. What cannot be a heading stands on the front, below one that only the source shows."""
    below = body(back) if back.strip() else ""
    if asked := heading(front):
        return asked, "", below
    return unseen(title), body(front) if front.strip() else "", below


def cloze(text: str, extra: str, title: str) -> Made:
    """Deletions are found in running text alone, so the whole field is one paragraph."""
    return unseen(title), on_its_own_line(line_of(text, cloze=True)), body(extra) if extra.strip() else ""


def unseen(title: str) -> str:
    """A heading that stands in the source alone: as a comment."""
    words = re.sub(r"\{\{c\d+::|\}\}|[{}<>]|--+", " ", title)
    return f"<!-- {' '.join(words.split()) or 'note'} -->"
