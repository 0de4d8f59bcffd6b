"""The notes in a collection's database, which may come from anybody: it is opened read-only, may only be read by plain
SELECTs from tables, and within limits of time and size."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from verideck.importer import protobuf
from verideck.importer.decoding import fit

MOST_VALUE = 32 * 2**20
MOST_NOTES = 500_000
MOST_SECONDS = 60
STEPS = 100_000
READING = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_PRAGMA})
FUNCTIONS = frozenset({"count", "group_concat", "min", "substr", "length"})

NOTES = "SELECT id, guid, mid, tags, flds FROM notes ORDER BY id"
CARDS = "SELECT nid, ord, did, odid FROM cards ORDER BY id"


@dataclass(frozen=True, slots=True)
class CardTemplate:
    name: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class ForeignType:
    """A note type as its author made it."""

    name: str
    cloze: bool
    fields: tuple[str, ...]
    templates: tuple[CardTemplate, ...]


@dataclass(frozen=True, slots=True)
class ForeignNote:
    """A note's fields in their order, with the ordinals of the cards that it has and the deck of the first."""

    guid: str
    note_type: int
    tags: tuple[str, ...]
    fields: tuple[str, ...]
    cards: tuple[int, ...]
    deck: str | None


@dataclass(frozen=True, slots=True)
class Collection:
    note_types: Mapping[int, ForeignType]
    notes: tuple[ForeignNote, ...]


class BrokenError(ValueError):
    """A database that is not read, with half a sentence that says why."""


def read_collection(path: Path) -> Collection:
    """The notes of a database. Raises BrokenError."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            confine(connection)
            check_tables(connection)
            modern = is_table(connection, "notetypes")
            types = dict(modern_types(connection) if modern else legacy_types(connection))
            decks = modern_decks(connection) if modern else legacy_decks(connection)
            return Collection(types, tuple(notes(connection, decks)))
    except (sqlite3.Error, KeyError, TypeError, OverflowError, RecursionError, AttributeError) as error:
        raise BrokenError(f"its collection is broken: {error or type(error).__name__}") from None
    except BrokenError:
        raise
    except ValueError as error:
        raise BrokenError(f"its collection is broken: {error}") from None


def confine(connection: sqlite3.Connection) -> None:
    """Nothing but reading, in bounded time and space; no function of the file's is trusted."""
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_VALUE)
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    connection.create_collation("unicase", lambda one, other: (one > other) - (one < other))
    connection.set_authorizer(authorize)
    end = time.monotonic() + MOST_SECONDS
    connection.set_progress_handler(lambda: time.monotonic() > end, STEPS)


def authorize(action: int, _: str | None, detail: str | None, *__: str | None) -> int:
    allowed = action in READING or (action == sqlite3.SQLITE_FUNCTION and detail in FUNCTIONS)
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def check_tables(connection: sqlite3.Connection) -> None:
    """A view or a virtual table under a name that is read would run what its author wrote."""
    wanted = ("col", "notes", "cards", "notetypes", "fields", "templates", "decks")
    for kind, name, sql in connection.execute("SELECT type, name, sql FROM sqlite_master"):
        if str(name).lower() in wanted and not is_plain_table(kind, sql):
            raise BrokenError(f"`{name}` in its collection is not a plain table")
    for name in ("col", "notes", "cards"):
        if not is_table(connection, name):
            raise BrokenError(f"its collection has no table `{name}`")


def is_plain_table(kind: object, sql: object) -> bool:
    words = str(sql).upper().split()
    return kind == "table" and words[:2] == ["CREATE", "TABLE"] and "GENERATED" not in words and "AS" not in words


def is_table(connection: sqlite3.Connection, name: str) -> bool:
    found = connection.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?", (name,))
    return bool(found.fetchone()[0])


# ── Note types and decks, as older and newer Ankis keep them ──


def legacy_types(connection: sqlite3.Connection) -> Iterator[tuple[int, ForeignType]]:
    for id, model in table_of(connection, "models").items():
        fields = tuple(fit(str(field["name"])) for field in model["flds"])
        templates = tuple(CardTemplate(*(fit(str(t[key])) for key in ("name", "qfmt", "afmt"))) for t in model["tmpls"])
        yield int(id), ForeignType(fit(str(model["name"])), model.get("type") == 1, fields, templates)


def legacy_decks(connection: sqlite3.Connection) -> dict[int, str]:
    return {int(id): fit(str(deck["name"])) for id, deck in table_of(connection, "decks").items()}


def table_of(connection: sqlite3.Connection, column: str) -> Mapping[str, Any]:
    """A column of the one row of `col`, which holds JSON."""
    row = connection.execute(f"SELECT {column} FROM col").fetchone()  # one of two names of our own
    found = json.loads(row[0]) if row else None
    if not isinstance(found, dict):
        raise BrokenError(f"its collection has no {column}")
    return found


def modern_types(connection: sqlite3.Connection) -> Iterator[tuple[int, ForeignType]]:
    fields = grouped(connection.execute("SELECT ntid, ord, name FROM fields"))
    templates = grouped(connection.execute("SELECT ntid, ord, name, config FROM templates"))
    for id, name, config in connection.execute("SELECT id, name, config FROM notetypes"):
        made = tuple(
            CardTemplate(fit(str(t)), protobuf.text(c, 1), protobuf.text(c, 2)) for t, c in templates.get(id, ())
        )
        names = tuple(fit(str(field)) for (field,) in fields.get(id, ()))
        yield id, ForeignType(fit(str(name)), protobuf.number(config, 1) == 1, names, made)


def grouped(rows: sqlite3.Cursor) -> dict[int, list[tuple[Any, ...]]]:
    """What belongs to each note type, in its order."""
    groups: dict[int, list[tuple[Any, ...]]] = {}
    for id, _, *rest in sorted(rows.fetchmany(MOST_NOTES), key=lambda row: row[:2]):
        groups.setdefault(id, []).append(tuple(rest))
    return groups


def modern_decks(connection: sqlite3.Connection) -> dict[int, str]:
    return {id: fit(str(name).replace("\x1f", "::")) for id, name in connection.execute("SELECT id, name FROM decks")}


# ── Notes ──


def notes(connection: sqlite3.Connection, decks: Mapping[int, str]) -> Iterator[ForeignNote]:
    cards: dict[int, list[int]] = {}
    homes: dict[int, str] = {}
    for note, ordinal, deck, original in connection.execute(CARDS):
        cards.setdefault(note, []).append(int(ordinal))
        homes.setdefault(note, decks.get(original or deck, ""))
    for count, (id, guid, note_type, tags, values) in enumerate(connection.execute(NOTES), 1):
        if count > MOST_NOTES:
            raise BrokenError(f"its collection has more than {MOST_NOTES:,} notes")
        fields = tuple(str(values).split("\x1f"))
        deck = homes.get(id) or None
        yield ForeignNote(
            str(guid), note_type, tuple(str(tags).split()), fields, tuple(sorted(cards.get(id, ()))), deck
        )
