"""The answer of a `.typed` note, which a learner types letter by letter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeAlias, assert_never

from verideck.model import HOLE, HOLE_CLOSE, HOLE_OPEN, ClaimLink, CodeSpan, Draft, Hole, Paragraph, Prose, Value

Answer: TypeAlias = CodeSpan | Value | ClaimLink

ONE_HOLE = re.compile(rf"\s*{HOLE_OPEN}0{HOLE_CLOSE}\s*")

TAG = re.compile(r"<[A-Za-z/!?]")


def answer_of(draft: Draft) -> Answer | None:
    """The one thing that the first paragraph of the back consists of, if it is one."""
    match draft.back:
        case (Paragraph(Prose(text, (CodeSpan() | Value() | ClaimLink() as only,))), *_) if ONE_HOLE.fullmatch(text):
            return only
    return None


def answer_text(answer: Answer, values: Sequence[str]) -> str:
    """What is to be typed. `values` are the results by their index; a claim holds text, code and values only."""
    match answer:
        case ClaimLink(text=prose):
            parts = HOLE.split(" ".join(prose.text.split()))
            return "".join(
                hole_text(prose.holes[int(part)], values) if place % 2 else part for place, part in enumerate(parts)
            )
        case CodeSpan() | Value():
            return hole_text(answer, values)
        case _:
            assert_never(answer)


def hole_text(hole: Hole, values: Sequence[str]) -> str:
    match hole:
        case CodeSpan(text):
            return text
        case Value(index=index):
            return values[index]
        case _:
            raise AssertionError(f"no text of an answer: {hole}")


def why_untypable(text: str) -> str | None:
    """Why nobody could type this, letter by letter, after they have seen it on a card."""
    if not text.strip():
        return "is empty"
    if "\n" in text:
        return f"has {text.count(chr(10)) + 1} lines"
    if TAG.search(text):
        return "looks like a tag, and some versions of Anki take it for one when they compare"
    if not text.isprintable():
        return "contains characters that cannot be seen"
    return "has white space that cannot be seen" if text != " ".join(text.split()) else None
