"""What is left of a note that left the sources."""

from __future__ import annotations

from html import escape

from verideck.model import NoteFields, NoteType, Tombstone

DECK = "Retired questions"
"""Where a learner who never had the note gets it. Anki takes no card along that it can suspend, so it lies in a deck of
its own that nobody studies; cards that a learner has stay where they are."""

TEXT = "<p>This question has left the deck.</p>"
HINT = "<p>To find all such questions, search for <code>tag:retired</code>.</p>"

Fields = tuple[tuple[str, str], ...]


def buried(tombstone: Tombstone) -> NoteFields:
    """A short text in place of the note. All its cards stay: Anki would keep one that is missing, and show nothing."""
    return NoteFields(
        id=tombstone.id,
        guid=tombstone.guid,
        note_type=tombstone.note_type,
        kind=tombstone.kind,
        deck=DECK,
        tags=("retired",),
        fields=(*fields(tombstone.note_type, tombstone.cards), ("Id", escape(tombstone.id))),
        cards=tombstone.cards,
    )


def fields(note_type: NoteType, cards: tuple[int, ...]) -> Fields:
    """All but the id."""
    match note_type:
        case "regular":
            reverse = (("Reverse", "1"),) if 1 in cards else ()
            return ("Front", TEXT), ("Back", HINT), *reverse
        case "cloze":
            deletions = " ".join(f"{{{{c{ordinal + 1}::retired}}}}" for ordinal in cards)
            return ("Text", f"{TEXT}<p>{deletions}</p>"), ("Extra", HINT)


def is_tombstone(note_type: NoteType, given: Fields, cards: tuple[int, ...]) -> bool:
    """Whether a note of these fields is one."""
    return given[:-1] == fields(note_type, cards)
