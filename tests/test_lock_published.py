"""What a machine remembers of its packages wins over a lock that does not know of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decks import NAMESPACE, NOON, basic, named_by
from verideck.errors import LockError
from verideck.lock import advance, dump_lock, highest, read_published
from verideck.lock.published import astray, overtaken
from verideck.model import Lock, LockedNote, NoteFields
from verideck.pack import note_types

EMPTY = Lock(NAMESPACE)


def build(lock: Lock, published: Lock, *notes: NoteFields, now: float = NOON, css: str = "") -> tuple[Lock, Lock]:
    """The next lock, and what is shipped with it."""
    named = [named_by(note.id) for note in notes]
    designs = note_types(NAMESPACE, (), css)
    new = advance(lock, notes, designs, named=named, complete=True, now=now, published=published).lock
    return new, highest(published, new)


def line(lock: Lock, id: str) -> LockedNote:
    (found,) = (note for note in lock.notes if note.id == id)
    return found


FIRST, FIRST_SHIPPED = build(EMPTY, EMPTY, basic("a"), basic("b"))
SECOND, SHIPPED = build(FIRST, FIRST_SHIPPED, basic("a", "<p>Edited?</p>"), basic("b"), now=NOON + 60)


def test_a_reverted_lock_moves_past_what_was_shipped() -> None:
    """`git revert` brings the old text back with its old time, which Anki would not take."""
    lock, _ = build(FIRST, SHIPPED, basic("a"), basic("b"), now=NOON + 30)
    assert line(lock, "a").mod == NOON + 61
    assert line(lock, "b") == line(FIRST, "b")


def test_an_old_lock_beside_new_sources_is_brought_up_to_date() -> None:
    """What was shipped is still what the sources say, so nothing is to be sent."""
    assert build(FIRST, SHIPPED, basic("a", "<p>Edited?</p>"), basic("b"), now=NOON + 90) == (SECOND, SHIPPED)


def test_a_lost_line_is_taken_from_what_was_shipped() -> None:
    """With its time and its note id: the rebuilt package is the same, byte for byte."""
    without = replace(SECOND, notes=SECOND.notes[1:])
    assert build(without, SHIPPED, basic("a", "<p>Edited?</p>"), basic("b"), now=NOON + 90) == (SECOND, SHIPPED)


def test_two_contents_of_one_time_are_both_overtaken() -> None:
    """Two branches were built here within one second, and learners may have either."""
    other, _ = build(FIRST, EMPTY, basic("a", "<p>Other?</p>"), basic("b"), now=NOON + 60)
    lock, _ = build(other, SHIPPED, basic("a", "<p>Other?</p>"), basic("b"), now=NOON)
    assert line(lock, "a").mod == NOON + 61


def test_a_newer_lock_counts() -> None:
    """Somebody else built and shipped; this machine knows less than the lock."""
    lock, shipped = build(SECOND, FIRST_SHIPPED, basic("a", "<p>Edited?</p>"), basic("b"), now=NOON + 90)
    assert (lock, shipped) == (SECOND, SHIPPED)


def test_a_reverted_stylesheet_moves_past_what_was_shipped() -> None:
    """Note types have times of their own, and Anki compares them as it does those of notes."""
    lock, shipped = build(FIRST, FIRST_SHIPPED, basic("a"), basic("b"), now=NOON + 60, css=".card {}")
    reverted, _ = build(FIRST, shipped, basic("a"), basic("b"), now=NOON + 30)
    assert [kind.mod for kind in lock.note_types] == [NOON + 60] * 2
    assert [kind.mod for kind in reverted.note_types] == [NOON + 61] * 2


def test_a_note_that_cannot_be_shipped_keeps_its_line() -> None:
    """Also where something later was shipped: it is sent when it can be."""
    named = [named_by("a"), named_by("b")]
    advanced = advance(
        FIRST, [basic("b")], note_types(NAMESPACE, (), ""), named=named, complete=True, now=NOON, published=SHIPPED
    )
    assert line(advanced.lock, "a") == line(FIRST, "a")


def test_a_note_that_is_gone_from_an_old_lock_retires_after_what_was_shipped() -> None:
    """The tombstone must arrive, too."""
    lock, _ = build(FIRST, SHIPPED, basic("b"), now=NOON + 30)
    assert line(lock, "a").retired
    assert line(lock, "a").mod == NOON + 61


def test_what_the_lock_does_not_know_is_named() -> None:
    """`plan` tells the notes whose times move, and those that only this machine knows."""
    assert overtaken(FIRST, SHIPPED) == {"guid of a"}
    assert overtaken(SECOND, SHIPPED) == set()
    assert list(astray(replace(FIRST, notes=FIRST.notes[:1]), SHIPPED, {"guid of a"})) == ["b"]


def test_it_is_a_lock_on_the_disk(tmp_path: Path) -> None:
    """In the same format, so that there is one reader."""
    path = tmp_path / "published"
    path.write_bytes(dump_lock(SHIPPED))
    assert read_published(path, NAMESPACE) == SHIPPED
    assert read_published(path, "another") == Lock("another")
    assert read_published(tmp_path / "missing", NAMESPACE) == EMPTY


def test_a_broken_one_may_be_deleted(tmp_path: Path) -> None:
    """It is no file that version control could restore."""
    path = tmp_path / "published"
    path.write_bytes(b"nonsense\n")
    with pytest.raises(LockError, match="delete published"):
        read_published(path, NAMESPACE)


CONTENT = st.fixed_dictionaries({id: st.sampled_from(["", "<p>1?</p>", "<p>2?</p>"]) for id in "abc"})
STEPS = st.lists(st.tuples(CONTENT, st.integers(-3, 3), st.booleans(), st.integers(0, 9)), min_size=1, max_size=9)


@given(steps=STEPS)
def test_whoever_imports_every_package_has_what_the_last_one_says(
    steps: list[tuple[dict[str, str], int, bool, int]],
) -> None:
    """Over any sequence of edits, clocks and returns to an earlier lock, by Anki's rule: what is newer is taken."""
    lock, published, now = EMPTY, EMPTY, NOON
    locks, learner = [EMPTY], dict[str, tuple[int, str]]()
    for fronts, tick, reverted, back in steps:
        now += tick
        notes = [basic(id, front) for id, front in fronts.items() if front]
        lock, published = build(locks[back % len(locks)] if reverted else lock, published, *notes, now=now)
        locks.append(lock)
        for note in lock.notes:
            if note.mod > learner.get(note.guid, (0, ""))[0]:
                learner[note.guid] = (note.mod, note.hash)
        assert all(learner[note.guid] == (note.mod, note.hash) for note in lock.notes)
