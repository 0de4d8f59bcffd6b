"""Which sentences of an answer rest on something that ran, and which only say so.

A sentence is covered where a claim is linked or a value stands in it. The others may be as true, but nothing showed it:
a reader of the report judges them, and no build fails for them. Questions, headings and code are not statements.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from verideck.model import (
    HOLE,
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
from verideck.report.running import plain
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
    start = word = 0
    for space in re.finditer(r"\s+|$", prose.text):
        last = Prose(prose.text[word : space.start()], prose.holes)
        word = space.end()
        if word < len(prose.text) and (prose.text[word].islower() or not ends(last, outcome)):
            continue
        part = Prose(prose.text[start : space.start()], prose.holes)
        start = word
        if text := spoken(part, outcome):
            yield Sentence(text, is_covered(part), not text.rstrip(CLOSING).endswith("?"))


ENDING = ".!?…"
CLOSING = "\"'”’»)]*_"
ABBREVIATIONS = ("e.g.", "i.e.", "cf.", "vs.", "etc.", "approx.", "resp.")


def ends(word: Prose, outcome: Outcome) -> bool:
    """Whether a sentence ends with this word, the last before a space."""
    if word.text.rstrip(CLOSING)[-1:] not in ENDING + HOLE_CLOSE:
        return False
    read = plain(word, outcome).rstrip(CLOSING)
    return read.endswith(tuple(ENDING)) and not read.lower().endswith(ABBREVIATIONS)


def is_covered(part: Prose) -> bool:
    holes = (part.holes[int(match[1])] for match in HOLE.finditer(part.text))
    return any(isinstance(each, ClaimLink | Value) for hole in holes for each in hole_elements(hole))


def ticked(code: str) -> str:
    """Code in as many backticks as it needs."""
    longest = max(map(len, re.findall("`+", code)), default=0)
    ticks = "`" * (longest + 1)
    return f"{ticks} {code} {ticks}" if longest else f"{ticks}{code}{ticks}"


MARK = re.compile(r"\\[!-/:-@\[-`{-~]|(\*{1,3}|_{1,3}|~~)")
"""An escape, or in the group what may begin or end an emphasis."""
WORD = re.compile(r"\w")


def read(markdown: str) -> str:
    """What is read of Markdown: without escapes and marks of emphasis."""
    marks = emphasis(markdown)
    unmarked = MARK.sub(lambda found: "" if found.start() in marks else found[0].removeprefix("\\"), markdown)
    return html.unescape(unmarked)


def emphasis(markdown: str) -> set[int]:
    """Where the marks are that stand in pairs. Each is looked at once, so that no text takes long."""
    opened, paired = defaultdict[str, list[int]](list), set[int]()
    for found in filter(lambda each: each[1], MARK.finditer(markdown)):
        before, after = markdown[found.start() - 1 : found.start()], markdown[found.end() : found.end() + 1]
        if opened[found[1]] and before.strip() and not WORD.match(after):
            paired |= {opened[found[1]].pop(), found.start()}
        elif after.strip() and not WORD.match(before):
            opened[found[1]].append(found.start())
    return paired


def spoken(prose: Prose, outcome: Outcome) -> str:
    """Running text as it is read, on one line, with code and values in backticks."""
    return " ".join(plain(prose, outcome, ticked, read).split())
