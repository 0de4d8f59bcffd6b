"""The cards of a note as Anki would show them."""

from __future__ import annotations

from typing import TypedDict

from verideck.model import NoteFields, NoteTypeDesign, PreviewHtml
from verideck.preview.fill import TYPE_BOX, fill
from verideck.preview.formulas import set_formulas

BOX = '<input id="typeans" type="text" autocomplete="off" spellcheck="false" aria-label="Your answer">'


class CardEntry(TypedDict):
    """`name` is the template's, with the number of a deletion."""

    name: str
    front: str
    back: str


def cards(note: NoteFields | PreviewHtml, design: NoteTypeDesign) -> list[CardEntry]:
    """One entry a card, in Anki's order."""
    return [card(note, design, ordinal) for ordinal in note.cards]


def card(note: NoteFields | PreviewHtml, design: NoteTypeDesign, ordinal: int) -> CardEntry:
    is_cloze, fields = note.note_type == "cloze", dict(note.fields)
    template = design.templates[0 if is_cloze else ordinal]
    front, back = fill(template, fields, ordinal)
    answer = f'<code id="typeans">{fields.get("Answer", "")}</code>'
    return {
        "name": f"{template.name} {ordinal + 1}" if is_cloze else template.name,
        "front": set_formulas(front).replace(TYPE_BOX.format("Answer"), BOX),
        "back": set_formulas(back).replace(TYPE_BOX.format("Answer"), answer),
    }
