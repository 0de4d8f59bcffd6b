"""Fills the templates of our note types as Anki does: what `pack` writes into them, and no more."""

from __future__ import annotations

import re
from collections.abc import Mapping

from verideck.model import Template
from verideck.preview.cloze import set_cloze

TYPE_BOX = "[[type:{}]]"
"""What Anki leaves for its reviewer to put a box in."""

BLANK = re.compile(r"(?:\s|</?(?:br|div) ?/?>)*")
SECTION = re.compile(r"\{\{#(\w+)\}\}(.*?)\{\{/\1\}\}", re.DOTALL)
FIELD = re.compile(r"\{\{(?:(cloze|type):)?(\w+)\}\}")


def fill(template: Template, fields: Mapping[str, str], card: int) -> tuple[str, str]:
    """The HTML of a card's front and back. `card` is its ordinal; fields that are missing are empty."""
    front = fill_side(template.front, fields, card, asking=True)
    return front, fill_side(template.back, {**fields, "FrontSide": front}, card, asking=False)


def fill_side(text: str, fields: Mapping[str, str], card: int, *, asking: bool) -> str:
    def section(match: re.Match[str]) -> str:
        return "" if BLANK.fullmatch(fields.get(match[1], "")) else SECTION.sub(section, match[2])

    def field(match: re.Match[str]) -> str:
        filter, name = match.groups()
        if filter == "type":
            return TYPE_BOX.format(name)
        value = fields.get(name, "")
        return set_cloze(value, card + 1, asking=asking) if filter == "cloze" else value

    return FIELD.sub(field, SECTION.sub(section, text))
