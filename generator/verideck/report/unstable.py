"""Words what came out differently when a program ran again."""

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
        help=advice(found),
    )


HELP = (
    "sort what has no order, leave clocks and `id()` out, and have the program seed what is random, as with "
    "`keras.utils.set_random_seed(1)` or `np.random.default_rng(1)`"
)
OF_A_VALUE = ", before it draws for a value: while a value is evaluated, generators have other seeds than the program's"


def advice(found: Unstable) -> str:
    further = OF_A_VALUE if found.fact.kind == "value" else ""
    return f"{HELP}{further}; `actual` is run {found.run}, with PYTHONHASHSEED={found.run} and seed {found.run}"


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
