"""What a note comes to, given what its programs did."""

from __future__ import annotations

import pytest

from evidence import (
    FENCE_UNIT,
    OWN,
    SNIPPET,
    SNIPPET_UNIT,
    claim,
    expected,
    fence,
    note,
    own_run,
    raised,
    region,
    snippet_run,
    value,
    wrote,
)
from verideck.model import (
    Aborted,
    Cited,
    ClaimFailed,
    ClaimFailure,
    ClaimNotReached,
    ClaimRun,
    DidNotRaise,
    MessageDiffers,
    NoEvidence,
    Output,
    OutputDiffers,
    ProgramAborted,
    ProgramRaised,
    Refuted,
    RunFence,
    Shown,
    ShownRegion,
    Span,
    UnitRun,
    Unrunnable,
    UnstableFloat,
    ValueRaised,
    ValueRun,
    Verified,
)
from verideck.verify import verify

HELD = ClaimRun("agree", 1)
FAILED = ClaimRun("agree", 2, (ClaimFailure((("a", "1"),)),))
ABORTED = Aborted("timeout", "still running after 30 s")


def floats(text: str, ran: RunFence | ShownRegion) -> tuple[UnstableFloat, ...]:
    runs = {**own_run(wrote(text)), **snippet_run(wrote(text), claims=[HELD])}
    outcome = verify(note(claim(), ran), runs)
    assert isinstance(outcome, Verified)
    return outcome.warnings


# ── Claims and values ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_claim_that_was_reached_and_never_failed_holds() -> None:
    """The plainest verified note."""
    cited = note(claim())
    assert verify(cited, snippet_run(claims=[HELD])) == Verified(cited, (), ())


def test_a_claim_that_failed_once_is_refuted() -> None:
    """In a loop one failing of many refutes."""
    cited = claim()
    assert verify(note(cited), snippet_run(claims=[FAILED])) == Refuted(note(cited), (ClaimFailed(cited, FAILED),))


@pytest.mark.parametrize("claims", [[], [ClaimRun("agree")], [ClaimRun("other", 1)]])
def test_a_claim_that_was_never_reached_is_refuted(claims: list[ClaimRun]) -> None:
    """An assert in a function that nobody calls proves nothing."""
    cited = claim()
    assert verify(note(cited), snippet_run(claims=claims)) == Refuted(note(cited), (ClaimNotReached(cited),))


def test_values_stand_by_their_index() -> None:
    """Expectations may come in another order than the values are counted in."""
    asked = note(value("b", 1), value("a", 0))
    outcome = verify(asked, snippet_run(values=[ValueRun("1"), ValueRun("2")]))
    assert outcome == Verified(asked, ("1", "2"), ())


def test_a_value_that_raised_refutes_its_note() -> None:
    """And only its note: the program ran to its end."""
    asked, error = value(), raised("NameError")
    assert verify(note(asked), snippet_run(values=[ValueRun(raised=error)])) == Refuted(
        note(asked), (ValueRaised(asked, error),)
    )


def test_a_value_after_an_expected_exception_is_refuted() -> None:
    """The exception ended the program before the value could be evaluated."""
    error = raised("ValueError")
    asked = value()
    own = type(asked)(asked.value, OWN, 0)
    outcome = verify(note(fence(raises="ValueError"), own), own_run(UnitRun(raised=error)))
    assert isinstance(outcome, Refuted)
    assert outcome.problems == (ValueRaised(own, error),)


# ── Output ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        (wrote("a\n"), "a"),
        (wrote(result="3"), "3"),
        (wrote("a\n", result="3"), "a\n3"),
        (wrote("a", result="3"), "a\n3"),
        (UnitRun((Output(10, 10, "a\n"), Output(11, 11, "b\n")), "3"), "a\nb\n3"),
        (wrote("a\n", "not shown\n"), "a"),
    ],
)
def test_a_fence_shows_what_a_terminal_would(unit: UnitRun, text: str) -> None:
    """Standard output, then the value of the last expression on a line of its own."""
    assert verify(note(fence()), own_run(unit)) == Verified(note(fence()), (), (Shown(text),))


def test_an_expected_text_is_shown_instead_of_the_actual_one() -> None:
    """So that a card does not change with the machine."""
    ran = fence(expected=expected("0.5"))
    assert verify(note(ran), own_run(wrote("0.5000001\n"))) == Verified(note(ran), (), (Shown("0.5"),))


def test_an_expected_text_is_compared_with_output_and_last_value() -> None:
    """Both are what a reader would see under the code."""
    ran = fence(expected=expected("a\n3"))
    assert isinstance(verify(note(ran), own_run(wrote("a\n", result="3"))), Verified)


def test_stderr_is_compared_where_it_is_asked_for() -> None:
    """And then standard output and the last value take no part."""
    ran = fence(expected=expected("warned", stream="stderr"))
    assert isinstance(verify(note(ran), own_run(wrote("a\n", "warned\n", result="3"))), Verified)


def test_an_output_that_differs_is_refuted() -> None:
    """With what was written and where it differs first."""
    wanted = expected("a\nfloat32")
    ran = fence(expected=wanted)
    assert verify(note(ran), own_run(wrote("a\nfloat64\n"))) == Refuted(
        note(ran), (OutputDiffers(wanted, "a\nfloat64\n", 2, "expected `float32`, got `float64`"),)
    )


def test_a_region_shows_what_its_statements_wrote() -> None:
    """Not what stands before, after or around it."""
    outputs = (Output(3, 3, "before\n"), Output(5, 6, "half\n"), Output(6, 6, "a\n"), Output(7, 8, "after\n"))
    outcome = verify(note(claim(), region()), snippet_run(UnitRun(outputs), claims=[HELD]))
    assert isinstance(outcome, Verified)
    assert outcome.shown == (Shown("a"),)


def test_a_region_is_compared_too() -> None:
    """With its own part of the output."""
    ran = region(expected=expected("b"))
    outcome = verify(note(ran), snippet_run(wrote("a\n")))
    assert isinstance(outcome, Refuted)
    assert isinstance(outcome.problems[0], OutputDiffers)


# ── Exceptions ───────────────────────────────────────────────────────────────────────────────────────────────────

NOT_FOUND = "tensorflow.python.framework.errors_impl.NotFoundError"


@pytest.mark.parametrize("name", ["NotFoundError", "tf.errors.NotFoundError", NOT_FOUND, "OpError", "Exception"])
def test_an_expected_exception_is_named_by_itself_or_a_base(name: str) -> None:
    """However the author's program imports it; the class knows only where it was defined."""
    error = raised(NOT_FOUND, bases=["NotFoundError", "tensorflow.python.framework.errors_impl.OpError", "OpError"])
    ran = fence(raises=name)
    outcome = verify(note(ran), own_run(UnitRun(raised=error)))
    assert outcome == Verified(note(ran), (), (Shown("", "NotFoundError"),))


@pytest.mark.parametrize("name", ["KeyError", "Error", "errors.Value", "ValueError.x"])
def test_another_exception_is_refuted(name: str) -> None:
    """A note that says which exception is raised is about that exception."""
    ran, error = fence(raises=name), raised("ValueError")
    assert verify(note(ran), own_run(UnitRun(raised=error))) == Refuted(note(ran), (DidNotRaise(ran, error),))


def test_no_exception_where_one_is_expected_is_refuted() -> None:
    """Whatever the fence shows."""
    ran = fence(raises="ValueError")
    assert verify(note(ran), own_run(wrote("fine\n"))) == Refuted(note(ran), (DidNotRaise(ran, None),))


@pytest.mark.parametrize(("said", "holds"), [("no good", True), ("no", False), ("not good", False)])
def test_an_exceptions_message_holds_where_it_is_written(said: str, holds: bool) -> None:
    """With `...` for what may change."""
    text, error = expected("no ...d", match="ellipsis"), raised(message=said)
    ran = fence(raises="ValueError", message=text)
    outcome = verify(note(ran), own_run(UnitRun(raised=error)))
    assert isinstance(outcome, Verified if holds else Refuted)
    assert holds or [type(each) for each in getattr(outcome, "problems", ())] == [MessageDiffers]


def test_the_message_of_another_exception_is_not_compared() -> None:
    """One mistake is told once."""
    ran, error = fence(raises="ValueError", message=expected("a")), raised("KeyError")
    assert verify(note(ran), own_run(UnitRun(raised=error))) == Refuted(note(ran), (DidNotRaise(ran, error),))


def test_warnings_are_compared_where_it_is_asked_for() -> None:
    """They are no part of stderr."""
    unit = UnitRun((Output(10, 10, "", "e\n", "UserWarning: old\n"),))
    ran = fence(expected=expected("UserWarning: old", stream="warnings"))
    assert isinstance(verify(note(ran), own_run(unit)), Verified)


def test_what_was_written_before_an_expected_exception_is_shown() -> None:
    """A fence may print and then raise."""
    ran = fence(raises="ValueError")
    outcome = verify(note(ran), own_run(UnitRun((Output(10, 10, "a\n"),), raised=raised())))
    assert outcome == Verified(note(ran), (), (Shown("a", "ValueError"),))


# ── Obstacles ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_exception_that_nobody_expects_makes_every_note_of_the_program_unrunnable() -> None:
    """A claim that held before may depend on nothing that failed, but a broken program backs no answer."""
    error = raised()
    outcome = verify(note(claim()), snippet_run(UnitRun(raised=error), claims=[HELD]))
    assert outcome == Unrunnable(note(claim()), (ProgramRaised(SNIPPET, SNIPPET_UNIT, error),))


def test_an_exception_in_another_unit_than_the_one_that_expects_it_is_an_obstacle() -> None:
    """`raises=` speaks of its own fence: here it is the prelude that raised."""
    program = own_run()[OWN]
    broken = type(program)((UnitRun(raised=raised()),), (), (), "3.11.7", ())
    outcome = verify(note(fence(raises="ValueError")), {OWN: broken})
    assert isinstance(outcome, Unrunnable)
    assert outcome.refutations == ()


def test_an_exception_in_a_silent_fence_is_an_obstacle() -> None:
    """Without `raises=` an exception is a mistake."""
    outcome = verify(note(fence()), own_run(UnitRun(raised=raised())))
    assert outcome == Unrunnable(note(fence()), (ProgramRaised(OWN, FENCE_UNIT, raised()),))


def test_an_aborted_program_makes_its_notes_unrunnable() -> None:
    """Nothing is known of what it would have done."""
    assert verify(note(claim(), value()), {SNIPPET: ABORTED}) == Unrunnable(
        note(claim(), value()), (ProgramAborted(SNIPPET, ABORTED),)
    )


def test_what_was_tried_before_the_obstacle_is_reported_with_it() -> None:
    """One run names every mistake: here a claim that failed, a value of the other program, and the exception."""
    error = raised()
    runs = {**snippet_run(UnitRun(raised=error), claims=[FAILED]), **own_run(wrote("b\n"))}
    ran = fence(expected=expected("a"))
    outcome = verify(note(claim(), value(), ran), runs)
    assert isinstance(outcome, Unrunnable)
    assert [type(each) for each in outcome.problems] == [ProgramRaised]
    assert [type(each) for each in outcome.refutations] == [ClaimFailed, OutputDiffers]


def test_all_problems_of_a_note_are_reported() -> None:
    """An author mends them in one go."""
    runs = {**snippet_run(claims=[], values=[ValueRun(raised=raised())]), **own_run(wrote("b\n"))}
    outcome = verify(note(claim(), value(), fence(raises="KeyError", expected=expected("a"))), runs)
    assert isinstance(outcome, Refuted)
    assert [type(each) for each in outcome.problems] == [ClaimNotReached, ValueRaised, DidNotRaise, OutputDiffers]


# ── Evidence ─────────────────────────────────────────────────────────────────────────────────────────────────────

SILENT = [
    (fence(), UnitRun()),
    (fence(), wrote("\n")),
    (fence(), wrote("", "only a warning\n")),
    (fence(hide=True), wrote("a\n")),
    (fence(output="hide"), wrote("a\n", result="3")),
]


@pytest.mark.parametrize(("ran", "unit"), SILENT)
def test_a_silent_or_hidden_fence_is_no_evidence(ran: RunFence, unit: UnitRun) -> None:
    """That code ran without an exception says nothing about the answer."""
    assert verify(note(ran), own_run(unit)) == Refuted(note(ran), (NoEvidence(),))


def test_a_shown_region_alone_is_no_evidence() -> None:
    """Its output is whatever it is; nothing is held against it."""
    assert verify(note(region()), snippet_run(wrote("a\n"))) == Refuted(note(region()), (NoEvidence(),))


def test_a_note_without_expectations_has_no_evidence() -> None:
    """Prose alone never ships."""
    assert verify(note(), {}) == Refuted(note(), (NoEvidence(),))


@pytest.mark.parametrize("ran", [fence(hide=True, expected=expected("a")), fence(output="only")])
def test_a_fence_that_shows_or_must_write_is_evidence(ran: RunFence) -> None:
    """A hidden fence too, where its output must match."""
    assert isinstance(verify(note(ran), own_run(wrote("a\n"))), Verified)


def test_a_region_with_an_expected_text_is_evidence() -> None:
    """Then its output is held against something."""
    assert isinstance(verify(note(region(expected=expected("a"))), snippet_run(wrote("a\n"))), Verified)


def test_a_note_with_a_source_instead_of_evidence_is_cited() -> None:
    """It is counted apart and never called verified."""
    cited = note(source="https://example.org")
    assert verify(cited, {}) == Cited(cited)


def test_a_source_does_not_excuse_evidence_that_failed() -> None:
    """What was tried counts."""
    assert isinstance(verify(note(claim(), source="https://example.org"), snippet_run(claims=[FAILED])), Refuted)


@pytest.mark.parametrize(("ran", "unit"), SILENT)
def test_a_source_does_not_excuse_code_that_shows_nothing(ran: RunFence, unit: UnitRun) -> None:
    """A note is cited only where there is nothing to run, which the settings must allow; no other is let through."""
    sourced = note(ran, source="https://example.org")
    assert verify(sourced, own_run(unit)) == Refuted(sourced, (NoEvidence(),))


# ── Floats that change with the machine ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "found"), [("a 0.5\n", "0.5"), ("[1. 2.]\n", "1."), ("(1+2.5j)", "+2.5j"), ("1e-5", "1e-5")]
)
def test_a_shown_float_that_nothing_holds_is_a_warning(text: str, found: str) -> None:
    """Its last digits may differ on the next machine, and then the card would change."""
    span = Span("", 1)
    assert floats(text, fence()) == (UnstableFloat(found, span),)
    assert floats(text, region()) == (UnstableFloat(found, span),)


@pytest.mark.parametrize("text", ["3", "2.21.0", "float32", "nan inf", "(1+2j)", "x.5"])
def test_what_is_no_float_is_no_warning(text: str) -> None:
    """Integers, versions, dtypes and names are the same everywhere."""
    assert floats(text, fence()) == ()


@pytest.mark.parametrize(
    "ran", [fence(expected=expected("0.5")), fence(hide=True), fence(output="hide"), region(output="hide")]
)
def test_a_float_that_is_held_or_hidden_is_no_warning(ran: RunFence | ShownRegion) -> None:
    """An expected text is what the card shows."""
    assert floats("0.5\n", ran) == ()


@pytest.mark.parametrize(
    ("expression", "warned"),
    [
        ("loss", True),
        ("loss!r", True),
        ("loss:>10", True),
        ("d['a:.3f']", True),
        ('d["a"]', True),
        ("loss if a else \\", True),
        ("loss:.3f", False),
        ("loss!r:.3", False),
        ("loss:e", False),
        ("d['x'] * 100:.1%", False),
        ("loss:.{n}f", False),
    ],
)
def test_a_value_needs_a_format_that_fixes_its_digits(expression: str, warned: bool) -> None:
    """A width or a conversion fixes none."""
    outcome = verify(note(value(expression)), snippet_run(values=[ValueRun("0.123")]))
    assert isinstance(outcome, Verified)
    assert bool(outcome.warnings) == warned


def test_a_value_that_is_no_float_needs_no_format() -> None:
    """Most values are names, dtypes and shapes."""
    outcome = verify(note(value()), snippet_run(values=[ValueRun("float32 (2, 3)")]))
    assert isinstance(outcome, Verified)
    assert outcome.warnings == ()
