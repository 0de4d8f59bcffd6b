"""A package reads back as what it was made of."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from decks import NAMESPACE, NOON, NOTES, Author, basic
from verideck.errors import PackError
from verideck.model import NoteTypeDesign, Shipped
from verideck.pack import note_types, read_package


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
