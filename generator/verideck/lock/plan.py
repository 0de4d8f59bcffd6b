"""What importing the next package will do, from the locks before and after it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from verideck.lock.advance import Advanced
from verideck.lock.published import astray, last_shipped, overtaken
from verideck.model import (
    FieldChange,
    Lock,
    LockedNote,
    Move,
    NoteChange,
    NoteFields,
    NoteTypeChange,
    NoteTypeDesign,
    Plan,
    Shipped,
    ShippedNote,
)


def compare(
    old: Lock,
    published: Lock,
    advanced: Advanced,
    notes: Sequence[NoteFields],
    designs: Sequence[NoteTypeDesign],
    shipped: Shipped | None,
) -> Plan:
    """The plan for a package with these notes, in their order, then what retires.

    `old` is the lock before, `published` what was shipped from here, and `shipped` the last package, if it is at hand.
    """
    known = last_shipped(old, published)
    before = {line.guid: line for line in known.notes}
    after = {line.guid: line for line in advanced.lock.notes}
    last = {note.guid: note for note in shipped.notes} if shipped else {}
    behind = overtaken(old, published)
    refused = {each.id for each in advanced.refused}
    fresh = [note for note in notes if note.id not in refused]
    changes = [
        change
        for note in fresh
        if (change := change_of(note, before.get(note.guid), after[note.guid], last.get(note.guid), behind))
    ]
    changes += retirements(before, advanced.lock, behind)
    tombstones = len(advanced.tombstones)
    return Plan(
        tuple(changes),
        tuple(moves(known.notes, fresh)),
        tuple(type_changes(known, advanced.lock, designs, shipped)),
        len(fresh) + tombstones - len(changes),
        tombstones - sum(change.kind == "retired" for change in changes),
        tuple(astray(old, published, after)),
        *last_change(known),
    )


def settled(lock: Lock, published: Lock) -> Plan:
    """The plan where the last package is the next one, and this lock stands beside it."""
    known = last_shipped(lock, published)
    gone = sum(line.retired for line in lock.notes)
    stray = tuple(astray(lock, published, ()))
    return Plan((), (), (), len(lock.notes), gone, stray, *last_change(known))


def last_change(known: Lock) -> tuple[int, int]:
    """When a package last changed anything, as in the lock, or 0, and how many notes it did."""
    since = max([*(line.mod for line in known.notes), *(line.mod for line in known.note_types)], default=0)
    return since, sum(line.mod == since for line in known.notes)


def change_of(
    note: NoteFields, before: LockedNote | None, after: LockedNote, last: ShippedNote | None, behind: Collection[str]
) -> NoteChange | None:
    """None where an import leaves the note alone."""
    if before is None:
        return NoteChange("new", note.id, note.deck, added=note.cards)
    if before.mod == after.mod:
        return None
    tags = (last.tags, tuple(sorted(set(note.tags)))) if last else ((), ())
    return NoteChange(
        "restored" if before.retired else "changed",
        note.id,
        note.deck,
        known=last is not None,
        fields=tuple(field_changes(dict(last.fields), dict(note.fields))) if last else (),
        tags=tags if tags[0] != tags[1] else None,
        added=tuple(ordinal for ordinal in after.cards if ordinal not in before.cards),
        dropped=tuple(ordinal for ordinal in before.cards if ordinal not in after.cards),
        overtakes=note.guid in behind,
    )


def field_changes(before: dict[str, str], after: dict[str, str]) -> Iterator[FieldChange]:
    for name in dict.fromkeys([*after, *before]):
        if before.get(name, "") != after.get(name, ""):
            yield FieldChange(name, before.get(name, ""), after.get(name, ""))


def retirements(before: dict[str, LockedNote], new: Lock, behind: Collection[str]) -> Iterator[NoteChange]:
    for line in new.notes:
        if line.retired and not (line.guid in before and before[line.guid].mod == line.mod):
            yield NoteChange("retired", line.id, line.deck, overtakes=line.guid in behind)


def type_changes(
    known: Lock, new: Lock, designs: Sequence[NoteTypeDesign], shipped: Shipped | None
) -> Iterator[NoteTypeChange]:
    before = {line.name: line for line in known.note_types}
    last = {design.note_type: design for design, _ in shipped.note_types} if shipped else {}
    after = {line.name: line.mod for line in new.note_types}
    for design in designs:
        line = before.get(design.note_type)
        if line and line.mod != after[design.note_type]:
            yield NoteTypeChange(design.note_type, tuple(parts(last.get(design.note_type), design)))


def parts(before: NoteTypeDesign | None, after: NoteTypeDesign) -> Iterator[str]:
    """What differs of a note type, as far as it is known."""
    if before and before.css != after.css:
        yield "stylesheet"
    if before and before.templates != after.templates:
        yield "templates"


# ── Decks ────────────────────────────────────────────────────────────────────────────────────────────────────────


def moves(before: Collection[LockedNote], notes: Sequence[NoteFields]) -> Iterator[Move]:
    """Notes whose deck changed, by where from and where to."""
    decks = {line.guid: line.deck for line in before}
    groups: dict[tuple[str, str], list[str]] = {}
    for note in notes:
        if decks.get(note.guid, note.deck) != note.deck:
            groups.setdefault((decks[note.guid], note.deck), []).append(note.id)
    for (old, new), ids in groups.items():
        yield Move(old, new, tuple(ids), search(old, ids))


def search(deck: str, ids: Sequence[str]) -> str:
    """What to type into Anki's browser to see the cards of these notes that are still in a deck."""
    return " ".join([f'"deck:{escaped(deck)}"', f"({' OR '.join(f'Id:{escaped(id)}' for id in ids)})"])


def escaped(text: str) -> str:
    """Anki's wildcards and quotes, as themselves."""
    return re.sub(r'([\\"*_])', r"\\\1", text)
