"""Which part of a draft stands in which field of a note."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from verideck.answer import answer_of, answer_text
from verideck.asked import asks, card_numbers
from verideck.model import (
    Cited,
    Draft,
    Kind,
    Media,
    Note,
    NoteFields,
    NoteType,
    ShownRegion,
    Verified,
)
from verideck.render.blocks import set_blocks, set_outputs
from verideck.render.cloze import asking, revealed
from verideck.render.escape import escape
from verideck.render.evidence import set_citation, set_evidence
from verideck.render.material import Material
from verideck.render.prose import set_prose
from verideck.sides import sides


def render(outcome: Verified | Cited, allow_html: bool = False) -> NoteFields:
    """The fields of a note. No other outcome is accepted: what did not hold has no HTML.

    `allow_html` passes raw HTML of the source through; without it such HTML is shown as text.
    Equal outcomes give equal fields, on every machine.
    """
    note, material = outcome.note, material_of(outcome, allow_html)
    note_type, cards = cards_of(note.draft)
    evidence = set_evidence(outcome, material) if isinstance(outcome, Verified) else ""
    return NoteFields(
        id=note.id,
        guid=note.guid,
        note_type=note_type,
        kind=note.draft.kind,
        deck=note.deck,
        tags=note.tags,
        fields=set_fields(note.draft, material, evidence=evidence, citation=citation(outcome)),
        cards=cards,
        media=tuple(media_of(note, material)),
        asks=tuple((number - 1, words) for number, words in asks(note.draft)) if note_type == "cloze" else (),
    )


def cards_of(draft: Draft) -> tuple[NoteType, tuple[int, ...]]:
    """The note type, and the ordinals of the cards that Anki makes of such a note."""
    match draft.kind:
        case Kind.BASIC | Kind.PREDICT | Kind.TYPED:
            return "regular", (0,)
        case Kind.REVERSED:
            return "regular", (0, 1)
        case Kind.CLOZE | Kind.LIST:
            return "cloze", tuple(number - 1 for number in card_numbers(draft))
        case _:
            assert_never(draft.kind)


def set_fields(
    draft: Draft, material: Material, *, evidence: str = "", citation: str = ""
) -> tuple[tuple[str, str], ...]:
    """The fields that hold something, in the order of the note type."""
    note_type, _ = cards_of(draft)
    set_type = {"regular": regular_fields, "cloze": cloze_fields}[note_type]
    fields = set_type(draft, material, evidence, citation)
    return tuple((name, html) for name, html in fields.items() if html)


def regular_fields(draft: Draft, material: Material, evidence: str, citation: str) -> dict[str, str]:
    question, answer = set_sides(draft, material)
    return {
        "Front": question,
        "Back": answer + citation,
        "Evidence": evidence,
        "Answer": typed_answer(draft, material),
        "Reverse": "1" if draft.kind is Kind.REVERSED else "",
        "Id": escape(str(draft.id)),
    }


def cloze_fields(draft: Draft, material: Material, evidence: str, citation: str) -> dict[str, str]:
    text, extra = set_sides(draft, material)
    return {
        "Text": asking(text),
        "Extra": revealed(extra + citation),
        "Evidence": revealed(evidence),
        "Id": escape(str(draft.id)),
    }


def set_sides(draft: Draft, material: Material) -> tuple[str, str]:
    front, back = sides(draft)
    heading = f'<h1 class="vd-question">{set_prose(draft.heading, material)}</h1>'
    outputs = set_outputs(front, material)
    return heading + set_blocks(front, material, "code"), outputs + set_blocks(back, material, "code and output")


def typed_answer(draft: Draft, material: Material) -> str:
    """What Anki compares with what the learner types: text, which Anki reads as HTML."""
    answer = answer_of(draft) if draft.kind is Kind.TYPED else None
    return escape(answer_text(answer, material.values)) if answer else ""


def material_of(outcome: Verified | Cited, allow_html: bool) -> Material:
    match outcome:
        case Verified(note, values, shown):
            return Material(values, shown, region_codes(note), dict(note.images), allow_html)
        case Cited(note):
            return Material((), (), region_codes(note), dict(note.images), allow_html)


def media_of(note: Note, material: Material) -> Iterator[Media]:
    """The files that the fields name; of a fence that shows nothing there is none."""
    yield from (file for _, file in note.images)
    yield from (shown.figure.media for shown in material.shown if shown.figure)


def citation(outcome: Verified | Cited) -> str:
    """Stands in the answer: a note that has an Evidence field is called verified by the template's foot."""
    return "" if isinstance(outcome, Verified) else set_citation(outcome.note.draft.source or "")


def region_codes(note: Note) -> dict[int, str]:
    shown = (each for each in note.expectations if isinstance(each, ShownRegion))
    return {each.fence.index: each.region.code for each in shown}
