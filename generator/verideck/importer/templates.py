"""Which fields of a foreign note type stand on which side of its first card: read off its templates, never run."""

from __future__ import annotations

import re
from dataclasses import dataclass

from verideck.importer.collection import CardTemplate, ForeignType
from verideck.importer.entry import EntryKind
from verideck.importer.html import stretches
from verideck.parse import visible_html

FIELD = re.compile(r"\{\{([^{}]*)\}\}")
NO_FIELD = ("#", "^", "/", "!")
BOX = "the box to type the answer in"
MARKUP = re.compile(r"<[^<>]*>|\{\{[^{}]*\}\}")


@dataclass(frozen=True, slots=True)
class Sides:
    """The fields of each side by their places. `second_asks_back` is whether the second card asks for the front.

    `typed` is the field that a learner types.
    `lost` says what of the note type has no counterpart here, in words.
    """

    kind: EntryKind
    front: tuple[int, ...]
    back: tuple[int, ...]
    second_asks_back: bool = False
    typed: int | None = None
    lost: tuple[str, ...] = ()


def sides_of(note_type: ForeignType) -> Sides:
    """How a note of this type is asked here."""
    if not note_type.templates:
        return Sides("basic", (0,), tuple(range(1, len(note_type.fields))), lost=("its templates",))
    first = note_type.templates[0]
    front = named(first.question, note_type.fields) or (0,)
    back = tuple(place for place in named(first.answer, note_type.fields, typed=True) if place not in front)
    if note_type.cloze:
        return Sides("cloze", front, back, lost=tuple(beyond(first, note_type, 1)))
    reverse, typed = asks_back(note_type, front, back), typed_field(first.question, note_type.fields)
    lost = tuple(beyond(first, note_type, 2 if reverse else 1, boxed=typed is not None))
    return Sides("basic", front, back, reverse, typed, lost)


def named(template: str, fields: tuple[str, ...], *, typed: bool = False) -> tuple[int, ...]:
    """The places of the fields that a template shows, each once; `typed` where a type box shows its field, too."""
    places = {name: place for place, name in enumerate(fields)}
    shown = [found.strip().split(":") for found in FIELD.findall(template) if not found.strip().startswith(NO_FIELD)]
    names = [name.strip() for *filters, name in shown if typed or "type" not in filters]
    return tuple(dict.fromkeys(places[name] for name in names if name in places))


def typed_field(question: str, fields: tuple[str, ...]) -> int | None:
    """The place of the field that a box on the front asks for."""
    boxes = [found.strip().split(":") for found in FIELD.findall(question)]
    names = [name.strip() for *filters, name in boxes if "type" in filters]
    return next((fields.index(name) for name in names if name in fields), None)


def asks_back(note_type: ForeignType, front: tuple[int, ...], back: tuple[int, ...]) -> bool:
    """Whether the second card is the first one, the other way round."""
    if len(note_type.templates) < 2:
        return False
    second = note_type.templates[1]
    asked = named(second.question, note_type.fields)
    answered = tuple(place for place in named(second.answer, note_type.fields) if place not in asked)
    return bool(asked) and set(asked) == set(back) and set(front) <= set(answered)


def beyond(first: CardTemplate, note_type: ForeignType, known: int, *, boxed: bool = False) -> list[str]:
    """What a note of ours cannot say, in words. `boxed` is whether its answers may be typed here, too."""
    lost = [f"the card `{template.name}`" for template in note_type.templates[known:]]
    if "{{type:" in first.question.replace(" ", "") and not boxed:
        lost.append(BOX)
    seen = "".join(html for html, _ in stretches(visible_html(first.question + first.answer)))
    words = MARKUP.sub("", seen).split()
    if words:
        lost.append(f"the words of its template ({' '.join(words)[:40]})")
    return lost
