"""Where a note says what a program must bear out."""

from __future__ import annotations

from typing import assert_never

from verideck.model import AskedValue, CitedClaim, Expectation, Note, RunExamples, RunFence, ShownRegion, Span


def needed_by(note: Note, program: str) -> Span:
    """The first place of the note that says something about the program."""
    places = (place(each) for each in note.expectations if each.program == program)
    return next(places, note.draft.span)


def place(expectation: Expectation) -> Span:
    match expectation:
        case CitedClaim():
            return expectation.link.span
        case AskedValue():
            return expectation.value.span
        case RunFence() | RunExamples() | ShownRegion():
            return expectation.fence.span
        case _:
            assert_never(expectation)
