"""How much evidence a note has, as its card and the report count it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from verideck.model import (
    AskedValue,
    CitedClaim,
    Expectation,
    PythonFence,
    RegionFence,
    RunExamples,
    RunFence,
    Shown,
    ShownRegion,
)


@dataclass(frozen=True, slots=True)
class Tally:
    """`outputs` are the fences and regions that show or compare what was written or raised."""

    claims: int = 0
    values: int = 0
    outputs: int = 0
    figures: int = 0


def tally(expectations: Sequence[Expectation], shown: Sequence[Shown]) -> Tally:
    """What a note's expectations and what its fences show amount to.

    Only a verified note shows anything; of another, the fences count that have an expectation.
    """
    return Tally(
        claims=sum(isinstance(each, CitedClaim) for each in expectations),
        values=sum(isinstance(each, AskedValue) for each in expectations),
        outputs=sum(is_output(each, shown) for each in expectations),
        figures=sum(each.figure is not None for each in shown),
    )


def is_output(expectation: Expectation, shown: Sequence[Shown]) -> bool:
    match expectation:
        case RunExamples():
            return True
        case RunFence(fence=fence):
            return fence.expected is not None or fence.raises is not None or wrote(fence, shown)
        case ShownRegion(fence=fence):
            return fence.expected is not None or wrote(fence, shown)
        case _:
            return False


def wrote(fence: PythonFence | RegionFence, shown: Sequence[Shown]) -> bool:
    return bool(shown) and fence.shows_output and bool(shown[fence.index].text)
