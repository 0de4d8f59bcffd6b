"""Words what came out otherwise when a program ran again."""

from __future__ import annotations

from verideck.model import Diagnostic, Fact, FactKind, Related, Span, Unstable
from verideck.report.places import place


def explain_unstable(found: Unstable) -> Diagnostic:
    """An error at the note's evidence where the note came to something else, a warning where nothing shows it."""
    fact = found.fact
    statement = Span(fact.path, fact.line, 1, fact.end_line) if fact.path else None
    span = place(found.expectation) if found.expectation else statement or Span(fact.program.partition("#")[0], 1)
    return Diagnostic(
        "unstable",
        f"{subject(fact)} differs from run to run, in {found.differing} of {found.runs} more"
        f"{'' if found.matters else '; no card shows it'}",
        span,
        "error" if found.matters else "warning",
        expected=found.first.rstrip("\n"),
        actual=found.again.rstrip("\n"),
        related=(Related(statement, "this statement"),) if statement and statement != span else (),
        help=f"{HELP}; `actual` is run {found.run}, with PYTHONHASHSEED={found.run}",
    )


HELP = "sort what has no order, seed what is random, and leave clocks and `id()` out"


def subject(fact: Fact) -> str:
    return SUBJECTS[fact.kind].format(program=fact.program)


SUBJECTS: dict[FactKind, str] = {
    "stdout": "the output",
    "stderr": "what goes to stderr",
    "warnings": "a warning",
    "raised": "the exception at this prompt",
    "result": "the last value",
    "figure": "the figure",
    "exception": "the exception",
    "claim": "what the claim finds",
    "value": "this value",
    "end": "the end of {program}",
    "rest": "something of the recording",
}
