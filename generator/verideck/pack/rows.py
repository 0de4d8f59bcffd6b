"""Notes as rows of the database, after a last look at everything that Anki would drop, bend or choke on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from verideck.errors import PackError
from verideck.model import HOLE_CLOSE, HOLE_OPEN, MOST_CARDS, LockedNote, NoteFields, NoteTypeDesign, Tombstone
from verideck.pack.contents import Contents
from verideck.pack.tombstone import buried

UNFIT = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff{HOLE_OPEN}{HOLE_CLOSE}]")
"""What Anki strips, what parts its fields (0x1f aborts the import), what is not text, and a placeholder left over."""

BLANK = re.compile(r"(?:\s|</?(?:br|div) ?/?>)*")
"""What Anki takes for an empty field (rslib/src/template.rs, `field_is_empty`)."""

DELETION = re.compile(r"\{\{c([0-9]+)::")
"""A deletion's beginning. `render` writes nothing else so."""

MEDIA_NAME = re.compile(r"[a-z0-9._-]{1,100}")


@dataclass(frozen=True, slots=True)
class Row:
    """`values` has a value for each of the note type's fields; `tags` are sorted, each once."""

    note: NoteFields
    line: LockedNote
    design: NoteTypeDesign
    values: tuple[str, ...]
    tags: tuple[str, ...]


def rows(contents: Contents) -> list[Row]:
    """In the order of the notes. Raises PackError, which names all notes that cannot be shipped."""
    notes = [buried(note) if isinstance(note, Tombstone) else note for note in contents.notes]
    lines = {line.guid: line for line in contents.lock.notes}
    designs = {design.note_type: design for design in contents.designs}
    wrong = [*repeated(notes), *unfit_media(contents.media)]
    wrong += [f"`{note.id}`: {fault}" for note in notes for fault in faults(note, lines.get(note.guid))]
    if wrong:
        raise PackError("\n".join(["the package cannot be written:", *map(printable, wrong)]))
    return [row(note, lines[note.guid], designs[note.note_type]) for note in notes]


def row(note: NoteFields, line: LockedNote, design: NoteTypeDesign) -> Row:
    given = dict(note.fields)
    values = tuple(given.get(name, "") for _, name in design.fields)
    return Row(note, line, design, values, tuple(sorted(set(note.tags))))


def repeated(notes: Iterable[NoteFields]) -> Iterator[str]:
    """Anki would take both and update only one of them ever after."""
    for guid, times in Counter(note.guid for note in notes).items():
        if times > 1:
            names = ", ".join(f"`{note.id}`" for note in notes if note.guid == guid)
            yield f"{names}: {times} notes have the GUID `{guid}`"


def faults(note: NoteFields, line: LockedNote | None) -> Iterator[str]:
    if line is None:
        yield "the lock has no line for it"
    elif not 0 < line.note_id < 2**53 - MOST_CARDS:
        yield f"{line.note_id} is not a note id"
    for name, text in (("GUID", note.guid), ("deck", note.deck), *note.fields):
        if found := UNFIT.search(text):
            yield f"{name} contains U+{ord(found[0]):04X}"
    if not note.guid:
        yield "its GUID is empty"
    if any(not part.strip() for part in note.deck.split("::")):
        yield f"a part of its deck `{note.deck}` is empty"
    yield from (f"Anki would change the tag `{tag}`" for tag in note.tags if not is_tag(tag))
    yield from card_faults(note, dict(note.fields))


def is_tag(tag: str) -> bool:
    """One word of visible characters, no part of which is empty."""
    return all(tag.split("::")) and '"' not in tag and not re.search(r"\s", tag) and not UNFIT.search(tag)


def card_faults(note: NoteFields, fields: dict[str, str]) -> Iterator[str]:
    if not note.cards or note.cards != tuple(sorted(set(note.cards))):
        yield f"{note.cards} are not ordinals of cards"
    match note.note_type:
        case "regular":
            reverse = not is_blank(fields.get("Reverse", "")) and not is_blank(fields.get("Back", ""))
            if is_blank(fields.get("Front", "")):
                yield "its Front is empty"
            if note.cards != ((0, 1) if reverse else (0,)):
                yield f"its fields do not make the cards {note.cards}"
        case "cloze":
            if is_blank(fields.get("Text", "")):
                yield "its Text is empty"
            if sorted({int(number) - 1 for number in DELETION.findall(fields.get("Text", ""))}) != list(note.cards):
                yield f"its Text does not make the cards {note.cards}"
            if not set(note.cards) <= set(range(MOST_CARDS)):
                yield f"Anki numbers deletions from 1 to {MOST_CARDS}"


def is_blank(html: str) -> bool:
    return BLANK.fullmatch(html) is not None


def unfit_media(media: Iterable[tuple[str, bytes]]) -> Iterator[str]:
    names = [name for name, _ in media]
    yield from (f"Anki would change the file name `{name}`" for name in names if not MEDIA_NAME.fullmatch(name))
    yield from (f"{times} files are called `{name}`" for name, times in Counter(names).items() if times > 1)


def printable(text: str) -> str:
    """Lone surrogates cannot be printed."""
    return text.encode(errors="backslashreplace").decode()
