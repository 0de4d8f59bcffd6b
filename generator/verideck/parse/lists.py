"""The sides of a `.list` note, and the permanent numbers of its items, which stand at their ends as `{c3}`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from verideck.asked import with_proposals
from verideck.model import (
    MOST_CARDS,
    Block,
    Draft,
    Heading,
    ItemCard,
    ItemList,
    Kind,
    Paragraph,
    Prose,
    Quote,
    Related,
    Span,
)
from verideck.parse.scope import Scope

NUMBER = re.compile(r"\s*(\{c([0-9]{1,9})\})\s*$")


def with_list(draft: Draft, scope: Scope) -> Draft:
    """The draft, with all up to its first top-level list on its front. What is wrong with that goes to the scope."""
    body = (*draft.front, *draft.back)
    place = next((place for place, block in enumerate(body) if isinstance(block, ItemList)), None)
    if place is None:
        help = "write what is to be asked for as a list: `- one`, `- another`"
        scope.error("no-list", "a `.list` note asks for the items of a list, and this one has none", draft.span, help)
        return draft
    end = max(len(draft.front), place + 1)
    numbered = number_items(body[place], draft.span, scope)
    return with_proposals(
        replace(draft, front=(*body[:place], numbered, *body[place + 1 : end]), back=body[end:]), (), {}
    )


def number_items(block: Block, heading: Span, scope: Scope) -> ItemList:
    """The list with the numbers taken out of its items."""
    assert isinstance(block, ItemList)
    numbered = [number_item(item, heading, scope) for item in block.items]
    cards = tuple(card for _, card in numbered)
    refuse_repeated(cards, scope)
    for card in cards[MOST_CARDS:][:1]:
        message = f"this list has {len(cards)} items, and Anki makes {MOST_CARDS} cards of a note at most"
        scope.error("list-item", message, card.span, "make another note of what begins here")
    return replace(block, items=tuple(item for item, _ in numbered), cards=cards)


def number_item(item: tuple[Block, ...], heading: Span, scope: Scope) -> tuple[tuple[Block, ...], ItemCard]:
    match item:
        case (Paragraph(prose), *rest) if prose.text.strip():
            for misplaced in rest:
                refuse_number(misplaced, "move it to the end of the item's first paragraph", scope)
            text, number, span = split_number(prose, scope)
            return (Paragraph(text), *rest), ItemCard(number, 0, span)
    help = "begin each item with a line of text; code and lists may follow it"
    span = next(spans_in(item), heading)
    scope.error("list-item", "an item must begin with text, at the end of which its number can stand", span, help)
    return item, ItemCard(None, 0, span)


def split_number(prose: Prose, scope: Scope) -> tuple[Prose, int | None, Span]:
    """An item's text, its number, and the place of what is the number or comes before it."""
    found = NUMBER.search(prose.text)
    if found is None:
        return prose, None, prose.span
    span = number_span(found, prose)
    number = int(found[2])
    text = replace(prose, text=prose.text[: found.start()])
    if not 1 <= number <= MOST_CARDS:
        help = f"number items from 1 to {MOST_CARDS}, or remove this: `verideck build` writes one"
        scope.error("item-number", f"Anki makes no card from `{found[1]}`", span, help)
    if not text.text.strip():
        scope.error("list-item", "this item says nothing", span, "write what is to be asked for before its number")
    return text, number, span


def number_span(found: re.Match[str], prose: Prose) -> Span:
    """Where a number stands: at the end of its paragraph."""
    end = prose.span
    return Span(end.path, end.end_line, end.end_column - len(found[1]), end.end_line, end.end_column)


def refuse_number(block: Block, help: str, scope: Scope) -> None:
    """Refuses a number at the end of another block, where an author may expect it."""
    match block:
        case Paragraph(prose) | Heading(text=prose) if found := NUMBER.search(prose.text):
            scope.error("item-number", f"`{found[1]}` numbers nothing here", number_span(found, prose), help)


def refuse_stray_numbers(blocks: Iterable[Block], scope: Scope) -> None:
    """Refuses those at the ends of items that no card asks for: they would be shown."""
    for block in blocks:
        match block:
            case Quote(blocks=inner):
                refuse_stray_numbers(inner, scope)
            case ItemList(items=items, cards=cards):
                for item in items:
                    for unasked in () if cards else item:
                        refuse_number(unasked, NOT_ASKED if scope.kind is Kind.LIST else FORGOTTEN, scope)
                    refuse_stray_numbers(item, scope)


NOT_ASKED = "remove it: only the items of the first list are asked for, not those of lists below or within it"
FORGOTTEN = "remove it, or begin the heading's attributes with `.list`, as in `{#id .list}`, to ask for each item"


def refuse_repeated(cards: tuple[ItemCard, ...], scope: Scope) -> None:
    seen: dict[int, Span] = {}
    for card in cards:
        if card.number in seen:
            first = (Related(seen[card.number], "the first one is here"),)
            help = "leave the number to the item that had it first, and remove it here: `verideck build` writes another"
            scope.error("duplicate-number", f"two items have the number {card.number}", card.span, help, first)
        elif card.number is not None:
            seen[card.number] = card.span


def spans_in(item: tuple[Block, ...]) -> Iterator[Span]:
    yield from (span for block in item if isinstance(span := getattr(block, "span", None), Span))
