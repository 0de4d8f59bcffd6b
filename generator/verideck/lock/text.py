"""The lock as a file: one JSON object a line, so that git merges it note by note."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from verideck import schema
from verideck.errors import LockError
from verideck.model import Lock, LockedNote, LockedNoteType

FORMAT = 1
CONFLICT_MARKERS = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")
RESTORE = "restore the file from version control, or run `verideck lock --rebuild`"
END_OF_TIME = 253_402_300_800
"""Seconds from 1970 to the year 10000, of which no date is known."""


@dataclass(frozen=True, slots=True)
class Header:
    """The first line: the version of the format, and whose lock it is."""

    lock: int
    namespace: str


def read_lock(path: Path) -> Lock | None:
    """The lock at `path`, or None where there is none.

    What git left of a merge is read too, whether conflict markers or the lines of both sides: of two lines for one note
    the later counts, with the older note id and the cards of both.

    Raises LockError where a line is broken.
    """
    try:
        text = path.read_bytes().decode()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise LockError(f"{path}: cannot be read ({error}); {RESTORE}") from None
    header: Header | None = None
    note_types: dict[str, LockedNoteType] = {}
    notes: dict[str, LockedNote] = {}
    for number, line in lines_of(text):
        place = f"{path}:{number}"
        match entry_of(line, place):
            case Header() as entry:
                header = merged_header(header, entry, place)
            case LockedNoteType() as entry:
                note_types[entry.name] = merged_type(note_types.get(entry.name, entry), entry, place)
            case LockedNote() as entry:
                notes[entry.guid] = merged_note(notes.get(entry.guid, entry), entry, place)
    if header is None:
        raise LockError(f"{path}:1: the first line, which names the namespace, is missing; {RESTORE}")
    return Lock(header.namespace, tuple(note_types.values()), sorted_notes(notes.values(), path))


def dump_lock(lock: Lock) -> bytes:
    """The file's bytes, with the notes sorted by id. Equal locks give equal bytes."""
    notes = sorted(lock.notes, key=lambda note: note.id)
    entries = (Header(FORMAT, lock.namespace), *lock.note_types, *notes)
    return b"".join(schema.encode(entry) + b"\n" for entry in entries)


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """Numbered lines without git's markers, and without the common ancestor that some settings put between the sides.

    Only a newline ends a line: JSON may hold the other characters that `str.splitlines` knows.
    """
    ancestor = False
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith(CONFLICT_MARKERS):
            ancestor = line.startswith("|||||||")
        elif line.strip() and not ancestor:
            yield number, line


def entry_of(line: str, place: str) -> Header | LockedNoteType | LockedNote:
    try:
        keys = schema.decode(line, dict[str, object])
        if "lock" in keys:
            return schema.decode(line, Header)
        if "schema" in keys:
            return checked_type(schema.decode(line, LockedNoteType))
        return checked_note(schema.decode(line, LockedNote))
    except ValueError as error:
        raise LockError(
            f"{place}: not a line of a lock ({error}); {RESTORE}. A note whose line is lost for good may be left out: "
            "the next package sends it once more, and no history is lost"
        ) from None


def checked_type(note_type: LockedNoteType) -> LockedNoteType:
    """Raises ValueError where a hand has been at its time."""
    if not 0 < note_type.mod < END_OF_TIME:
        raise ValueError("`mod` is seconds since 1970")
    return note_type


def checked_note(note: LockedNote) -> LockedNote:
    """Raises ValueError where a hand has been at a number."""
    if not (0 < note.mod < END_OF_TIME and 0 < note.note_id < 2**53 and note.note_id % 1_000 == 0):
        raise ValueError("`mod` is seconds since 1970, and `note_id` whole seconds in milliseconds")
    for cards in (note.cards or (-1,), note.gone):
        if cards and (cards[0] < 0 or cards != tuple(sorted(set(cards)))):
            raise ValueError("`cards` and `gone` are ordinals in ascending order")
    return note


def merged_header(one: Header | None, other: Header, place: str) -> Header:
    if other.lock != FORMAT:
        raise LockError(f"{place}: format {other.lock} is not known here; upgrade verideck")
    if one and one != other:
        raise LockError(f"{place}: two decks were merged, `{one.namespace}` and `{other.namespace}`; {RESTORE}")
    return other


def merged_type(one: LockedNoteType, other: LockedNoteType, place: str) -> LockedNoteType:
    if one == other:
        return one
    if one.schema != other.schema:
        raise LockError(f"{place}: the note type {one.name} has two schemas; {RESTORE}")
    later = max(one, other, key=lambda line: (line.mod, line.hash))
    return replace(later, hash=merged_hash(one, other))


def merged_note(one: LockedNote, other: LockedNote, place: str) -> LockedNote:
    """The same line whichever side comes first."""
    if one == other:
        return one
    if one.note_type != other.note_type:
        raise LockError(f"{place}: `{one.id}` has lines of two note types; keep the one that was shipped")
    later = max(one, other, key=lambda line: (line.mod, schema.encode(line)))
    cards = {*one.cards, *one.gone, *other.cards, *other.gone}
    return replace(
        later,
        hash=merged_hash(one, other),
        note_id=min(one.note_id, other.note_id),
        retired=one.retired and other.retired,
        gone=tuple(sorted(cards.difference(later.cards))),
        asks=tuple(sorted({**dict(one.asks), **dict(other.asks), **dict(later.asks)}.items())),
    )


def merged_hash(one: LockedNote | LockedNoteType, other: LockedNote | LockedNoteType) -> str:
    """Of the later content. Two that were shipped with one time are forgotten: the next content is later than both."""
    if one.mod == other.mod:
        return one.hash if one.hash == other.hash else ""
    return max(one, other, key=lambda line: line.mod).hash


def sorted_notes(notes: Iterable[LockedNote], path: Path) -> tuple[LockedNote, ...]:
    """Raises LockError where one id stands for two notes."""
    by_id: dict[str, LockedNote] = {}
    for note in notes:
        if note.id in by_id:
            raise LockError(f"{path}: `{note.id}` has lines with two GUIDs; keep the one that was shipped")
        by_id[note.id] = note
    return tuple(by_id[id] for id in sorted(by_id))
