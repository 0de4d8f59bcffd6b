"""What stands on the front of a note, what on its back, and which outputs are a part of the question."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias, assert_never

from verideck.model import Block, Draft, ItemList, Kind, PythonFence, Quote, RegionFence

Blocks: TypeAlias = tuple[Block, ...]
Fence: TypeAlias = PythonFence | RegionFence


def sides(draft: Draft) -> tuple[Blocks, Blocks]:
    """The blocks of the front and of the back. The output of code that is shown on the front opens the back."""
    match draft.kind:
        case Kind.BASIC | Kind.REVERSED | Kind.TYPED | Kind.CLOZE | Kind.LIST:
            return draft.front, draft.back
        case Kind.PREDICT:
            body = draft.front + draft.back
            end = max(len(draft.front), end_of_asked(body))
            return body[:end], body[end:]
        case _:
            assert_never(draft.kind)


def end_of_asked(body: Blocks) -> int:
    """How many blocks stand above the end of the code whose output is asked for: the first that is shown."""
    for place, block in enumerate(body, 1):
        if any(fence.shows_code for fence in fences((block,))):
            return place
    return 0


def fences(blocks: Blocks) -> Iterator[Fence]:
    """All fences that ran, also those in quotes and lists, in the order of the source; none in items asked for."""
    for block in blocks:
        match block:
            case PythonFence() | RegionFence():
                yield block
            case Quote(inner):
                yield from fences(inner)
            case ItemList(items=items, cards=()):
                for item in items:
                    yield from fences(item)
            case _:
                pass


def only_asks(fence: Fence, draft: Draft) -> bool:
    """Whether what it shows is a part of the question: it stands on the front, and its code does not."""
    front, _ = sides(draft)
    return fence.shows_output and not fence.shows_code and fence in fences(front)
