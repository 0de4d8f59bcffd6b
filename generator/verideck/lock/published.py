"""`.verideck/published`: what was shipped from this machine, where the lock does not know of it.

A `git revert`, an old branch and a lost lock bring old lines back, and learners have the newer package already. The
file is written as the lock is and committed nowhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from verideck.errors import LockError
from verideck.lock.text import read_lock
from verideck.model import Lock, LockedNote, LockedNoteType

Line = TypeVar("Line", LockedNote, LockedNoteType)


def read_published(path: Path, namespace: str) -> Lock:
    """The latest line of every note that was shipped from here. Those of another namespace concern nobody.

    Raises LockError.
    """
    try:
        lock = read_lock(path)
    except LockError as error:
        raise LockError(f"{error}. Or delete {path.name}: then only what the lock knows is taken for shipped") from None
    return lock if lock and lock.namespace == namespace else Lock(namespace)


def highest(published: Lock, lock: Lock) -> Lock:
    """What was shipped from here once the package of this lock is."""
    types = {line.name: line for line in published.note_types}
    notes = {line.guid: line for line in published.notes}
    types |= {line.name: line for line in lock.note_types if is_known(line, types.get(line.name))}
    notes |= {line.guid: line for line in lock.notes if is_known(line, notes.get(line.guid))}
    return Lock(lock.namespace, tuple(types.values()), tuple(notes.values()))


def caught_up(lock: Lock, published: Lock, guids: Collection[str]) -> Lock:
    """The lock with the time and the content of what was shipped last. `guids` are the notes that will be."""
    types = {line.name: line for line in published.note_types}
    notes = {line.guid: line for line in published.notes}
    known = {line.guid for line in lock.notes}
    missing = [line for line in published.notes if line.guid in guids and line.guid not in known]
    lines = [with_cards(latest(line, notes.get(line.guid)), notes.get(line.guid)) for line in lock.notes]
    return Lock(
        lock.namespace,
        tuple(latest(line, types.get(line.name)) for line in lock.note_types),
        tuple(sorted([*lines, *missing], key=lambda line: line.id)),
    )


def with_cards(line: LockedNote, shipped: LockedNote | None) -> LockedNote:
    """The line, which knows of all cards that were shipped from here."""
    if shipped is None:
        return line
    gone = {*line.gone, *shipped.cards, *shipped.gone}.difference(line.cards)
    return replace(
        line, gone=tuple(sorted(gone)), asks=tuple(sorted({**dict(shipped.asks), **dict(line.asks)}.items()))
    )


def latest(line: Line, shipped: Line | None) -> Line:
    """The line, from which the next one follows. Two contents of one time were both shipped: neither is the later."""
    if shipped is None or is_known(line, shipped):
        return line
    return replace(line, mod=shipped.mod, hash=shipped.hash if shipped.mod > line.mod else "")


def is_known(line: LockedNote | LockedNoteType, shipped: LockedNote | LockedNoteType | None) -> bool:
    """Whether a lock with this line knows what was shipped."""
    return shipped is None or line.mod > shipped.mod or (line.mod, line.hash) == (shipped.mod, shipped.hash)


def overtaken(lock: Lock, published: Lock) -> frozenset[str]:
    """The GUIDs of the notes of which something later was shipped than the lock knows of."""
    lines = {line.guid: line for line in lock.notes}
    return frozenset(
        line.guid for line in published.notes if line.guid not in lines or not is_known(lines[line.guid], line)
    )


def last_shipped(lock: Lock, published: Lock) -> Lock:
    """What a learner has who imported the latest package that is known of."""
    behind = overtaken(lock, published)
    types = {line.name: line for line in lock.note_types}
    types |= {line.name: line for line in published.note_types if not is_known(types.get(line.name, line), line)}
    notes = [line for line in lock.notes if line.guid not in behind]
    notes += [line for line in published.notes if line.guid in behind]
    return Lock(lock.namespace, tuple(types.values()), tuple(sorted(notes, key=lambda note: note.id)))


def astray(lock: Lock, published: Lock, guids: Collection[str]) -> Iterator[str]:
    """The ids of notes that were shipped from here, and that neither the lock nor the next package knows."""
    known = {line.guid for line in lock.notes} | set(guids)
    return (line.id for line in published.notes if line.guid not in known and not line.retired)
