"""Words what could not be tried: a program that raised where it should not, or did not finish."""

from __future__ import annotations

from typing import assert_never

from verideck.model import (
    Diagnostic,
    Note,
    Obstacle,
    ProgramAborted,
    ProgramRaised,
    Related,
    Span,
)
from verideck.report.confined import confined
from verideck.report.places import needed_by
from verideck.report.raised import raised_at, rest, sentence, short_name


def stopped(note: Note, problem: Obstacle) -> Diagnostic:
    match problem:
        case ProgramRaised():
            return uncaught_exception(note, problem)
        case ProgramAborted():
            return aborted(note, problem)
        case _:
            assert_never(problem)


def uncaught_exception(note: Note, problem: ProgramRaised) -> Diagnostic:
    raised, card = problem.raised, note.draft.span.path
    own = [Span(frame.path, frame.line) for frame in raised.frames if frame.path == card]
    if problem.unit.path == card and not own:
        own = [Span(card, problem.unit.line)]
    span = own[-1] if own else needed_by(note, problem.program)
    return Diagnostic(
        "uncaught-exception",
        f"{problem.program} raised {sentence(raised)}",
        span,
        actual=rest(raised),
        related=tuple(each for each in raised_at(raised) if each.span != span),
        help=mended(note, problem),
    )


def mended(note: Note, problem: ProgramRaised) -> str:
    """What to do. A fence that uses a name of the snippet is a newcomer's first mistake."""
    if problem.unit.role == "fence" and problem.raised.type == "NameError" and note.draft.snippet:
        return "a fence does not see the names of the snippet: define them in it, or show a region with `show=REGION`"
    if reason := confined(problem.raised):
        return reason
    return MENDED[problem.unit.role].format(type=short_name(problem.raised))


MENDED = {
    "fence": "mend the code; where the exception is the answer, give the fence `raises={type}`",
    "snippet": "mend the snippet, so that it runs to its end",
    "prelude": "mend `prelude` in the settings; it runs before the fences of every note",
}


def aborted(note: Note, problem: ProgramAborted) -> Diagnostic:
    run = problem.aborted
    statement = Span(run.path, run.line) if run.path and run.line else None
    own = statement is not None and statement.path == note.draft.span.path
    return Diagnostic(
        run.reason,
        f"{problem.program} did not finish: {run.detail}",
        statement if statement and own else needed_by(note, problem.program),
        actual=f"the end of what it wrote to stderr:\n{run.stderr.strip()}" if run.stderr.strip() else None,
        related=(Related(statement, "this statement was running"),) if statement and not own else (),
        help=ABORTED[run.reason],
    )


WHERE = "in the settings or in the front matter"

ABORTED = {
    "timeout": f"make it do less, or raise `limits.seconds` {WHERE}",
    "crashed": "a library crashed the interpreter, or the memory limit was reached (`limits.memory` in the settings)",
    "exited": "remove the call that exits: a snippet must run to its end",
    "output-limit": f"write less, or raise `limits.output` {WHERE}",
    "memory-limit": f"make it use less, or raise `limits.memory` {WHERE}",
    "process-limit": f"start fewer processes, or raise `limits.processes` {WHERE}",
}
