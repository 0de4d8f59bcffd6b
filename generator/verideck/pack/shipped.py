"""What the last package on the disk holds: read back to show what changed since, and to mend a lost lock."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from verideck.errors import PackError
from verideck.model import NoteType, NoteTypeDesign, Shipped, ShippedNote, Template
from verideck.pack.design import design
from verideck.pack.identity import anki_id
from verideck.pack.tombstone import is_tombstone

if TYPE_CHECKING:
    import sqlite3

COLLECTION = "collection.anki2"
MOST_BYTES, MOST_SECONDS = 512 * 2**20, 60.0
"""What its database may take: the file on the disk may be a stranger's, which a deck came with."""

STEPS = 100_000
"""SQLite's, between two looks at the clock; Ctrl-C waits for them, too."""

NOTES = """
SELECT n.id, n.guid, n.mid, n.mod, n.tags, n.flds, min(c.did), group_concat(c.ord)
FROM notes n JOIN cards c ON c.nid = n.id GROUP BY n.id ORDER BY n.id
"""


def read_package(path: Path, namespace: str) -> Shipped | None:
    """The notes and note types of a namespace in a package; None where there is no file, or none of them in it.

    Raises PackError where the file is not a package of ours.
    """
    import sqlite3  # an unchanged build does without
    import zipfile
    from contextlib import closing
    from tempfile import TemporaryDirectory

    if not path.is_file():
        return None
    try:
        with TemporaryDirectory(prefix="verideck-") as folder, zipfile.ZipFile(path) as archive:
            if archive.getinfo(COLLECTION).file_size > MOST_BYTES:  # more is never unpacked than this says
                raise ValueError(f"its {COLLECTION} has more than {MOST_BYTES:,} bytes")
            with closing(sqlite3.connect(archive.extract(COLLECTION, folder))) as connection:
                end = time.monotonic() + MOST_SECONDS
                connection.set_progress_handler(lambda: time.monotonic() > end, STEPS)
                return shipped(connection, namespace)
    except Exception as error:  # ZIP, SQLite and JSON have many for what may be wrong with a file
        raise PackError(f"{path}: not a package that verideck wrote ({error}); delete it or bring it back") from error


def shipped(connection: sqlite3.Connection, namespace: str) -> Shipped | None:
    models, decks = map(json.loads, connection.execute("SELECT models, decks FROM col").fetchone())
    names: Mapping[NoteType, int] = {
        "regular": anki_id(namespace, "note type", "regular"),
        "cloze": anki_id(namespace, "note type", "cloze"),
    }
    designs = {
        id: (design_of(note_type, namespace, models[str(id)]), int(models[str(id)]["mod"]))
        for note_type, id in names.items()
        if str(id) in models
    }
    notes = tuple(
        shipped_note(row, designs[row[2]][0], decks) for row in connection.execute(NOTES) if row[2] in designs
    )
    return Shipped(notes, tuple(designs.values())) if designs else None


def design_of(note_type: NoteType, namespace: str, model: Mapping[str, Any]) -> NoteTypeDesign:
    fields = tuple((field["id"], field["name"]) for field in model["flds"])
    templates = tuple(Template(t["id"], t["name"], t["qfmt"], t["afmt"]) for t in model["tmpls"])
    return design(note_type, namespace, fields, templates, model["css"])


def shipped_note(row: tuple[Any, ...], design: NoteTypeDesign, decks: Mapping[str, Any]) -> ShippedNote:
    note_id, guid, _, mod, tags, values, deck, ordinals = row
    fields = tuple(filled(design, values.split("\x1f")))
    cards = tuple(sorted(map(int, ordinals.split(","))))
    return ShippedNote(
        id=unescape(dict(fields)["Id"]),
        guid=guid,
        note_type=design.note_type,
        deck=decks[str(deck)]["name"],
        tags=tuple(tags.split()),
        fields=fields,
        cards=cards,
        mod=mod,
        note_id=note_id,
        retired=is_tombstone(design.note_type, fields, cards),
    )


def filled(design: NoteTypeDesign, values: list[str]) -> Iterator[tuple[str, str]]:
    for (_, name), value in zip(design.fields, values, strict=True):
        if value:
            yield name, value
