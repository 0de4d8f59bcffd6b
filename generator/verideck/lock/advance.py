"""From one package's lock to the next one's."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count, islice
from typing import Literal

from verideck import schema
from verideck.errors import LockError
from verideck.model import Lock, LockedNote, LockedNoteType, NoteFields, NoteTypeDesign, Tombstone


@dataclass(frozen=True, slots=True)
class Refused:
    """A note that Anki could not take for the one it was. Its line stays as it is; the build says where it stands."""

    id: str
    code: Literal["kind-changed", "guid-changed"]
    message: str
    help: str


@dataclass(frozen=True, slots=True)
class Advanced:
    """The lock of the next package, the tombstones that belong into it, and the notes that do not."""

    lock: Lock
    tombstones: tuple[Tombstone, ...]
    refused: tuple[Refused, ...] = ()


def advance(
    old: Lock,
    notes: Sequence[NoteFields],
    designs: Sequence[NoteTypeDesign],
    *,
    present: Collection[str] | None,
    now: float,
) -> Advanced:
    """The lock of a package with these notes, in the order of the sources. A first one starts from `Lock(namespace)`.

    `present` holds the ids of all notes that the sources name, whether they can be shipped or not: the lines of other
    notes retire, the rest stay as they are. It is None where a source did not parse: then nothing is known to be gone.
    `now` is seconds since 1970.

    Raises LockError where the schema of a note type is no longer the one that was shipped.
    """
    clock = int(now)
    types = tuple(type_line(design, old.note_types, clock) for design in designs)
    refused = tuple(refusals(old, notes))
    unfit = {refusal.id for refusal in refused}
    lines = {line.guid: line for line in old.notes}
    shipped = {note.guid: note_line(note, lines.get(note.guid), clock) for note in notes if note.id not in unfit}
    others = [other_line(line, present, clock) for line in old.notes if line.guid not in shipped]
    order = {note.id: place for place, note in enumerate(notes)}
    lock = Lock(old.namespace, types, with_note_ids([*shipped.values(), *others], order, clock))
    return Advanced(lock, tuple(tombstone(line) for line in lock.notes if line.retired), refused)


def differences(old: Lock, new: Lock) -> tuple[str, ...]:
    """What `--locked` refuses: the note types, and the ids of the notes, whose lines are not the same in both."""
    types = unequal({f"note type {line.name}": line for line in lock.note_types} for lock in (old, new))
    return *types, *unequal({line.id: line for line in lock.notes} for lock in (old, new))


def unequal(pair: Iterable[Mapping[str, object]]) -> list[str]:
    one, other = pair
    return sorted(key for key in one.keys() | other.keys() if one.get(key) != other.get(key))


def refusals(old: Lock, notes: Iterable[NoteFields]) -> Iterator[Refused]:
    by_guid = {line.guid: line for line in old.notes}
    by_id = {line.id: line for line in old.notes}
    for note in notes:
        line, namesake = by_guid.get(note.guid), by_id.get(note.id)
        if namesake and namesake.guid != note.guid:
            yield guid_changed(note, namesake)
        elif line and line.note_type != note.note_type:
            yield kind_changed(note, line)


def guid_changed(note: NoteFields, line: LockedNote) -> Refused:
    return Refused(
        note.id,
        "guid-changed",
        f"`{note.id}` was shipped with the GUID `{line.guid}` and now has `{note.guid}`",
        f'write `guid="{line.guid}"` in its heading, or choose another id: then it begins anew and the old one retires',
    )


def kind_changed(note: NoteFields, line: LockedNote) -> Refused:
    return Refused(
        note.id,
        "kind-changed",
        f"`{note.id}` was shipped as `.{line.kind}`: Anki turns no {line.note_type} note into a {note.note_type} one",
        "choose another id: then it begins anew and the old one retires",
    )


def note_line(note: NoteFields, line: LockedNote | None, clock: int) -> LockedNote:
    """A new note has no note id yet."""
    digest = content_hash(note)
    return LockedNote(
        id=note.id,
        guid=note.guid,
        hash=digest,
        mod=next_mod(line, digest, clock),
        note_id=line.note_id if line else 0,
        note_type=note.note_type,
        kind=note.kind,
        cards=note.cards,
        deck=note.deck,
    )


def other_line(line: LockedNote, present: Collection[str] | None, clock: int) -> LockedNote:
    """The line of a note that is not shipped this time: it retires if it left the sources."""
    if present is None or line.id in present:
        return line
    digest = sha256(("retired", line.cards))
    return replace(line, hash=digest, mod=next_mod(line, digest, clock), retired=True)


def type_line(design: NoteTypeDesign, lines: Sequence[LockedNoteType], clock: int) -> LockedNoteType:
    line = next((line for line in lines if line.name == design.note_type), None)
    if line and line.schema != design.schema:
        raise LockError(
            f"the fields or templates of the note type {design.note_type} are not those that were shipped. Anki would "
            "add a second note type and never again update a note of the first: take the change back"
        )
    return LockedNoteType(design.note_type, design.schema, design.hash, next_mod(line, design.hash, clock))


def next_mod(line: LockedNote | LockedNoteType | None, digest: str, clock: int) -> int:
    """Anki takes an update only if its time is later than the one it has, whatever this machine's clock says."""
    if line is None:
        return clock
    return line.mod if line.hash == digest else max(clock, line.mod + 1)


def content_hash(note: NoteFields) -> str:
    """Over what an import updates: the fields, which name media by their contents, and the tags.

    Anki leaves cards in their deck and in their order, so a note that only moved is not sent anew.
    """
    return sha256((note.fields, sorted(set(note.tags))))


def sha256(value: object) -> str:
    return hashlib.sha256(schema.encode(value)).hexdigest()[:32]


def with_note_ids(lines: Iterable[LockedNote], order: Mapping[str, int], clock: int) -> tuple[LockedNote, ...]:
    """The lines, sorted by id, with note ids that are one second apart: a note's cards take the milliseconds after it.

    New notes take the last free seconds before now, in the order of the sources. Of two notes with one id, which two
    branches gave them, the later moves: Anki knows a note by its GUID and reads this id only when it adds one.
    """
    lines = sorted(lines, key=lambda line: line.id)
    owners = {line.note_id: line.id for line in reversed(lines)}
    homeless = [line.id for line in lines if not line.note_id or owners[line.note_id] != line.id]
    homeless.sort(key=lambda id: order.get(id, len(order)))
    free = (second * 1_000 for second in count(clock - 1, -1) if second * 1_000 not in owners)
    given = dict(zip(reversed(homeless), islice(free, len(homeless)), strict=True))
    return tuple(replace(line, note_id=given.get(line.id, line.note_id)) for line in lines)


def tombstone(line: LockedNote) -> Tombstone:
    return Tombstone(line.id, line.guid, line.note_type, line.kind, line.deck, line.cards)
