"""What the last package holds, and what importing the next one will do to a learner who has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from verideck.model.anki import NoteType, NoteTypeDesign


@dataclass(frozen=True, slots=True)
class ShippedNote:
    """A note as a package on the disk holds it. `fields` are (name, HTML), without empty ones; `mod` as in the lock.

    `retired` tells a tombstone.
    """

    id: str
    guid: str
    note_type: NoteType
    deck: str
    tags: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]
    cards: tuple[int, ...]
    mod: int
    note_id: int
    retired: bool


@dataclass(frozen=True, slots=True)
class Shipped:
    """What a package on the disk holds. `note_types` are with their modification times."""

    notes: tuple[ShippedNote, ...]
    note_types: tuple[tuple[NoteTypeDesign, int], ...]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field's HTML before and after; "" where it is empty."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class NoteChange:
    """What an import does with one note.

    A `restored` note had retired and is back. `fields` and `tags` (before, after) are empty where nothing of the kind
    changed, and where the last package is not at hand, which `known` tells. `added` and `dropped` are ordinals of
    cards. `overtakes` says that the lock did not know of a package that was shipped from here, as after a `git revert`.
    """

    kind: Literal["new", "changed", "retired", "restored"]
    id: str
    deck: str
    known: bool = False
    fields: tuple[FieldChange, ...] = ()
    tags: tuple[tuple[str, ...], tuple[str, ...]] | None = None
    added: tuple[int, ...] = ()
    dropped: tuple[int, ...] = ()
    overtakes: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """Notes whose deck changed. `search` finds their cards in Anki's browser."""

    before: str
    after: str
    ids: tuple[str, ...]
    search: str


@dataclass(frozen=True, slots=True)
class NoteTypeChange:
    """A note type that an import updates in place. `parts` names what differs: "stylesheet", "templates"."""

    name: NoteType
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What the next import does to a learner who has the last package, and what it cannot do.

    `unchanged` counts the notes that it leaves alone, `tombstones` those of them that have retired. `astray` are the
    ids of notes that were shipped from here and that neither the lock nor the sources know. `since` is when the last
    package changed anything, in seconds since 1970, or 0 where there was none, and `sent` how many notes it did.
    """

    changes: tuple[NoteChange, ...] = ()
    moves: tuple[Move, ...] = ()
    note_types: tuple[NoteTypeChange, ...] = ()
    unchanged: int = 0
    tombstones: int = 0
    astray: tuple[str, ...] = ()
    since: int = 0
    sent: int = 0
