"""The cards of a note as Anki would show them."""

from __future__ import annotations

from typing import TypedDict

from verideck.model import NoteFields, NoteTypeDesign, PreviewHtml
from verideck.preview.fill import TYPE_BOX, fill
from verideck.preview.formulas import set_formulas
from verideck.preview.typed import compare

BOX = '<center><input id="typeans" type="text" autocomplete="off" spellcheck="false" aria-label="Your answer"></center>'
"""With what Anki's reviewer puts around it."""


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
    answer = f"<div>{compare(answer_of(note), '')}</div>"
    return {
        "name": f"{template.name} {ordinal + 1}" if is_cloze else template.name,
        "front": set_formulas(front).replace(TYPE_BOX.format("Answer"), BOX),
        "back": set_formulas(back).replace(TYPE_BOX.format("Answer"), answer),
    }


def answer_of(note: NoteFields | PreviewHtml) -> str:
    """What is to be typed, "" where nothing is."""
    return dict(note.fields).get("Answer", "")
