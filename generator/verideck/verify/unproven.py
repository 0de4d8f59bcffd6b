"""Deletions that nothing which was run stands behind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from verideck.asked import Asked, asked
from verideck.model import (
    AskedValue,
    CitedClaim,
    Expectation,
    Note,
    PythonFence,
    RunExamples,
    RunFence,
    ShownRegion,
    UnprovenDeletion,
)
from verideck.walk import Element


def unproven_deletions(note: Note, evidence: Sequence[Expectation]) -> Iterator[UnprovenDeletion]:
    """A note may be right as a whole, and a card of it ask for what was never tried."""
    yield from (UnprovenDeletion(each.whole, each.span) for each in asked(note.draft) if not is_proven(each, evidence))


def is_proven(deletion: Asked, evidence: Sequence[Expectation]) -> bool:
    return any(proves(each, element) for element in deletion.elements for each in evidence)


def proves(expectation: Expectation, element: Element) -> bool:
    """Whether it holds an element to what ran: is about it, or cites a claim or asks for a value of a fence."""
    match expectation:
        case CitedClaim(link=link, claim=claim):
            return element is link or (
                isinstance(element, PythonFence) and stands_in(claim.line, claim.span.path, element)
            )
        case AskedValue(value=value):
            return element is value or (isinstance(element, PythonFence) and value.snippet is None)
        case RunFence(fence=fence) | RunExamples(fence=fence) | ShownRegion(fence=fence):
            return element is fence


def stands_in(line: int, path: str, fence: PythonFence) -> bool:
    """Whether a line of a file is one of a fence's."""
    return path == fence.span.path and fence.line <= line <= fence.line + fence.code.count("\n")
