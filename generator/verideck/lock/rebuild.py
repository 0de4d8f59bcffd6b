"""A lost lock, from what is left; and a lock without what is to be forgotten."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from itertools import chain

from verideck.lock.advance import all_cards
from verideck.lock.digest import content_hash, retired_hash
from verideck.model import Kind, Lock, LockedNote, LockedNoteType, Shipped, ShippedNote


def rebuilt(namespace: str, lock: Lock | None, published: Lock, shipped: Shipped | None) -> Lock:
    """The lock once more, of the latest lines in a lock that is there, in what was shipped from here, and in the last
    package.

    Without a lock it has the notes of the last package; without a package, all that were shipped from here. A lock that
    is there gains those that it does not know: in the next build they live, or retire.
    """
    package = [line_of(note) for note in shipped.notes] if shipped else []
    own = list(lock.notes) if lock else package or list(published.notes)
    wanted = {line.guid for line in own}
    if lock:
        wanted |= {line.guid for line in (*published.notes, *package) if not line.retired}
    versions: dict[str, list[LockedNote]] = {}
    for line in chain(lock.notes if lock else (), published.notes, package):
        if line.guid in wanted:
            versions.setdefault(line.guid, []).append(line)
    notes = one_for_each_id(latest(lines) for lines in versions.values())
    return Lock(namespace, note_types(lock, published, shipped), tuple(sorted(notes, key=lambda note: note.id)))


def forget(lock: Lock, ids: Collection[str]) -> Lock:
    """The lock without these notes, those of them that have retired."""
    return replace(lock, notes=tuple(line for line in lock.notes if not (line.retired and line.id in ids)))


def line_of(note: ShippedNote) -> LockedNote:
    """All that a package tells of a note's line. Which regular kind it had makes no difference to Anki."""
    return LockedNote(
        id=note.id,
        guid=note.guid,
        hash=retired_hash(note.cards) if note.retired else content_hash(note.fields, note.tags),
        mod=note.mod,
        note_id=note.note_id,
        note_type=note.note_type,
        kind=next((kind for kind in Kind if kind.value == note.note_type), Kind.BASIC),
        cards=note.cards,
        deck=note.deck,
        retired=note.retired,
    )


def latest(lines: list[LockedNote]) -> LockedNote:
    """Of several lines for one note the latest, the first of equals. Two contents of one time: neither is the later."""
    mod = max(line.mod for line in lines)
    newest, *others = (line for line in lines if line.mod == mod)
    cards = {ordinal for line in lines for ordinal in all_cards(line)}
    return replace(
        newest,
        hash=newest.hash if all(line.hash == newest.hash for line in others) else "",
        gone=tuple(sorted(cards.difference(newest.cards))),
        asks=tuple(sorted({ordinal: digest for line in (*lines, newest) for ordinal, digest in line.asks}.items())),
    )


def one_for_each_id(lines: Iterable[LockedNote]) -> Iterator[LockedNote]:
    """An id that stood for two notes, one after the other, stands for the later."""
    by_id: dict[str, LockedNote] = {}
    for line in sorted(lines, key=lambda line: line.mod):
        by_id[line.id] = line
    yield from by_id.values()


def note_types(lock: Lock | None, published: Lock, shipped: Shipped | None) -> tuple[LockedNoteType, ...]:
    packed = [
        LockedNoteType(design.note_type, design.schema, design.hash, mod)
        for design, mod in (shipped.note_types if shipped else ())
    ]
    found: dict[str, LockedNoteType] = {}
    for line in (*packed, *published.note_types, *(lock.note_types if lock else ())):
        if line.name not in found or line.mod >= found[line.name].mod:
            found[line.name] = line
    return tuple(found[name] for name in ("regular", "cloze") if name in found)
