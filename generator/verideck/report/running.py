"""Running text as plain text."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias, assert_never

from verideck.model import (
    HOLE,
    ClaimLink,
    CodeSpan,
    Deletion,
    Hole,
    Image,
    Link,
    Math,
    NoteLink,
    Outcome,
    Prose,
    RawHtml,
    Value,
    Verified,
)

Spelling: TypeAlias = Callable[[str], str]


def plain(prose: Prose, outcome: Outcome | None, code: Spelling = str, markdown: Spelling = str) -> str:
    """Running text with its holes filled; a value that is not known stands as its expression, as do all without an
    outcome.

    `code` says how code and values are to stand there, and `markdown` how the text around the holes is.
    """
    return HOLE.sub(lambda match: filling(prose.holes[int(match[1])], outcome, code, markdown), markdown(prose.text))


def filling(hole: Hole, outcome: Outcome | None, code: Spelling, markdown: Spelling) -> str:
    match hole:
        case Value():
            return code(value_text(hole, outcome) or hole.expression)
        case CodeSpan():
            return code(hole.text)
        case Math() | RawHtml():
            return hole.text
        case Image():
            return hole.alt
        case ClaimLink() | Link() | NoteLink() | Deletion():
            return plain(hole.text, outcome, code, markdown)
        case _:
            assert_never(hole)


def value_text(value: Value, outcome: Outcome | None) -> str | None:
    """What it came to, in a verified note."""
    return outcome.values[value.index] if isinstance(outcome, Verified) else None
