"""Words an outcome: each refutation, obstacle and warning becomes a diagnostic at its place in the card file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from verideck.model import (
    AskedValue,
    Cited,
    CitedClaim,
    Claim,
    ClaimFailed,
    ClaimFailure,
    ClaimNotReached,
    Diagnostic,
    DidNotRaise,
    ExampleDiffers,
    Expectation,
    FigureUnfit,
    MessageDiffers,
    NoEvidence,
    Note,
    Obstacle,
    Outcome,
    OutputDiffers,
    ProgramAborted,
    ProgramRaised,
    Refutation,
    Refuted,
    Related,
    RunExamples,
    RunFence,
    ShownRegion,
    Span,
    UncitedFailure,
    Unrunnable,
    UnstableFloat,
    ValueRaised,
    Verified,
)
from verideck.report.confined import confined
from verideck.report.figures import figure_unfit
from verideck.report.raised import raised_at, rest, sentence, short_name


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


def refuted(note: Note, problem: Refutation) -> Diagnostic:
    match problem:
        case ClaimFailed():
            return claim_failed(problem)
        case ClaimNotReached():
            return claim_not_reached(problem)
        case ValueRaised():
            return value_raised(problem)
        case OutputDiffers():
            return output_differs(problem)
        case DidNotRaise():
            return did_not_raise(problem)
        case MessageDiffers():
            return message_differs(problem)
        case ExampleDiffers():
            return example_differs(problem)
        case FigureUnfit():
            return figure_unfit(problem)
        case NoEvidence():
            return no_evidence(note)
        case _:
            assert_never(problem)


def stopped(note: Note, problem: Obstacle) -> Diagnostic:
    match problem:
        case ProgramRaised():
            return uncaught_exception(note, problem)
        case ProgramAborted():
            return aborted(note, problem)
        case _:
            assert_never(problem)


# ── What did not hold ────────────────────────────────────────────────────────────────────────────────────────────


def claim_failed(problem: ClaimFailed) -> Diagnostic:
    claim, run, failure = problem.cited.claim, problem.run, problem.run.failures[0]
    times = f"; it was reached {run.reached} times" if run.reached > 1 else ""
    assertion = Related(assert_span(claim), f"this assert failed{times}")
    calls = [each for each in raised_at(failure.raised) if not same_line(each, assertion)] if failure.raised else []
    return Diagnostic(
        "claim-failed",
        f"the claim `{claim.name}` does not hold",
        problem.cited.link.span,
        actual=failing(failure) or None,
        related=(assertion, *calls),
        help="change the answer to what is true, or mend the assert",
    )


def explain_uncited(problem: UncitedFailure) -> Diagnostic:
    """A diagnostic at the assert itself, since no card speaks of it."""
    return Diagnostic(
        "claim-failed",
        f"the claim `{problem.run.name}`, which no note cites, does not hold",
        Span(problem.path, problem.line, 1, problem.line),
        actual=failing(problem.run.failures[0]) or None,
        help="mend the assert, or remove it",
    )


def same_line(one: Related, other: Related) -> bool:
    return (one.span.path, one.span.line) == (other.span.path, other.span.line)


def failing(failure: ClaimFailure) -> str:
    """How the assert's operands differ, their values, its message, and what it raised, a line or more each.

    An operand that is its own value, such as `tf.int32`, says nothing.
    """
    lines = [failure.difference] if failure.difference else []
    lines += [operand(source, value) for source, value in failure.operands if source != value]
    if failure.message:
        lines.append(f"message: {failure.message}")
    if failure.raised:
        lines.append(f"raised {sentence(failure.raised)}")
    return "\n".join(lines)


def operand(source: str, value: str) -> str:
    return f"`{source}` is\n{value}" if "\n" in value else f"`{source}` is {value}"


def claim_not_reached(problem: ClaimNotReached) -> Diagnostic:
    claim = problem.cited.claim
    return Diagnostic(
        "claim-not-reached",
        f"the assert of the claim `{claim.name}` was never run",
        problem.cited.link.span,
        related=(Related(assert_span(claim), "this assert"),),
        help="call the function that it stands in, or move it out; inside a tf.function it is traced, not run",
    )


def assert_span(claim: Claim) -> Span:
    return Span(claim.span.path, claim.line, 1, claim.line + claim.code.count("\n"))


def value_raised(problem: ValueRaised) -> Diagnostic:
    value = problem.asked.value
    return Diagnostic(
        "value-raised",
        f"`{value.expression}` raised {sentence(problem.raised)}",
        value.span,
        actual=rest(problem.raised),
        related=raised_at(problem.raised),
        help="a value is evaluated after the last line of its program has run; use a name that exists there",
    )


def output_differs(problem: OutputDiffers) -> Diagnostic:
    expected = problem.expected
    line = min(problem.line - 1, expected.text.count("\n"))
    span = Span(expected.span.path, expected.line + line) if expected.text else expected.span
    return Diagnostic(
        "output-differs",
        f"{STREAMS[expected.stream]}: {problem.reason}",
        span,
        expected=expected.text,
        actual=problem.actual.rstrip("\n"),
        help="mend the code; if the code is right, `verideck accept` writes here what ran",
    )


STREAMS = {"stdout": "the output differs", "stderr": "stderr differs", "warnings": "the warnings differ"}


def did_not_raise(problem: DidNotRaise) -> Diagnostic:
    fence, raised = problem.ran.fence, problem.raised
    if raised is None:
        message = f"this fence should raise `{fence.raises}` and raised nothing"
        return Diagnostic("did-not-raise", message, fence.span, help="remove `raises=`, or mend the code")
    return Diagnostic(
        "raised-other",
        f"this fence should raise `{fence.raises}` and raised {sentence(raised)}",
        fence.span,
        actual=rest(raised),
        related=raised_at(raised),
        help=f"write `raises={short_name(raised)}` if that is what the answer should say",
    )


def message_differs(problem: MessageDiffers) -> Diagnostic:
    raised = problem.raised
    return Diagnostic(
        "message-differs",
        f"`{short_name(raised)}` says something else: {problem.reason}",
        problem.expected.span,
        expected=problem.expected.text,
        actual=raised.message,
        related=raised_at(raised),
        help="write what it says, with `...` for what may change; or leave the message out: it is less stable than the"
        " type",
    )


def example_differs(problem: ExampleDiffers) -> Diagnostic:
    return Diagnostic(
        "example-differs",
        f"something else comes out at this prompt: {problem.reason}",
        Span(problem.ran.fence.span.path, problem.line),
        expected=problem.example.want or None,
        actual=problem.actual,
        help="mend the code; if the code is right, `verideck accept` writes here what ran",
    )


def no_evidence(note: Note) -> Diagnostic:
    return Diagnostic(
        "no-evidence",
        "nothing that was run shows that this answer is right",
        note.draft.span,
        help="cite a claim (`[text](claim:NAME)`), compute a value (`` `{python} expression` ``), "
        "or show what a `python` fence writes",
    )


# ── What could not be tried ──────────────────────────────────────────────────────────────────────────────────────


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
        f"{problem.program} did not come to its end: {run.detail}",
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


# ── What may change with the machine ─────────────────────────────────────────────────────────────────────────────


def unstable_float(warning: UnstableFloat) -> Diagnostic:
    return Diagnostic(
        "unstable-float",
        f"`{warning.text}` is shown, and nothing holds it to a tolerance or a format",
        warning.span,
        "warning",
        help="add an `output` fence after the code; give a value a format (`{python} loss:.3f`)",
    )
