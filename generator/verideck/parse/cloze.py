"""The sides of a `.cloze` note, and what it demands of what its author wrote."""

from __future__ import annotations

from dataclasses import replace

from verideck.asked import asked, in_block, in_prose
from verideck.model import Block, Draft
from verideck.parse.deletions import refuse_depth
from verideck.parse.scope import Scope

Blocks = tuple[Block, ...]


def with_text(draft: Draft) -> Draft:
    """The draft, with all that deletions stand in on its front: without a break that ends with the last of them."""
    if draft.front:
        return draft
    end = end_of_text(draft.back)
    return replace(draft, front=draft.back[:end], back=draft.back[end:])


def end_of_text(blocks: Blocks) -> int:
    return max((place for place, block in enumerate(blocks, 1) if any(in_block(block))), default=0)


def check_cloze(draft: Draft, scope: Scope) -> None:
    for block in draft.back:
        for each in in_block(block):
            help = "put it above the break, or remove the break"
            scope.error("deletion-place", "a deletion below the break is never asked for", each.span, help)
    for each in in_prose(draft.heading):
        message = "a heading is what every card of its note shows"
        scope.error("deletion-place", message, each.span, "write the text to be asked for below the heading")
    for each in asked(draft):
        refuse_depth(each.depth, each.span, scope)
    if not scope.flawed and not any(asked(draft)):
        help = "write `{{c1::…}}` around what is to be asked for, or make it a `.basic` note"
        scope.error("no-deletion", "a `.cloze` note hides something, and this one hides nothing", draft.span, help)
