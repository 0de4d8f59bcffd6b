"""Packages made by hand, so that anything can be wrong with them."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

BASIC = {
    "name": "Basic",
    "type": 0,
    "flds": [{"name": "Front"}, {"name": "Back"}],
    "tmpls": [{"name": "Card 1", "qfmt": "{{Front}}", "afmt": "{{FrontSide}}<hr>{{Back}}"}],
}
TABLES = """
CREATE TABLE col (id integer PRIMARY KEY, models text, decks text);
CREATE TABLE notes (id integer PRIMARY KEY, guid text, mid integer, tags text, flds text);
CREATE TABLE cards (id integer PRIMARY KEY, nid integer, ord integer, did integer, odid integer);
"""


def database(
    path: Path, notes: Iterable[tuple[str, str]] = (("a", "b"),), models: object = None, sql: str = ""
) -> bytes:
    """A collection of basic notes, after `sql` has done what it likes to it."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(TABLES)
        models = {"1": BASIC} if models is None else models
        connection.execute("INSERT INTO col VALUES (1, ?, ?)", (json.dumps(models), '{"1": {"name": "Deck"}}'))
        for number, fields in enumerate(notes, 1):
            connection.execute("INSERT INTO notes VALUES (?, ?, 1, '', ?)", (number, f"g{number}", "\x1f".join(fields)))
            connection.execute("INSERT INTO cards VALUES (?, ?, 0, 1, 0)", (number, number))
        connection.executescript(sql)
        connection.commit()
    return path.read_bytes()


def packed(path: Path, members: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def package(folder: Path, media: Mapping[str, bytes] | None = None, **given: object) -> Path:
    """An old package. `media` are files by the names that the list of media gives them."""
    files = dict(media or {})
    data = database(folder / "collection", **given)  # type: ignore[arg-type]  # what `database` takes
    numbered = {str(number): content for number, content in enumerate(files.values())}
    listed = json.dumps({str(number): name for number, name in enumerate(files)}).encode()
    return packed(folder / "deck.apkg", {"collection.anki2": data, "media": listed, **numbered})
