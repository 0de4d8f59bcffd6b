"""What Anki gets, and what the lock remembers of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from verideck.model.card import Kind

NoteType: TypeAlias = Literal["regular", "cloze"]


@dataclass(frozen=True, slots=True)
class Media:
    """A file that a note shows. Its name tells its contents: Anki neither renames it nor keeps an older one."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class NoteFields:
    """A note as Anki stores it. `fields` is (field name, HTML) in the note type's order; empty ones are left out.

    `cards` are the ordinals of its cards, ascending: the template's place, or the cloze number - 1. `media` are the
    files that the fields name. `asks` is what each card of a cloze note asks for, in the author's words.
    """

    id: str
    guid: str
    note_type: NoteType
    kind: Kind
    deck: str
    tags: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]
    cards: tuple[int, ...]
    media: tuple[Media, ...] = ()
    asks: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PreviewHtml:
    """A note that may not ship, as its cards would look: for the eyes of its author alone. `pack` does not take it.

    Everything is as in `NoteFields`.
    """

    note_type: NoteType
    fields: tuple[tuple[str, str], ...]
    cards: tuple[int, ...]
    media: tuple[Media, ...] = ()


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A note that left the sources: shipped with a short text, so that a learner who has it can find out.

    `cards` are all that it ever had.
    """

    id: str
    guid: str
    note_type: NoteType
    kind: Kind
    deck: str
    cards: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """One card of a note type: how its question and its answer are set. `id` is what Anki knows it by."""

    id: int
    name: str
    front: str
    back: str


@dataclass(frozen=True, slots=True)
class NoteTypeDesign:
    """A note type as Anki gets it. `fields` are (Anki's id, name); the first is the one that Anki sorts by.

    `schema` is a digest of what may never change once a package was shipped, `hash` one of everything.
    """

    note_type: NoteType
    id: int
    name: str
    fields: tuple[tuple[int, str], ...]
    templates: tuple[Template, ...]
    css: str
    schema: str
    hash: str


@dataclass(frozen=True, slots=True)
class LockedNote:
    """A line of the lock. `mod` is seconds since 1970; `note_id` milliseconds, as Anki's note ids are.

    An empty `hash` equals no content, so that the next package ships the note with a later `mod`. `heading` is a digest
    of the note's heading, by which a note whose id changed is recognised. `gone` are the ordinals of cards that it made
    once: learners may still have them, and no other card may ever take their place. `asks` are digests of what the
    cards of a cloze note ask for, those that are gone included, by their ordinals.
    """

    id: str
    guid: str
    hash: str
    mod: int
    note_id: int
    note_type: NoteType
    kind: Kind
    cards: tuple[int, ...]
    deck: str
    retired: bool = False
    heading: str = ""
    gone: tuple[int, ...] = ()
    asks: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LockedNoteType:
    """A note type's line of the lock. `schema` is a digest of its fields and templates with their ids."""

    name: NoteType
    schema: str
    hash: str
    mod: int


@dataclass(frozen=True, slots=True)
class Lock:
    """`deck.lock`: what the last package shipped, and with which times. Notes are sorted by id."""

    namespace: str
    note_types: tuple[LockedNoteType, ...] = ()
    notes: tuple[LockedNote, ...] = ()
