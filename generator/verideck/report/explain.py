"""Words an outcome: each refutation, obstacle and warning becomes a diagnostic at its place in the card file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from verideck.model import Cited, Diagnostic, Outcome, Refuted, Unrunnable, UnstableFloat, Verified
from verideck.report.refuted import refuted
from verideck.report.stopped import stopped


def explain(outcome: Outcome) -> Iterator[Diagnostic]:
    """A diagnostic for each thing that an author must mend or may want to."""
    match outcome:
        case Verified():
            yield from (unstable_float(warning) for warning in outcome.warnings)
        case Cited():
            return
        case Refuted():
            yield from (refuted(outcome.note, problem) for problem in outcome.problems)
        case Unrunnable():
            yield from (stopped(outcome.note, problem) for problem in outcome.problems)
            yield from (refuted(outcome.note, problem) for problem in outcome.refutations)
        case _:
            assert_never(outcome)


def unstable_float(warning: UnstableFloat) -> Diagnostic:
    return Diagnostic(
        "unstable-float",
        f"`{warning.text}` is shown, and nothing holds it to a tolerance or a format",
        warning.span,
        "warning",
        help="add an `output` fence after the code; or give the value a format (`{python} loss:.3f`)",
    )
