"""From one package's lock to the next one's."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count, islice

from verideck.errors import LockError
from verideck.lock.digest import content_hash, retired_hash
from verideck.lock.exchanged import exchanged
from verideck.lock.identity import Doubted, Named, Refused, changed_ids, refusals, unnamed
from verideck.lock.numbers import digests, reused
from verideck.lock.published import caught_up, overtaken
from verideck.model import Lock, LockedNote, LockedNoteType, NoteFields, NoteTypeDesign, Tombstone


@dataclass(frozen=True, slots=True)
class Advanced:
    """The lock of the next package, the tombstones that belong in it, and the notes that do not.

    `doubted` notes do, and their author must be asked.
    """

    lock: Lock
    tombstones: tuple[Tombstone, ...]
    refused: tuple[Refused, ...] = ()
    doubted: tuple[Doubted, ...] = ()


def advance(
    old: Lock,
    notes: Sequence[NoteFields],
    designs: Sequence[NoteTypeDesign],
    *,
    named: Collection[Named],
    complete: bool,
    now: float,
    published: Lock | None = None,
) -> Advanced:
    """The lock of a package with these notes, in the order of the sources. A first one starts from `Lock(namespace)`.

    `named` are all notes that the sources name, whether they can be shipped or not: the lines of other notes retire,
    the rest stay as they are. Where a source did not parse, they are not `complete`, and nothing is known to be gone.
    `now` is seconds since 1970. `published` is what was shipped from here already: where the old lock does not know of
    it, times move past it.

    Raises LockError where the schema of a note type is no longer the one that was shipped.
    """
    clock, published = int(now), published or Lock(old.namespace)
    known = caught_up(old, published, {note.guid for note in notes})
    types = tuple(type_line(design, known.note_types, clock) for design in designs)
    behind = overtaken(old, published)
    ahead = [line for line in published.notes if line.guid in behind]
    changed = (*changed_ids(old, named, notes), *exchanged(old, known, named, notes)) if complete else ()
    found = (*refusals(known, notes), *reused(known, ahead, notes), *changed)
    refused = tuple(each for each in found if isinstance(each, Refused))
    doubted = tuple(each for each in found if isinstance(each, Doubted))
    unfit = {refusal.id for refusal in refused}
    lines, headings = {line.guid: line for line in known.notes}, {note.guid: note.heading for note in named}
    shipped = {
        note.guid: note_line(note, lines.get(note.guid), headings.get(note.guid, ""), clock)
        for note in notes
        if note.id not in unfit
    }
    gone = {line.guid for line in unnamed(old.notes, named)} if complete else set()
    others = [
        retired_line(lines[line.guid], clock) if line.guid in gone else line
        for line in old.notes
        if line.guid not in shipped
    ]
    order = {note.id: place for place, note in enumerate(notes)}
    lock = Lock(old.namespace, types, with_note_ids([*shipped.values(), *others], order, clock))
    return Advanced(lock, tuple(tombstone(line) for line in lock.notes if line.retired), refused, doubted)


def differences(old: Lock, new: Lock) -> tuple[str, ...]:
    """What `--locked` refuses: the note types, and the ids of the notes, whose lines are not the same in both."""
    types = unequal({f"note type {line.name}": line for line in lock.note_types} for lock in (old, new))
    return *types, *unequal({line.id: line for line in lock.notes} for lock in (old, new))


def unequal(pair: Iterable[Mapping[str, object]]) -> list[str]:
    one, other = pair
    return sorted(key for key in one.keys() | other.keys() if one.get(key) != other.get(key))


def note_line(note: NoteFields, line: LockedNote | None, heading: str, clock: int) -> LockedNote:
    """A new note has no note id yet."""
    digest = content_hash(note.fields, note.tags)
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
        heading=heading,
        gone=tuple(ordinal for ordinal in all_cards(line) if ordinal not in note.cards) if line else (),
        asks=tuple(sorted({**dict(line.asks if line else ()), **digests(note)}.items())),
    )


def retired_line(line: LockedNote, clock: int) -> LockedNote:
    digest = retired_hash(all_cards(line))
    return replace(line, hash=digest, mod=next_mod(line, digest, clock), retired=True)


def all_cards(line: LockedNote) -> tuple[int, ...]:
    """The ordinals of all cards that a learner may have of a note."""
    return tuple(sorted({*line.cards, *line.gone}))


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
    return Tombstone(line.id, line.guid, line.note_type, line.kind, line.deck, all_cards(line))
