"""The counts at the end of a run."""

from __future__ import annotations

from evidence import CARD, SNIPPET, claim, fence, note, own_run, region, snippet_run, value, wrote
from verideck.model import Aborted, ClaimRun, Diagnostic, ItemList, Listing, Quote, Span, ValueRun
from verideck.report import summary
from verideck.report.summary import flat
from verideck.verify import verify

LISTING = Listing("c", "int x;", Span(CARD, 1))


def test_every_outcome_severity_and_kind_of_evidence_is_counted() -> None:
    """Nothing is skipped in silence: what was not run is counted with what was."""
    runs = {**snippet_run(claims=[ClaimRun("agree", 1)], values=[ValueRun("1")]), **own_run(wrote("a\n"))}
    outcomes = [
        verify(note(claim(), value(), fence(), listings=2), runs),
        verify(note(claim(), region()), runs),
        verify(note(), {}),
        verify(note(source="https://example.org"), {}),
        verify(note(value()), {SNIPPET: Aborted("timeout", "")}),
    ]
    error, warning = Diagnostic("x", "", Span("", 1)), Diagnostic("x", "", Span("", 1), "warning")
    assert summary(outcomes, [error, error, warning]) == (
        "5 notes: 2 verified, 1 cited, 1 refuted, 1 unrunnable; 2 errors, 1 warning\n"
        "2 programs, 2 claims, 2 values, 1 fence, 1 region, 2 listings not run"
    )


def test_a_clean_run_names_no_errors() -> None:
    """The line that an author hopes for."""
    outcome = verify(note(claim()), snippet_run(claims=[ClaimRun("agree", 1)]))
    assert summary([outcome], []).splitlines()[0] == "1 note: 1 verified"


def test_an_empty_project_has_none_verified() -> None:
    """No notes are no success."""
    assert summary([], []).splitlines()[0] == "0 notes: none verified"


def test_listings_in_lists_and_quotes_are_counted() -> None:
    """Wherever they stand."""
    blocks = [Quote((LISTING, ItemList(None, True, ((LISTING,), (LISTING,)))))]
    assert sum(isinstance(block, Listing) for block in flat(blocks)) == 3


def test_notes_that_nobody_looked_at_are_counted() -> None:
    """A mistake in a snippet hides its notes from the outcomes, not from the totals."""
    outcome = verify(note(claim()), snippet_run(claims=[ClaimRun("agree", 1)]))
    error = Diagnostic("x", "", Span("", 1))

    assert summary([outcome], [error], 5).splitlines()[0] == "6 notes: 1 verified, 5 not looked at; 1 error"
    assert summary([], [error], 2).splitlines()[0] == "2 notes: none verified, 2 not looked at; 1 error"
