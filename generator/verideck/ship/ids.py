"""What the lock knows drafts by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from verideck.asked import item_cards, item_words, with_proposals
from verideck.lock import Named, heading_digest, recalled, recollected
from verideck.model import MOST_CARDS, Diagnostic, Draft, ItemCard, LockedNote
from verideck.resolve import guid_of
from verideck.ship.history import History


def named(draft: Draft, namespace: str) -> Named:
    """The draft must have an id."""
    assert draft.id is not None, "ids are assigned before the lock advances"
    return Named(draft.id, draft.guid or guid_of(namespace, draft.id), heading_digest(draft))


def recall(drafts: Sequence[Draft], history: History, namespace: str) -> tuple[Draft, ...]:
    """The drafts, in which a note that lost its id is proposed the one that it had, if its heading tells."""
    headings = [heading_digest(draft) for draft in drafts if draft.id is None]
    if not headings:
        return tuple(drafts)
    ids = recalled(history.lock, [named(draft, namespace) for draft in drafts if draft.id is not None], headings)
    return tuple(
        draft if draft.id else replace(draft, proposed_id=ids.get(heading_digest(draft), draft.proposed_id))
        for draft in drafts
    )


def renumber(drafts: Sequence[Draft], history: History, namespace: str) -> Iterator[Draft | Diagnostic]:
    """The drafts, in which items without a number are proposed the one that they had, or one that no card ever had."""
    for draft in drafts:
        yield numbered(draft, shipped(draft, history, namespace)) if item_cards(draft) else draft


def numbered(draft: Draft, lines: Sequence[LockedNote]) -> Draft | Diagnostic:
    """The draft with proposals. `lines` are what was shipped of it: learners may have all cards of these."""
    taken = {ordinal + 1 for line in lines for ordinal in (*line.cards, *line.gone)}
    items = zip((card.number for card in item_cards(draft)), item_words(draft), strict=True)
    proposed = with_proposals(draft, taken, recollected(lines, items))
    unnumbered = next((card for card in item_cards(proposed) if not card.given), None)
    return no_number_left(unnumbered) if unnumbered else proposed


def no_number_left(card: ItemCard) -> Diagnostic:
    message = f"this list has had {MOST_CARDS} items, and Anki makes no more cards from a note: no number is left"
    help = "move the items that have no number into another `.list` note"
    return Diagnostic("no-number-left", message, card.span, help=help)


def shipped(draft: Draft, history: History, namespace: str) -> list[LockedNote]:
    """The lines of a note, that of the lock first."""
    guid = draft.guid or guid_of(namespace, draft.id or draft.proposed_id)
    return [line for lock in (history.lock, history.published) for line in lock.notes if line.guid == guid]
