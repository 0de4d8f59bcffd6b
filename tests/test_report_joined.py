"""A snippet that crashes is one mistake, however many notes cite it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from verideck.model import Diagnostic, Related, Span
from verideck.report import joined
from verideck.report.stopped import ABORTED

RAISED = (Related(Span("snippets/a.py", 3), "raised here"),)
FIRST = Diagnostic(
    "uncaught-exception", "snippets/a.py raised ZeroDivisionError", Span("cards/a.md", 5), related=RAISED
)
SECOND = replace(FIRST, span=Span("cards/a.md", 9))


def test_one_end_of_a_program_is_told_once_with_every_place() -> None:
    """An author reads the cause once, and sees which notes hang on it."""
    (found,) = joined([FIRST, SECOND])
    assert found.span == FIRST.span
    assert found.related == (*RAISED, Related(SECOND.span, "this needs it, too"))


@pytest.mark.parametrize("code", ABORTED)
def test_every_end_of_a_program_is_joined(code: str) -> None:
    """Ten notes that cite a snippet which takes too much memory are one mistake."""
    assert len(joined([replace(FIRST, code=code), replace(SECOND, code=code)])) == 1


def test_ends_of_different_programs_stay_apart() -> None:
    """They are different mistakes, even with the same words."""
    elsewhere = replace(SECOND, related=(Related(Span("snippets/b.py", 3), "raised here"),))
    assert joined([FIRST, elsewhere]) == (FIRST, elsewhere)


def test_other_codes_are_not_joined() -> None:
    """Two claims that rest on one assert are two statements to mend."""
    one, two = replace(FIRST, code="claim-failed"), replace(SECOND, code="claim-failed")
    assert joined([one, two]) == (one, two)


def test_equal_diagnostics_stand_once() -> None:
    """A file's unknown snippet concerns each of its notes at one and the same place."""
    assert joined([FIRST, FIRST]) == (FIRST,)
