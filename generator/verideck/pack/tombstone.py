"""What is left of a note that left the sources."""

from __future__ import annotations

from verideck.model import NoteFields, Tombstone

TEXT = "<p>This question has left the deck.</p>"
HINT = "<p>To find all such questions, search for <code>tag:retired</code>.</p>"


def buried(tombstone: Tombstone) -> NoteFields:
    """A short text in place of the note. All its cards stay: Anki would keep one that is missing, and show nothing."""
    return NoteFields(
        id=tombstone.id,
        guid=tombstone.guid,
        note_type=tombstone.note_type,
        kind=tombstone.kind,
        deck=tombstone.deck,
        tags=("retired",),
        fields=fields(tombstone),
        cards=tombstone.cards,
    )


def fields(tombstone: Tombstone) -> tuple[tuple[str, str], ...]:
    match tombstone.note_type:
        case "regular":
            reverse = (("Reverse", "1"),) if 1 in tombstone.cards else ()
            return ("Front", TEXT), ("Back", HINT), *reverse, ("Id", tombstone.id)
        case "cloze":
            deletions = " ".join(f"{{{{c{ordinal + 1}::retired}}}}" for ordinal in tombstone.cards)
            return ("Text", f"{TEXT}<p>{deletions}</p>"), ("Extra", HINT), ("Id", tombstone.id)
