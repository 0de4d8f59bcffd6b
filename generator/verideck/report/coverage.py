"""Which sentences of an answer rest on something that ran, and which only say so.

A sentence is covered where a claim is linked or a value stands in it. The others may be as true, but nothing showed it:
a reader of the report judges them, and no build fails for them. Questions, headings and code are no statements.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from verideck.model import (
    HOLE_CLOSE,
    Block,
    ClaimLink,
    Draft,
    ItemList,
    Outcome,
    Paragraph,
    Prose,
    Quote,
    Table,
    Value,
)
from verideck.report.running import HOLE, plain
from verideck.walk import hole_elements


@dataclass(frozen=True, slots=True)
class Sentence:
    """Plain text in which code and values stand in backticks. A question is not `stated`."""

    text: str
    covered: bool
    stated: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, or what stands as one. `within` is the innermost thing that it is a part of."""

    within: Within
    sentences: tuple[Sentence, ...]


Within: TypeAlias = Literal["answer", "list", "quote", "table"]


def passages(outcome: Outcome) -> Iterator[Passage]:
    """The sentences of the answer, paragraph by paragraph."""
    for block in answer(outcome.note.draft):
        for within, prose in running(block, "answer"):
            if found := tuple(sentences(prose, outcome)):
                yield Passage(within, found)


ASKED_IN_THE_TEXT = frozenset({"cloze", "list"})
"""The kinds whose answer stands above the break, too."""


def answer(draft: Draft) -> tuple[Block, ...]:
    return (*draft.front, *draft.back) if str(draft.kind) in ASKED_IN_THE_TEXT else draft.back


def running(block: Block, within: Within) -> Iterator[tuple[Within, Prose]]:
    match block:
        case Paragraph(text=text):
            yield within, text
        case Quote(blocks=blocks):
            yield from (each for inner in blocks for each in running(inner, "quote"))
        case ItemList(items=items):
            yield from (each for item in items for inner in item for each in running(inner, "list"))
        case Table(rows=rows):
            yield from (("table", cell) for row in rows for cell in row)
        case _:
            pass


def sentences(prose: Prose, outcome: Outcome) -> Iterator[Sentence]:
    start = 0
    for space in re.finditer(r"\s+|$", prose.text):
        if space.end() < len(prose.text) and not ends(prose, start, space.start(), space.end(), outcome):
            continue
        part = Prose(prose.text[start : space.start()], prose.holes)
        start = space.end()
        if text := spoken(part, outcome):
            yield Sentence(text, is_covered(part), not text.rstrip(CLOSING).endswith("?"))


ENDING = ".!?…"
CLOSING = "\"'”’»)]*_"
ABBREVIATIONS = ("e.g.", "i.e.", "cf.", "vs.", "etc.", "approx.", "resp.")


def ends(prose: Prose, start: int, end: int, following: int, outcome: Outcome) -> bool:
    """Whether the space between two places of the text parts two sentences."""
    if prose.text[following].islower() or prose.text[:end].rstrip(CLOSING)[-1:] not in ENDING + HOLE_CLOSE:
        return False
    before = plain(Prose(prose.text[start:end], prose.holes), outcome).rstrip(CLOSING)
    return before.endswith(tuple(ENDING)) and not before.lower().endswith(ABBREVIATIONS)


def is_covered(part: Prose) -> bool:
    holes = (part.holes[int(match[1])] for match in HOLE.finditer(part.text))
    return any(isinstance(each, ClaimLink | Value) for hole in holes for each in hole_elements(hole))


def ticked(code: str) -> str:
    """Code in as many backticks as it needs."""
    longest = max(map(len, re.findall("`+", code)), default=0)
    ticks = "`" * (longest + 1)
    return f"{ticks} {code} {ticks}" if longest else f"{ticks}{code}{ticks}"


EMPHASIS = re.compile(r"(?<![\w\\])(\*{1,3}|_{1,3}|~~)(?=\S)([^`]*?\S)\1(?!\w)")
ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


CODE = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)")


def read(markdown: str) -> str:
    """What is read of running text: without marks of emphasis, escapes and line breaks, but for those in its code."""
    text = " ".join(markdown.split())
    code = [found[0] for found in CODE.finditer(text)]
    marked = ESCAPE.sub(r"\1", EMPHASIS.sub(r"\2", CODE.sub("\0", text)))
    kept = iter(code)
    return re.sub("\0", lambda _: next(kept), html.unescape(marked))


def spoken(prose: Prose, outcome: Outcome) -> str:
    """Running text as it is read, on one line, with code and values in backticks."""
    return read(plain(prose, outcome, ticked))
