"""Words what ran and did not hold."""

from __future__ import annotations

from typing import assert_never

from verideck.model import (
    AnswerUntypable,
    Claim,
    ClaimFailed,
    ClaimFailure,
    ClaimNotReached,
    Diagnostic,
    DidNotRaise,
    ExampleDiffers,
    FigureUnfit,
    MessageDiffers,
    NoEvidence,
    Note,
    OutputDiffers,
    Refutation,
    Related,
    Span,
    UncitedFailure,
    UnprovenDeletion,
    ValueRaised,
)
from verideck.report.figures import figure_unfit
from verideck.report.raised import raised_at, rest, sentence, short_name


def refuted(note: Note, problem: Refutation) -> Diagnostic:
    match problem:
        case ClaimFailed():
            return claim_failed(problem)
        case ClaimNotReached():
            return claim_not_reached(problem)
        case ValueRaised():
            return value_raised(note, problem)
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
        case AnswerUntypable():
            return answer_untypable(problem)
        case UnprovenDeletion():
            return unproven_deletion(problem)
        case NoEvidence():
            return no_evidence(note)
        case _:
            assert_never(problem)


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


def value_raised(note: Note, problem: ValueRaised) -> Diagnostic:
    value = problem.asked.value
    return Diagnostic(
        "value-raised",
        f"`{value.expression}` raised {sentence(problem.raised)}",
        value.span,
        actual=rest(problem.raised),
        related=raised_at(problem.raised),
        help=value_help(note, problem),
    )


def value_help(note: Note, problem: ValueRaised) -> str:
    snippet, own = note.draft.snippet, f"{note.draft.span.path}#{note.id}"
    if snippet and problem.raised.type == "NameError" and problem.asked.program == own:
        other = f"for one of the snippet's, write `{{python {snippet}}} {problem.asked.value.expression}`"
        return f"a value in a note that has fences sees only their names; {other}"
    return "a value is evaluated after the last line of its program has run; use a name that exists there"


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
        help="mend the code; if the code is right, `verideck accept` writes here what came out",
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
        help="mend the code; if the code is right, `verideck accept` writes here what came out",
    )


def answer_untypable(problem: AnswerUntypable) -> Diagnostic:
    return Diagnostic(
        "typed-answer",
        f"the answer that is to be typed {problem.reason}",
        problem.span,
        actual=problem.text or None,
        help="ask for one line that can be seen and typed; give a value a shorter form",
    )


def unproven_deletion(problem: UnprovenDeletion) -> Diagnostic:
    if problem.item:
        message = "nothing that was run shows that this item is right"
        help = "cite a claim in it (`[text](claim:NAME)`), compute a value, or show what a `python` fence writes"
        return Diagnostic("unproven-deletion", message, problem.span, help=help)
    return Diagnostic(
        "unproven-deletion",
        "nothing that was run shows that what is hidden here is right",
        problem.span,
        help="put a claim around it or in it (`[{{c1::text}}](claim:NAME)`), or a value; in a fence, show what it"
        " writes, or cite a claim that stands in it",
    )


def no_evidence(note: Note) -> Diagnostic:
    return Diagnostic(
        "no-evidence",
        "nothing that was run shows that this answer is right",
        note.draft.span,
        help="cite a claim (`[text](claim:NAME)`), compute a value (`` `{python} expression` ``), "
        "or show on the back what a `python` fence writes",
    )
