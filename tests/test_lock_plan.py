"""What importing the next package will do is known before it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from decks import HOME, NAMESPACE, NOON, NOTES, Author, basic, cloze, named_by
from verideck.lock import advance, compare, highest
from verideck.lock.plan import search
from verideck.model import FieldChange, Lock, Move, NoteChange, NoteFields, NoteTypeChange, Plan, Shipped
from verideck.pack import note_types, read_package


def plan(
    author: Author,
    notes: Sequence[NoteFields],
    *,
    published: Lock | None = None,
    shipped: Shipped | None = None,
    css: str = ".card {}",
    version: str = "2.21.0",
) -> Plan:
    designs = note_types(NAMESPACE, [("TensorFlow", version)], css)
    published = published or Lock(NAMESPACE)
    named = [named_by(note.id) for note in notes]
    advanced = advance(author.lock, notes, designs, named=named, complete=True, now=NOON + 60, published=published)
    return compare(author.lock, published, advanced, notes, designs, shipped)


@pytest.fixture
def author() -> Author:
    """Has built NOTES."""
    author = Author()
    author.build(NOTES)
    return author


def last(author: Author, folder: Path) -> Shipped | None:
    path = folder / "deck.apkg"
    path.write_bytes(author.build(NOTES))
    return read_package(path, NAMESPACE)


def test_a_first_package_is_all_new() -> None:
    """With how many cards each note makes."""
    found = plan(Author(), NOTES)
    assert [(change.kind, change.id, change.added) for change in found.changes] == [
        ("new", "one", (0, 1)),
        ("new", "two", (0,)),
        ("new", "three", (1,)),
    ]
    assert found.unchanged == 0


def test_an_unchanged_deck_changes_nothing(author: Author) -> None:
    """The plan that lets an author skip the import."""
    assert plan(author, NOTES) == Plan(unchanged=3, since=int(NOON), sent=3)


def test_a_change_is_told_field_by_field(author: Author, tmp_path: Path) -> None:
    """Against the last package."""
    edited = basic("one", "<p>Edited?</p>", reverse="1", evidence="", tags=("t",))
    found = plan(author, (edited, *NOTES[1:]), shipped=last(author, tmp_path))
    assert found.changes == (
        NoteChange(
            "changed",
            "one",
            HOME,
            known=True,
            fields=(
                FieldChange("Front", "<p>What is it?</p>", "<p>Edited?</p>"),
                FieldChange("Evidence", "<p>1 claim</p>", ""),
            ),
            tags=((), ("t",)),
        ),
    )
    assert found.unchanged == 2


def test_without_the_last_package_a_change_has_no_details(author: Author) -> None:
    """In a fresh clone the lock alone tells that something changed."""
    (change,) = plan(author, (basic("one", "<p>Edited?</p>", reverse="1"), *NOTES[1:])).changes
    assert (change.kind, change.known, change.fields, change.tags) == ("changed", False, (), None)


def test_cards_come_and_go(author: Author) -> None:
    """An import adds the ones, and cannot take the others away."""
    (change,) = plan(author, (*NOTES[:2], cloze("three", "{{c1::gap}}", (0,)))).changes
    assert (change.added, change.dropped) == ((0,), (1,))


def test_a_note_retires_and_is_brought_back(author: Author) -> None:
    """And is a tombstone in between."""
    (change,) = plan(author, NOTES[1:]).changes
    assert (change.kind, change.id, change.deck) == ("retired", "one", HOME)
    author.build(NOTES[1:], now=NOON + 30)
    assert plan(author, NOTES[1:]) == Plan(unchanged=3, tombstones=1, since=int(NOON) + 30, sent=1)
    (change,) = plan(author, NOTES).changes
    assert (change.kind, change.id) == ("restored", "one")


def test_a_moved_note_changes_nothing_else(author: Author) -> None:
    """Anki leaves cards in their deck, so the plan says how to move them."""
    moved = [replace(note, deck="Else") for note in NOTES]
    found = plan(author, moved)
    assert found.changes == ()
    assert [(move.before, move.after, move.ids) for move in found.moves] == [
        (HOME, "Else", ("one", "three")),
        (f"{HOME}::Dtypes", "Else", ("two",)),
    ]
    assert isinstance(found.moves[0], Move)
    assert found.moves[0].search == f'"deck:{HOME}" (Id:one OR Id:three)'


def test_a_search_means_what_it_says() -> None:
    """Anki takes an underscore for any character."""
    assert search('a_b "c"*', ["x_y"]) == r'"deck:a\_b \"c\"\*" (Id:x\_y)'


def test_looks_are_told_apart(author: Author, tmp_path: Path) -> None:
    """A new version in the foot, or another stylesheet; neither touches a note."""
    shipped = last(author, tmp_path)
    found = plan(author, NOTES, shipped=shipped, css="p {}")
    assert found.note_types == (
        NoteTypeChange("regular", ("stylesheet",)),
        NoteTypeChange("cloze", ("stylesheet",)),
    )
    assert plan(author, NOTES, shipped=shipped, version="2.22.0").note_types[0].parts == ("templates",)
    assert plan(author, NOTES, css="p {}").note_types[0].parts == ()
    assert found.unchanged == 3


def test_a_revert_is_told(author: Author) -> None:
    """The lock went back, and a learner has the later text."""
    later = Author(author.lock)
    later.build((basic("one", "<p>Edited?</p>", reverse="1"), *NOTES[1:]), now=NOON + 30)
    published = highest(author.lock, later.lock)
    (change,) = plan(author, NOTES, published=published).changes
    assert (change.kind, change.id, change.overtakes) == ("changed", "one", True)
    kept = plan(author, (basic("one", "<p>Edited?</p>", reverse="1"), *NOTES[1:]), published=published)
    assert kept == Plan(unchanged=3, since=int(NOON) + 30, sent=1)


def test_a_note_that_only_this_machine_knows_is_told(author: Author) -> None:
    """A reverted addition: learners keep the note, and nothing in the sources says so."""
    later = Author(author.lock)
    later.build((*NOTES, basic("tried")), now=NOON + 30)
    assert plan(author, NOTES, published=highest(author.lock, later.lock)).astray == ("tried",)
