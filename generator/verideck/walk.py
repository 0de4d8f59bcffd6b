"""Everything of a draft that names something or runs, in the order of the source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from verideck.model import (
    Block,
    ClaimLink,
    Deletion,
    Draft,
    Heading,
    Hole,
    HtmlBlock,
    Image,
    ItemList,
    Link,
    NoteLink,
    Paragraph,
    Prose,
    PyconFence,
    PythonFence,
    Quote,
    RawHtml,
    RegionFence,
    Table,
    Value,
)

Element: TypeAlias = ClaimLink | Value | PythonFence | RegionFence | PyconFence | NoteLink | Image


def elements(draft: Draft) -> Iterator[Element]:
    """Everything of a draft that names something or runs, in the order of the source."""
    yield from prose_elements(draft.heading)
    for block in (*draft.front, *draft.back):
        yield from block_elements(block)


def block_elements(block: Block) -> Iterator[Element]:
    match block:
        case PythonFence() | RegionFence() | PyconFence():
            yield block
        case Paragraph(text=text) | Heading(text=text):
            yield from prose_elements(text)
        case Quote(blocks=blocks):
            yield from (element for inner in blocks for element in block_elements(inner))
        case ItemList(items=items):
            yield from (element for item in items for inner in item for element in block_elements(inner))
        case Table(header=header, rows=rows):
            cells = (*header, *(cell for row in rows for cell in row))
            yield from (element for cell in cells for element in prose_elements(cell))
        case HtmlBlock(images=images):
            yield from (image for _, image in images)
        case _:
            pass


def prose_elements(prose: Prose) -> Iterator[Element]:
    for hole in prose.holes:
        yield from hole_elements(hole)


def hole_elements(hole: Hole) -> Iterator[Element]:
    match hole:
        case Value() | Image():
            yield hole
        case ClaimLink() | NoteLink():
            yield hole
            yield from prose_elements(hole.text)
        case Link():
            yield from prose_elements(hole.text)
        case RawHtml(images=images):
            yield from (image for _, image in images)
        case Deletion(text=text, hint=hint):
            yield from prose_elements(text)
            yield from prose_elements(hint) if hint else ()
        case _:
            pass
