"""What the cards of a `.cloze` or `.list` note ask for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from verideck.model import (
    HOLE,
    MOST_CARDS,
    Blank,
    Block,
    ClaimLink,
    CodeSpan,
    Deletion,
    Draft,
    Heading,
    Hole,
    Image,
    ItemCard,
    ItemList,
    Link,
    Math,
    NoteLink,
    Paragraph,
    Prose,
    PythonFence,
    Quote,
    RawHtml,
    Span,
    Table,
    Value,
)
from verideck.walk import Element, block_elements, prose_elements


@dataclass(frozen=True, slots=True)
class Asked:
    """A part of a note that is hidden on the cards of these numbers. `elements` are what may show that it is right.

    Of a deletion in running text these are the values and claims in it and the claims around it; in code it is the
    fence; of an item (`whole`) all that stands in it. `depth` is how many of Anki's deletions stand within each other
    here, one for each number. `words` are what the author wrote, by which a deletion is known again.
    """

    numbers: tuple[int, ...]
    span: Span
    elements: tuple[Element, ...]
    depth: int
    words: str
    whole: bool = False


def asked(draft: Draft) -> Iterator[Asked]:
    """The deletions of a note, in the order in which they begin."""
    for block in draft.front:
        yield from in_block(block)


def asks(draft: Draft) -> tuple[tuple[int, str], ...]:
    """What each card asks for, by its number."""
    found: dict[int, list[str]] = {}
    for each in asked(draft):
        for number in each.numbers:
            found.setdefault(number, []).append(" ".join(each.words.split()))
    return tuple((number, "\n".join(found[number])) for number in sorted(found))


def card_numbers(draft: Draft) -> tuple[int, ...]:
    """The numbers of a note's cards, ascending."""
    return tuple(sorted({number for each in asked(draft) for number in each.numbers}))


def in_block(block: Block) -> Iterator[Asked]:
    match block:
        case PythonFence(blanks=blanks):
            yield from in_blanks(blanks, block.code, (block,))
        case Paragraph(text=text) | Heading(text=text):
            yield from in_prose(text)
        case Quote(blocks=blocks):
            yield from (each for inner in blocks for each in in_block(inner))
        case ItemList(items=items, cards=cards) if cards:
            yield from (in_item(item, card) for item, card in zip(items, cards, strict=True))
        case ItemList(items=items):
            yield from (each for item in items for inner in item for each in in_block(inner))
        case Table(header=header, rows=rows):
            cells = (*header, *(cell for row in rows for cell in row))
            yield from (each for cell in cells for each in in_prose(cell))
        case _:
            pass


def in_item(item: tuple[Block, ...], card: ItemCard) -> Asked:
    found = tuple(element for block in item for element in block_elements(block))
    said = words(item[0].text) if item and isinstance(item[0], Paragraph) else ""
    return Asked((card.given,), card.span, found, 1, said, whole=True)


def in_prose(prose: Prose, around: tuple[Element, ...] = (), depth: int = 0) -> Iterator[Asked]:
    for hole in prose.holes:
        yield from in_hole(hole, around, depth)


def in_hole(hole: Hole, around: tuple[Element, ...], depth: int) -> Iterator[Asked]:
    match hole:
        case Deletion(numbers=numbers, text=text, span=span):
            inside = depth + len(numbers)
            yield Asked(numbers, span, (*around, *prose_elements(text)), inside, words(text))
            yield from in_prose(text, around, inside)
        case Math(blanks=blanks):
            yield from in_blanks(blanks, hole.text, around, depth)
        case ClaimLink(text=text):
            yield from in_prose(text, (*around, hole), depth)
        case Link(text=text) | NoteLink(text=text):
            yield from in_prose(text, around, depth)
        case _:
            pass


def in_blanks(blanks: tuple[Blank, ...], text: str, around: tuple[Element, ...], depth: int = 0) -> Iterator[Asked]:
    """Those that stand around another begin before it."""
    around_it: list[Blank] = []
    for blank in blanks:
        while around_it and around_it[-1].end < blank.end:
            depth -= len(around_it.pop().numbers)
        around_it.append(blank)
        depth += len(blank.numbers)
        yield Asked(blank.numbers, blank.span, around, depth, text[blank.start : blank.end])


# ── What was written ─────────────────────────────────────────────────────────────────────────────────────────────


def words(prose: Prose) -> str:
    """Running text as its author wrote it, but for targets and marks."""
    return HOLE.sub(lambda match: words_of(prose.holes[int(match[1])]), prose.text)


def words_of(hole: Hole) -> str:
    match hole:
        case Value(expression=expression):
            return expression
        case CodeSpan(text=text) | Math(text=text) | RawHtml(text=text):
            return text
        case Image(alt=alt):
            return alt
        case ClaimLink(text=inner) | Link(text=inner) | NoteLink(text=inner) | Deletion(text=inner):
            return words(inner)
        case _:
            assert_never(hole)


# ── The numbers of items ─────────────────────────────────────────────────────────────────────────────────────────


def item_cards(draft: Draft) -> tuple[ItemCard, ...]:
    """The cards of a `.list` note, in the order of its items."""
    lists = (block.cards for block in draft.front if isinstance(block, ItemList))
    return next((cards for cards in lists if cards), ())


def item_words(draft: Draft) -> tuple[str, ...]:
    """What the items of a `.list` note ask for, in their order."""
    return tuple(" ".join(each.words.split()) for each in asked(draft) if each.whole)


def with_proposals(draft: Draft, taken: Collection[int], recalled: Mapping[int, int]) -> Draft:
    """The draft, in which items without a number are proposed ones that no card of the note ever had.

    `taken` are those that were shipped, `recalled` those that items had before they lost them, by the items' places.
    """
    front = (
        proposing(block, taken, recalled) if isinstance(block, ItemList) and block.cards else block
        for block in draft.front
    )
    return replace(draft, front=tuple(front))


def proposing(block: ItemList, taken: Collection[int], recalled: Mapping[int, int]) -> ItemList:
    used = {*taken, *(card.number for card in block.cards if card.number is not None)}
    after = max(used, default=0) + 1
    free = iter([number for number in (*range(after, MOST_CARDS + 1), *range(1, after)) if number not in used])
    cards = (
        replace(card, proposed=recalled.get(place) or next(free, 0)) if card.number is None else card
        for place, card in enumerate(block.cards)
    )
    return replace(block, cards=tuple(cards))
