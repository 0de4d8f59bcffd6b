"""A package reads back as what it was made of."""

from __future__ import annotations

import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from decks import NAMESPACE, NOON, NOTES, Author, basic
from verideck.errors import PackError
from verideck.model import NoteTypeDesign, Shipped
from verideck.pack import note_types, read_package
from verideck.pack.identity import anki_id


def shipped(folder: Path, package: bytes, namespace: str = NAMESPACE) -> Shipped | None:
    path = folder / "deck.apkg"
    path.write_bytes(package)
    return read_package(path, namespace)


def test_a_package_tells_its_notes_and_note_types(tmp_path: Path) -> None:
    """What changed since is shown against it, and a lost lock is made from it."""
    author = Author()
    found = shipped(tmp_path, author.build((*NOTES, basic("a&b", tags=("u", "t")))))
    assert found is not None
    notes = {note.id: note for note in found.notes}
    assert notes.keys() == {"one", "two", "three", "a&b"}
    for given in NOTES:
        note = notes[given.id]
        assert (note.guid, note.note_type, note.deck) == (given.guid, given.note_type, given.deck)
        assert (note.fields, note.cards) == (given.fields, given.cards)
    assert notes["a&b"].tags == ("t", "u")
    for line in author.lock.notes:
        assert (notes[line.id].mod, notes[line.id].note_id) == (line.mod, line.note_id)
    assert found.note_types == tuple((design, NOON) for design in designs())


def designs() -> tuple[NoteTypeDesign, ...]:
    return note_types(NAMESPACE, [("TensorFlow", "2.21.0")], ".card {}")


def test_tombstones_are_told(tmp_path: Path) -> None:
    """A note of the author's with the tag `retired` is none."""
    author = Author()
    author.build(NOTES)
    found = shipped(tmp_path, author.build([basic("two", tags=("retired",))], now=NOON + 60))
    assert found is not None
    assert {note.id for note in found.notes if note.retired} == {"one", "three"}


def test_another_projects_package_holds_nothing(tmp_path: Path) -> None:
    """A file that was copied here says nothing of this deck."""
    assert shipped(tmp_path, Author().build(NOTES), "another") is None
    assert read_package(tmp_path / "none.apkg", NAMESPACE) is None


def test_a_file_that_is_no_package_is_told(tmp_path: Path) -> None:
    """With what to do."""
    with pytest.raises(PackError, match=r"deck\.apkg: not a package .*delete it"):
        shipped(tmp_path, b"nonsense")
    with zipfile.ZipFile(tmp_path / "deck.apkg", "w") as archive:
        archive.writestr("collection.anki2", b"nonsense")
    with pytest.raises(PackError, match="not a package"):
        read_package(tmp_path / "deck.apkg", NAMESPACE)


def package_of(folder: Path, script: str, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A package whose database is what the SQL makes."""
    (folder / "made").unlink(missing_ok=True)
    with closing(sqlite3.connect(folder / "made")) as connection:
        connection.executescript(script)
    with zipfile.ZipFile(folder / "made.apkg", "w", compression) as archive:
        archive.write(folder / "made", "collection.anki2")
    return (folder / "made.apkg").read_bytes()


REGULAR = anki_id(NAMESPACE, "note type", "regular")
TABLES = """
CREATE TABLE col (models, decks);
CREATE TABLE notes (id, guid, mid, mod, tags, flds);
CREATE TABLE cards (nid, did, ord);
"""
BROKEN = {
    "empty": TABLES,
    "numbers": TABLES + "INSERT INTO col VALUES ('3', '3');",
    "deep": TABLES + f"INSERT INTO col VALUES ('{'[' * 100_000}', '[]');",
    "half a note type": TABLES + f"""INSERT INTO col VALUES ('{{"{REGULAR}": []}}', '{{}}');""",
}


@pytest.mark.parametrize("script", BROKEN.values(), ids=BROKEN.keys())
def test_a_database_that_is_none_of_ours_is_told(tmp_path: Path, script: str) -> None:
    """A deck may come with any file in the place of its package."""
    with pytest.raises(PackError, match="not a package"):
        shipped(tmp_path, package_of(tmp_path, script))


def test_an_encrypted_package_is_told(tmp_path: Path) -> None:
    """As is one that is compressed in some other way and broken: `zipfile` has an exception for each."""
    package = bytearray(package_of(tmp_path, TABLES))
    package[6] |= 1
    package[package.index(b"PK\1\2") + 8] |= 1
    with pytest.raises(PackError, match="encrypted"):
        shipped(tmp_path, bytes(package))
    package = bytearray(package_of(tmp_path, TABLES, zipfile.ZIP_LZMA))
    package[100] ^= 0xFF
    with pytest.raises(PackError, match="not a package"):
        shipped(tmp_path, bytes(package))


def test_a_package_takes_no_more_than_its_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small file may unpack to one that fills a disk, and a view may never end."""
    endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i, i FROM n"
    monkeypatch.setattr("verideck.pack.shipped.MOST_SECONDS", 0.1)
    with pytest.raises(PackError, match="interrupted"):
        shipped(tmp_path, package_of(tmp_path, f"CREATE VIEW col (models, decks) AS {endless} ORDER BY i"))
    monkeypatch.setattr("verideck.pack.shipped.MOST_BYTES", 1000)
    with pytest.raises(PackError, match="more than 1,000 bytes"):
        shipped(tmp_path, package_of(tmp_path, TABLES))
