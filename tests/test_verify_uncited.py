"""A failing claim fails the build, whether a note cites it or not."""

from __future__ import annotations

import pytest

from evidence import SNIPPET, claim, note, snippet_run, value
from verideck.model import Aborted, ClaimFailure, ClaimRun, UncitedFailure
from verideck.verify import uncited_failures

FAILED = ClaimRun("agree", 1, (ClaimFailure(),))


def test_a_failed_claim_that_no_note_cites_is_found_at_its_assert() -> None:
    """The program goes on after it and its notes may be verified, so nothing else would speak of it."""
    notes = [note(value()), note(value())]
    assert list(uncited_failures(notes, snippet_run(claims=[FAILED]))) == [UncitedFailure(SNIPPET, 5, FAILED)]


def test_a_failed_claim_that_some_note_cites_is_left_to_that_note() -> None:
    """One mistake, one diagnostic."""
    assert not list(uncited_failures([note(value()), note(claim())], snippet_run(claims=[FAILED])))


@pytest.mark.parametrize("held", [ClaimRun("agree"), ClaimRun("agree", 1)])
def test_an_uncited_claim_that_did_not_fail_is_no_mistake(held: ClaimRun) -> None:
    """Held or not reached: no answer depends on it."""
    assert not list(uncited_failures([note(value())], snippet_run(claims=[held])))


def test_an_aborted_program_has_no_claims() -> None:
    """It is reported with the notes that need it."""
    assert not list(uncited_failures([note(value())], {SNIPPET: Aborted("timeout", "")}))
