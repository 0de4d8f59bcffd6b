"""Source files written in a test, and what becomes of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from textwrap import dedent
from typing import TypeVar

from verideck.model import (
    Block,
    Diagnostic,
    Draft,
    Hole,
    ItemList,
    Paragraph,
    Project,
    Prose,
    Quote,
    Settings,
    Snippet,
    Source,
    Span,
    Table,
)
from verideck.model import Heading as BodyHeading
from verideck.parse import parse, parse_snippet

CARD, SNIPPET = "cards/card.md", "snippets/code.py"
PROJECT = Project(Path("/nowhere"), "pyproject.toml", Settings("namespace", "Name", "Deck"))
T = TypeVar("T")


def outdented(text: str) -> str:
    """A text of several lines as it stands in a test."""
    return dedent(text).strip("\n") + "\n"


def parse_card(text: str, path: str = CARD) -> tuple[list[Draft], list[Diagnostic]]:
    """The drafts of a card file, and what is wrong with it."""
    found = list(parse(Source(path, text, "card")))
    return of_type(found, Draft), of_type(found, Diagnostic)


def parse_code(text: str, path: str = SNIPPET) -> tuple[Snippet | None, list[Diagnostic]]:
    """The snippet that a Python file is, and what is wrong with it."""
    found = list(parse_snippet(Source(path, text, "snippet")))
    return next(iter(of_type(found, Snippet)), None), of_type(found, Diagnostic)


def draft_of(text: str) -> Draft:
    """The one draft of a card file without mistakes."""
    drafts, found = parse_card(text)
    assert not found
    assert len(drafts) == 1
    return drafts[0]


def body_of(text: str) -> tuple[Block, ...]:
    """The blocks below a heading without mistakes."""
    return draft_of(f"# Q {{#q}}\n\n{text}").back


def mistakes_in(text: str) -> list[str]:
    """What is wrong with a card file, as `line:column code`."""
    return [place_and_code(each) for each in parse_card(text)[1]]


def mistakes_in_body(text: str) -> list[str]:
    """What is wrong below a heading on line 1 and a blank line."""
    return mistakes_in(f"# Q {{#q}}\n\n{text}")


def place_and_code(diagnostic: Diagnostic) -> str:
    return f"{diagnostic.span.line}:{diagnostic.span.column} {diagnostic.code}"


def of_type(things: Iterable[object], kind: type[T]) -> list[T]:
    return [thing for thing in things if isinstance(thing, kind)]


def cut(text: str, span: Span) -> str:
    """What stands at a span of a file."""
    lines = text.split("\n")[span.line - 1 : span.end_line]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines)


def every_block(blocks: Iterable[Block]) -> Iterator[Block]:
    """All blocks, those within others too."""
    for block in blocks:
        yield block
        match block:
            case Quote(blocks=inner):
                yield from every_block(inner)
            case ItemList(items=items):
                for item in items:
                    yield from every_block(item)


def every_hole(draft: Draft) -> Iterator[Hole]:
    """All holes of a draft, in the order of the source."""
    yield from holes_in(draft.heading)
    for block in every_block((*draft.front, *draft.back)):
        match block:
            case Paragraph(text=text) | BodyHeading(text=text):
                yield from holes_in(text)
            case Table(header=header, rows=rows):
                for cell in (*header, *(cell for row in rows for cell in row)):
                    yield from holes_in(cell)


def holes_in(prose: Prose) -> Iterator[Hole]:
    for hole in prose.holes:
        yield hole
        for inner in (getattr(hole, "text", None), getattr(hole, "hint", None)):
            if isinstance(inner, Prose):
                yield from holes_in(inner)
