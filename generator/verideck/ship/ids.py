"""What the lock knows drafts by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from verideck.asked import item_cards, with_proposals
from verideck.lock import Named, heading_digest, recalled
from verideck.model import Draft
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


def renumber(drafts: Sequence[Draft], history: History, namespace: str) -> tuple[Draft, ...]:
    """The drafts, in which items without a number are proposed one that no card ever had, shipped ones included."""
    return tuple(
        with_proposals(draft, taken(draft, history, namespace)) if item_cards(draft) else draft for draft in drafts
    )


def taken(draft: Draft, history: History, namespace: str) -> set[int]:
    """The numbers of all cards that learners may have of a note."""
    id = draft.id or draft.proposed_id
    guid = draft.guid or guid_of(namespace, id)
    lines = (line for lock in (history.lock, history.published) for line in lock.notes)
    return {ordinal + 1 for line in lines if guid == line.guid for ordinal in (*line.cards, *line.gone)}
