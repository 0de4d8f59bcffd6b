"""How much evidence a note has."""

from __future__ import annotations

from dataclasses import dataclass

from verideck.model import (
    AskedValue,
    CitedClaim,
    Expectation,
    Outcome,
    PythonFence,
    RegionFence,
    RunExamples,
    RunFence,
    Shown,
    ShownRegion,
    Verified,
)


@dataclass(frozen=True, slots=True)
class Tally:
    """`outputs` are the fences and regions that show or compare what was written or raised.

    What a fence shows is known of a verified note only; of another, the fences count that have an expectation.
    """

    claims: int = 0
    values: int = 0
    outputs: int = 0
    figures: int = 0


def of_note(outcome: Outcome) -> Tally:
    expectations = outcome.note.expectations
    shown = outcome.shown if isinstance(outcome, Verified) else ()
    return Tally(
        claims=sum(isinstance(each, CitedClaim) for each in expectations),
        values=sum(isinstance(each, AskedValue) for each in expectations),
        outputs=sum(is_output(each, shown) for each in expectations),
        figures=sum(each.figure is not None for each in shown),
    )


def is_output(expectation: Expectation, shown: tuple[Shown, ...]) -> bool:
    match expectation:
        case RunExamples():
            return True
        case RunFence(fence=fence):
            return fence.expected is not None or fence.raises is not None or wrote(fence, shown)
        case ShownRegion(fence=fence):
            return fence.expected is not None or wrote(fence, shown)
        case _:
            return False


def wrote(fence: PythonFence | RegionFence, shown: tuple[Shown, ...]) -> bool:
    return bool(shown) and fence.shows_output and bool(shown[fence.index].text)
