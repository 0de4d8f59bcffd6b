"""A lock that was lost is made again from what is left, and retired notes can be forgotten."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from decks import NAMESPACE, NOON, NOTES, Author, basic
from verideck.lock import forget, highest, rebuilt
from verideck.model import Lock, LockedNote, Shipped
from verideck.pack import read_package

EMPTY = Lock(NAMESPACE)
EDITED = (basic("one", "<p>Edited?</p>", reverse="1"), *NOTES[1:])


def shipped(folder: Path, package: bytes) -> Shipped:
    path = folder / "deck.apkg"
    path.write_bytes(package)
    found = read_package(path, NAMESPACE)
    assert found is not None
    return found


def without_headings(lock: Lock) -> Lock:
    """A package does not hold them."""
    return replace(lock, notes=tuple(replace(note, heading="") for note in lock.notes))


def line(lock: Lock, id: str) -> LockedNote:
    (found,) = (note for note in lock.notes if note.id == id)
    return found


def test_a_package_is_enough(tmp_path: Path) -> None:
    """A machine that lost all but `dist/` updates what changes from now on, and nothing else."""
    author = Author()
    package = shipped(tmp_path, author.build(NOTES))
    assert rebuilt(NAMESPACE, None, EMPTY, package) == without_headings(author.lock)


def test_a_rebuilt_lock_makes_the_same_package(tmp_path: Path) -> None:
    """Tombstones and all: so nothing that is shipped twice looks new."""
    author = Author()
    author.build(NOTES)
    package = author.build(EDITED[:2], now=NOON + 60)
    author.lock = rebuilt(NAMESPACE, None, EMPTY, shipped(tmp_path, package))
    assert author.build(EDITED[:2], now=NOON + 120) == package


def test_what_was_shipped_from_here_is_enough() -> None:
    """Where the package was deleted, too."""
    author = Author()
    author.build(NOTES)
    assert rebuilt(NAMESPACE, None, highest(EMPTY, author.lock), None) == author.lock


def test_with_a_package_others_that_were_shipped_stay_out(tmp_path: Path) -> None:
    """A note of a branch that never came to anything must not become a tombstone for everybody."""
    branch, author = Author(), Author()
    branch.build((*NOTES, basic("tried")))
    package = shipped(tmp_path, author.build(NOTES))
    lock = rebuilt(NAMESPACE, None, highest(EMPTY, branch.lock), package)
    assert [note.id for note in lock.notes] == ["one", "three", "two"]


def test_the_latest_line_counts(tmp_path: Path) -> None:
    """An old package beside later memories, with all cards that a learner may have."""
    author = Author()
    package = shipped(tmp_path, author.build(NOTES))
    author.build((basic("one", "<p>Edited?</p>"), *NOTES[1:]), now=NOON + 60)
    lock = rebuilt(NAMESPACE, None, highest(EMPTY, author.lock), package)
    assert lock == author.lock
    assert (line(lock, "one").cards, line(lock, "one").gone) == ((0,), (1,))


def test_two_contents_of_one_time_are_forgotten(tmp_path: Path) -> None:
    """Then the next content is later than both."""
    one, other = Author(), Author()
    one.build(NOTES)
    package = shipped(tmp_path, other.build(EDITED))
    assert line(rebuilt(NAMESPACE, None, highest(EMPTY, one.lock), package), "one").hash == ""


def test_a_lock_gains_live_notes_that_it_does_not_know(tmp_path: Path) -> None:
    """A reverted addition, which is to retire, but no note that was forgotten."""
    author = Author()
    author.build(NOTES[:2])
    package = shipped(tmp_path, author.build(NOTES[1:2], now=NOON + 60))
    later = Author(author.lock)
    later.build((NOTES[1], NOTES[2]), now=NOON + 90)
    lock = rebuilt(NAMESPACE, forget(author.lock, ["one"]), highest(author.lock, later.lock), package)
    assert {note.id: note.retired for note in lock.notes} == {"two": False, "three": False}


def test_nothing_left_is_an_empty_lock() -> None:
    """The next build sends every note, and histories are safe by their GUIDs."""
    assert rebuilt(NAMESPACE, None, EMPTY, None) == EMPTY


def test_only_retired_notes_are_forgotten() -> None:
    """A living note's line is its history."""
    author = Author()
    author.build(NOTES)
    author.build(NOTES[:1], now=NOON + 60)
    assert [note.id for note in forget(author.lock, ["one", "two"]).notes] == ["one", "three"]


def test_a_forgotten_id_is_free() -> None:
    """A note that takes it is new."""
    author = Author()
    author.build(NOTES)
    author.build(NOTES[:1], now=NOON + 60)
    author.lock = forget(author.lock, ["two", "three"])
    author.build((NOTES[0], basic("three")), now=NOON + 90)
    assert author.tombstones == ()
    assert (line(author.lock, "three").note_type, line(author.lock, "three").mod) == ("regular", NOON + 90)
