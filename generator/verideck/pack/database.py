"""The collection that a package holds: an SQLite database whose bytes depend on nothing but its contents. Owns genanki.

Importing this module takes a tenth of a second, so `pack` does it only when there is something to write.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from html import escape
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import genanki  # type: ignore[import-untyped]  # has no types

from verideck.errors import PackError
from verideck.model import NoteType, NoteTypeDesign
from verideck.pack.contents import Contents
from verideck.pack.identity import anki_id
from verideck.pack.preset import bring_preset
from verideck.pack.rows import Row
from verideck.pack.sqlite import normalised

KINDS: Mapping[NoteType, int] = {"regular": genanki.Model.FRONT_BACK, "cloze": genanki.Model.CLOZE}

# Defaults that a build of SQLite may have changed; zeros instead of what was deleted; no care for a power cut, because
# the file is read once and thrown away.
PRAGMAS = """
PRAGMA page_size = 4096; PRAGMA auto_vacuum = NONE; PRAGMA encoding = 'UTF-8'; PRAGMA secure_delete = ON;
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
"""


class Model(genanki.Model):  # type: ignore[misc]  # genanki has no types
    """Its time is the lock's, and it names the same deck whichever deck comes last."""

    def __init__(self, design: NoteTypeDesign, mod: int, deck_id: int) -> None:
        super().__init__(
            model_id=design.id,
            name=design.name,
            fields=[{"id": id, "name": name, "preventDeletion": True} for id, name in design.fields],
            templates=[{"id": t.id, "name": t.name, "qfmt": t.front, "afmt": t.back} for t in design.templates],
            css=design.css,
            model_type=KINDS[design.note_type],
        )
        self.mod = mod
        self.deck_id = deck_id

    def to_json(self, _timestamp: float, _deck_id: int) -> object:
        return super().to_json(self.mod, self.deck_id)


class Note(genanki.Note):  # type: ignore[misc]  # genanki has no types
    """Its times, ids and cards are those of the lock, not genanki's guesses."""

    def __init__(self, row: Row, model: Model, position: int) -> None:
        super().__init__(model=model, fields=list(row.values), tags=row.tags, guid=row.note.guid, due=position)
        self.cards = [genanki.Card(ordinal) for ordinal in row.note.cards]
        self.line = row.line

    def write_to_db(self, cursor: sqlite3.Cursor, _timestamp: float, deck_id: int, _ids: Iterator[int]) -> None:
        first = self.line.note_id
        ids = iter([first, *(first + 1 + card.ord for card in self.cards)])
        super().write_to_db(cursor, self.line.mod, deck_id, ids)

    def _check_invalid_html_tags_in_fields(self) -> None:
        """genanki's check takes `a < b` and tags over two lines for mistakes, and slows down on many `<`."""


def database(contents: Contents, rows: Sequence[Row]) -> bytes:
    """The bytes of `collection.anki2`. Raises PackError where there is no room for them on the disk."""
    try:
        with TemporaryDirectory(prefix="verideck-") as folder:
            path = Path(folder, "collection.anki2")
            write(path, decks(contents, rows), contents)
            return normalised(path.read_bytes())
    except (OSError, sqlite3.OperationalError) as error:
        raise PackError(f"the package cannot be made in the folder for temporary files ({error})") from error


def write(path: Path, decks: list[genanki.Deck], contents: Contents) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(PRAGMAS)
        genanki.Package(decks).write_to_db(connection.cursor(), 0, count())
        merge_models(connection)
        bring_preset(contents, connection)
        connection.commit()
        connection.execute("VACUUM")


def decks(contents: Contents, rows: Sequence[Row]) -> list[genanki.Deck]:
    """The project's deck, then the others as the notes name them."""
    namespace = contents.lock.namespace
    mods = {line.name: line.mod for line in contents.lock.note_types}
    home = anki_id(namespace, "deck", contents.deck)
    models = {design.note_type: Model(design, mods[design.note_type], home) for design in contents.designs}
    made = {contents.deck: genanki.Deck(home, contents.deck, paragraphs(contents.description))}
    for position, row in enumerate(rows, 1):
        name = row.note.deck
        if name not in made:
            made[name] = genanki.Deck(anki_id(namespace, "deck", name), name)
        made[name].add_note(Note(row, models[row.note.note_type], position))
    return list(made.values())


def paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(part)}</p>" for part in text.split("\n\n") if part.strip())


def merge_models(connection: sqlite3.Connection) -> None:
    """genanki repeats a note type's key once a deck; keep one of these equals."""
    (models,) = connection.execute("SELECT models FROM col").fetchone()
    connection.execute("UPDATE col SET models = ?", (json.dumps(json.loads(models)),))
