"""From an outcome to what its author reads, carets included."""

from __future__ import annotations

from dataclasses import replace
from textwrap import dedent

import pytest

from evidence import (
    CARD,
    CARD_TEXT,
    FENCE_UNIT,
    OWN,
    SNIPPET,
    SNIPPET_TEXT,
    SNIPPET_UNIT,
    claim,
    expected,
    fence,
    note,
    raised,
    snippet_run,
    value,
)
from verideck.model import (
    Aborted,
    AnswerUntypable,
    Cited,
    ClaimFailed,
    ClaimFailure,
    ClaimNotReached,
    ClaimRun,
    DidNotRaise,
    Example,
    ExampleDiffers,
    Expected,
    Frame,
    MessageDiffers,
    NoEvidence,
    Note,
    Obstacle,
    Outcome,
    Output,
    OutputDiffers,
    ProgramAborted,
    ProgramRaised,
    PyconFence,
    Raised,
    Refutation,
    Refuted,
    RunExamples,
    Span,
    UncitedFailure,
    Unit,
    Unrunnable,
    ValueRaised,
    ValueRun,
)
from verideck.report import explain, explain_uncited, render_text
from verideck.verify import verify


def told(outcome: Outcome) -> str:
    return render_text(explain(outcome), {CARD: CARD_TEXT, SNIPPET: SNIPPET_TEXT}, color=False, width=100)


def refuted(problem: Refutation) -> str:
    return told(Refuted(note(), (problem,)))


def stopped(problem: Obstacle, of: Note) -> str:
    return told(Unrunnable(of, (problem,)))


def says(text: str) -> str:
    return dedent(text).removeprefix("\n")


def test_a_claim_that_failed() -> None:
    """The link in the answer, the assert in the snippet, and what its operands were."""
    failure = ClaimFailure((("a.dtype", "dtype('int64')"), ("b", "[[1]\n [2]]")), "not the same")
    run = ClaimRun("agree", 3, (failure, ClaimFailure()))
    assert refuted(ClaimFailed(claim(), run)) == says("""
        cards/ranges.md:7:5: error[claim-failed]: the claim `agree` does not hold
          |
        7 | No: [the values agree](claim:agree); the dtype is `{python} a.dtype`.
          |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
         ::: snippets/ranges.py:5:1: this assert failed; it was reached 3 times
          |
        5 | assert a.dtype == np.float32
          | ----------------------------
          |
          = actual:
                `a.dtype` is dtype('int64')
                `b` is
                [[1]
                 [2]]
                message: not the same
          = help: change the answer to what is true, or mend the assert
        """)


def test_a_claim_that_raised() -> None:
    """An assert that cannot be evaluated proves nothing; the line that raised is another than the assert's."""
    error = raised("TypeError", Frame(SNIPPET, 5, "<module>"), Frame(SNIPPET, 3, "f"))
    run = ClaimRun("agree", 1, (ClaimFailure(raised=error),))
    assert refuted(ClaimFailed(claim(), run)) == says("""
        cards/ranges.md:7:5: error[claim-failed]: the claim `agree` does not hold
          |
        7 | No: [the values agree](claim:agree); the dtype is `{python} a.dtype`.
          |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
         ::: snippets/ranges.py:5:1: this assert failed
          |
        5 | assert a.dtype == np.float32
          | ----------------------------
         ::: snippets/ranges.py:3:1: raised here
          |
        3 | a = np.arange(3)
          | ----------------
          |
          = actual: raised TypeError: no
          = help: change the answer to what is true, or mend the assert
        """)


def test_an_answer_that_nobody_can_type() -> None:
    """What it came to, and that the question is what must change."""
    assert refuted(AnswerUntypable("[[1]\n [2]]", "has 2 lines", value().value.span)) == says("""
        cards/ranges.md:7:51: error[typed-answer]: the answer that is to be typed has 2 lines
          |
        7 | No: [the values agree](claim:agree); the dtype is `{python} a.dtype`.
          |                                                   ^^^^^^^^^^^^^^^^^^
          |
          = actual:
                [[1]
                 [2]]
          = help: ask for one line that can be seen and typed; give a value a shorter form
        """)


def test_a_claim_that_failed_without_a_note_that_cites_it() -> None:
    """No card speaks of it, so the assert itself is the place."""
    run = ClaimRun("agree", 1, (ClaimFailure((("a.dtype", "dtype('int64')"),)),))
    found = explain_uncited(UncitedFailure(SNIPPET, 5, run))
    assert render_text([found], {SNIPPET: SNIPPET_TEXT}, color=False, width=100) == says("""
        snippets/ranges.py:5:1: error[claim-failed]: the claim `agree`, which no note cites, does not hold
          |
        5 | assert a.dtype == np.float32
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          |
          = actual: `a.dtype` is dtype('int64')
          = help: mend the assert, or remove it
        """)


def test_a_claim_that_was_not_reached() -> None:
    """TensorFlow's trap: an assert in a tf.function belongs to the trace."""
    assert refuted(ClaimNotReached(claim())) == says("""
        cards/ranges.md:7:5: error[claim-not-reached]: the assert of the claim `agree` was never run
          |
        7 | No: [the values agree](claim:agree); the dtype is `{python} a.dtype`.
          |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
         ::: snippets/ranges.py:5:1: this assert
          |
        5 | assert a.dtype == np.float32
          | ----------------------------
          |
          = help: call the function that it stands in, or move it out; inside a tf.function it is traced,
                not run
        """)


def test_a_value_that_raised() -> None:
    """A foreign message may have many lines: the first is the sentence, all stand below."""
    error = raised("NameError", Frame(SNIPPET, 3, "f"), message="name 'c' is not defined\nAt:\x1b[31m\n\there")
    assert refuted(ValueRaised(value(), error)) == says("""
        cards/ranges.md:7:51: error[value-raised]: `a.dtype` raised NameError: name 'c' is not defined
          |
        7 | No: [the values agree](claim:agree); the dtype is `{python} a.dtype`.
          |                                                   ^^^^^^^^^^^^^^^^^^
         ::: snippets/ranges.py:3:1: raised here
          |
        3 | a = np.arange(3)
          | ----------------
          |
          = actual:
                name 'c' is not defined
                At:␛[31m
                    here
          = help: a value is evaluated after the last line of its program has run; use a name that exists
                there
        """)


def test_a_value_that_asks_its_notes_fences_for_a_name_of_the_snippet() -> None:
    """Who adds a fence to a note takes the snippet's names away from its values, and is told how to reach them."""
    error = raised("NameError", message="name 'a' is not defined")
    assert "`{python ranges} a.dtype`" in refuted(ValueRaised(replace(value(), program=OWN), error))
    assert "the last line" in refuted(ValueRaised(replace(value(), program=OWN), replace(error, type="TypeError")))


def test_an_output_that_differs() -> None:
    """The caret is under the line of the `output` fence that differs."""
    problem = OutputDiffers(expected("[0 1 2]\nfloat32"), "[0 1 2]\nfloat64\n", 2, "expected `float32`, got `float64`")
    assert refuted(problem) == says("""
        cards/ranges.md:16:1: error[output-differs]: the output differs: expected `float32`, got `float64`
           |
        16 | float32
           | ^^^^^^^
           |
           = expected (-), actual (+):
                   [0 1 2]
                 - float32
                 + float64
           = help: mend the code; if the code is right, `verideck accept` writes here what came out
        """)


def test_an_output_of_one_line_on_stderr_that_differs() -> None:
    """Two single lines stand one under the other."""
    problem = OutputDiffers(expected("[0 1 2]", stream="stderr"), "[0 1 3]", 1, "expected `2`, got `3`")
    assert refuted(problem) == says("""
        cards/ranges.md:15:1: error[output-differs]: stderr differs: expected `2`, got `3`
           |
        15 | [0 1 2]
           | ^^^^^^^
           |
           = expected: [0 1 2]
           =   actual: [0 1 3]
           = help: mend the code; if the code is right, `verideck accept` writes here what came out
        """)


@pytest.mark.parametrize(
    ("wanted", "line", "place"),
    [(expected("[0 1 2]\nfloat32"), 3, "16:1"), (expected(""), 1, "14:1"), (expected("[0 1 2]"), 1, "15:1")],
)
def test_a_difference_beyond_the_expected_text_stands_at_its_end(wanted: Expected, line: int, place: str) -> None:
    """Where more was written than is expected there is no line to point at; an empty fence has none at all."""
    assert refuted(OutputDiffers(wanted, "", line, "")).startswith(f"cards/ranges.md:{place}:")


def test_a_fence_that_did_not_raise() -> None:
    """The fence as a whole is meant."""
    assert refuted(DidNotRaise(fence(raises="ValueError"), None)) == says("""
        cards/ranges.md:9:1: error[did-not-raise]: this fence should raise `ValueError` and raised nothing
           |
         9 | / ```python raises=ValueError
        10 | | b = [1]
        11 | | int("x")
        12 | | ```
           | |_^
           |
           = help: remove `raises=`, or mend the code
        """)


def test_a_fence_that_raised_something_else() -> None:
    """The line that raised, and the option as it would be right."""
    error = raised("tf.errors.NotFoundError", Frame(CARD, 11, "<module>"))
    assert refuted(DidNotRaise(fence(raises="ValueError"), error)) == says("""
        cards/ranges.md:9:1: error[raised-other]: this fence should raise `ValueError` and raised tf.errors.NotFoundError: no
           |
         9 | / ```python raises=ValueError
        10 | | b = [1]
        11 | | int("x")
        12 | | ```
           | |_^
          ::: cards/ranges.md:11:1: raised here
           |
        11 | int("x")
           | --------
           |
           = help: write `raises=NotFoundError` if that is what the answer should say
        """)  # noqa: E501 - a headline is never cut


def test_an_exception_that_says_something_else() -> None:
    """Both messages, and where it was raised."""
    error = raised("ValueError", Frame(CARD, 11, "<module>"), message="bad")
    wanted = replace(expected("good"), span=Span(CARD, 9, 1, 9, 28))
    assert refuted(MessageDiffers(wanted, error, "expected `good`, got `bad`")) == says("""
        cards/ranges.md:9:1: error[message-differs]: `ValueError` says something else: expected `good`, got `bad`
           |
         9 | ```python raises=ValueError
           | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
          ::: cards/ranges.md:11:1: raised here
           |
        11 | int("x")
           | --------
           |
           = expected: good
           =   actual: bad
           = help: write what it says, with `...` for what may change; or leave the message out: it is less
                 stable than the type
        """)


def test_a_prompt_at_which_something_else_came_out() -> None:
    """What stands below it, and what would."""
    wanted = replace(expected("3.0"), line=11)
    example = Example(10, 10, wanted, None, None, "3.0")
    session = RunExamples(PyconFence(">>> x\n3.0", "x\n", 10, (example,), False, 0, Span(CARD, 9)), OWN, 1)
    found = ExampleDiffers(session, example, Output(10, 10, "2.0\n"), "2.0", 11, "expected `3.0`, got `2.0`")
    assert refuted(found) == says("""
        cards/ranges.md:11:1: error[example-differs]: something else comes out at this prompt: expected `3.0`, got `2.0`
           |
        11 | int("x")
           | ^^^^^^^^
           |
           = expected: 3.0
           =   actual: 2.0
           = help: mend the code; if the code is right, `verideck accept` writes here what came out
        """)


def test_long_operands_that_differ_somewhere() -> None:
    """Where, in a line of its own."""
    failure = ClaimFailure((("a", "[0, 1]"), ("b", "[0, 2]")), difference="they differ from entry 1 on: 1 and 2")
    assert "is [0, 2]\n" in refuted(ClaimFailed(claim(), ClaimRun("agree", 1, (failure,))))
    assert "they differ from entry 1 on: 1 and 2\n" in refuted(ClaimFailed(claim(), ClaimRun("agree", 1, (failure,))))


def test_a_note_without_evidence() -> None:
    """The heading is all that there is to point at."""
    assert refuted(NoEvidence()) == says("""
        cards/ranges.md:5:1: error[no-evidence]: nothing that was run shows that this answer is right
          |
        5 | # Are they the same? {#same}
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          |
          = help: cite a claim (`[text](claim:NAME)`), compute a value (`` `{python} expression` ``), or
                show on the back what a `python` fence writes
        """)


def test_an_uncaught_exception_in_a_snippet() -> None:
    """The first thing that the note says about the snippet, and the calls that led to the exception."""
    frames = (Frame(SNIPPET, 6, "<module>"), Frame(SNIPPET, 3, "f"))
    problem = ProgramRaised(SNIPPET, SNIPPET_UNIT, raised("ValueError", *frames, message=""))
    assert stopped(problem, note(fence(), claim())) == says("""
        cards/ranges.md:7:5: error[uncaught-exception]: snippets/ranges.py raised ValueError
          |
        7 | No: [the values agree](claim:agree); the dtype is `{python} a.dtype`.
          |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
         ::: snippets/ranges.py:3:1: raised here
          |
        3 | a = np.arange(3)
          | ----------------
         ::: snippets/ranges.py:6:1: called here
          |
        6 | print(a)
          | --------
          |
          = help: mend the snippet, so that it runs to its end
        """)


def test_an_uncaught_exception_in_a_fence() -> None:
    """The line of the card file that raised is the place itself."""
    problem = ProgramRaised(OWN, FENCE_UNIT, raised("ValueError", Frame(CARD, 11, "<module>")))
    assert stopped(problem, note(fence())) == says("""
        cards/ranges.md:11:1: error[uncaught-exception]: cards/ranges.md#same raised ValueError: no
           |
        11 | int("x")
           | ^^^^^^^^
           |
           = help: mend the code; where the exception is the answer, give the fence `raises=ValueError`
        """)


def test_an_uncaught_exception_without_a_traceback_of_the_authors() -> None:
    """A fence that no frame names is named by its first line."""
    assert stopped(ProgramRaised(OWN, FENCE_UNIT, raised()), note(fence())).startswith("cards/ranges.md:10:1:")


@pytest.mark.parametrize(
    ("type", "message", "help"),
    [
        ("FileNotFoundError", "[Errno 2] No such file or directory: 'x.csv'", "`data = ["),
        ("PermissionError", "[Errno 13] Permission denied: '/x'", "`data = ["),
        ("OSError", "[Errno 30] Read-only file system: '/usr/x'", "working folder"),
        ("tensorflow.python.framework.errors_impl.NotFoundError", "x.csv; No such file or directory", "`data = ["),
        ("socket.gaierror", "[Errno -3] Temporary failure in name resolution", "no network"),
        ("urllib.error.URLError", "<urlopen error unknown>", "no network"),
        ("ConnectionRefusedError", "[Errno 111] Connection refused", "no network"),
        ("OSError", "[Errno 28] No space left on device", "`limits.file`"),
        ("OSError", "[Errno 27] File too large", "`limits.file`"),
        ("ProcessLookupError", "[Errno 3] No such process", "no process but its own"),
        ("ModuleNotFoundError", "No module named 'nump'", "the interpreter that `verideck doctor` names"),
        ("ValueError", "no", "mend the snippet"),
    ],
)
def test_what_the_sandbox_withholds_is_named(type: str, message: str, help: str) -> None:
    """The same code works outside, so its author needs to know what is different here."""
    error = Raised(type, (type,), message, ())
    said = stopped(ProgramRaised(SNIPPET, SNIPPET_UNIT, error), note(claim()))
    assert help in " ".join(said.split())


def test_an_uncaught_exception_in_the_prelude() -> None:
    """It stands in the settings, and every note with fences needs it; its text is not at hand here."""
    unit = Unit("prelude", "pyproject.toml", 40, "import x")
    problem = ProgramRaised(OWN, unit, raised("ImportError", Frame("pyproject.toml", 40, "<module>")))
    assert stopped(problem, note(fence())) == says("""
        cards/ranges.md:9:1: error[uncaught-exception]: cards/ranges.md#same raised ImportError: no
           |
         9 | / ```python raises=ValueError
        10 | | b = [1]
        11 | | int("x")
        12 | | ```
           | |_^
          ::: pyproject.toml:40:1: raised here
           |
           = help: mend `prelude` in the settings; it runs before the fences of every note
        """)


def test_a_recursion_is_not_shown_frame_by_frame() -> None:
    """A thousand frames would bury everything else."""
    frames = [Frame(SNIPPET, 1 + index % 6, "f") for index in range(1000)]
    problem = ProgramRaised(SNIPPET, SNIPPET_UNIT, raised("RecursionError", *frames))
    assert stopped(problem, note(claim())).count("called here") == 3


@pytest.mark.parametrize(
    ("aborted", "text"),
    [
        (
            Aborted("timeout", "still running after 30 s", SNIPPET, 3),
            """
            cards/ranges.md:7:51: error[timeout]: snippets/ranges.py did not finish: still running after 30 s
              |
            7 | No: [the values agree](claim:agree); the dtype is `{python} a.dtype`.
              |                                                   ^^^^^^^^^^^^^^^^^^
             ::: snippets/ranges.py:3:1: this statement was running
              |
            3 | a = np.arange(3)
              | ----------------
              |
              = help: make it do less, or raise `limits.seconds` in the settings or in the front matter
            """,
        ),
        (
            Aborted("crashed", "killed by SIGABRT", stderr="Check failed\nAborted\n"),
            """
            cards/ranges.md:7:51: error[crashed]: snippets/ranges.py did not finish: killed by SIGABRT
              |
            7 | No: [the values agree](claim:agree); the dtype is `{python} a.dtype`.
              |                                                   ^^^^^^^^^^^^^^^^^^
              |
              = actual:
                    the end of what it wrote to stderr:
                    Check failed
                    Aborted
              = help: a library crashed the interpreter, or the memory limit was reached (`limits.memory` in the
                    settings)
            """,
        ),
        (
            Aborted("exited", "exited with 0", CARD, 11),
            """
            cards/ranges.md:11:1: error[exited]: snippets/ranges.py did not finish: exited with 0
               |
            11 | int("x")
               | ^^^^^^^^
               |
               = help: remove the call that exits: a snippet must run to its end
            """,
        ),
        (
            Aborted("output-limit", "wrote more than 1 MiB", SNIPPET, 6),
            """
            cards/ranges.md:7:51: error[output-limit]: snippets/ranges.py did not finish: wrote more than 1 MiB
              |
            7 | No: [the values agree](claim:agree); the dtype is `{python} a.dtype`.
              |                                                   ^^^^^^^^^^^^^^^^^^
             ::: snippets/ranges.py:6:1: this statement was running
              |
            6 | print(a)
              | --------
              |
              = help: write less, or raise `limits.output` in the settings or in the front matter
            """,
        ),
    ],
)
def test_an_aborted_program(aborted: Aborted, text: str) -> None:
    """The statement that was running is what an author looks for."""
    assert stopped(ProgramAborted(SNIPPET, aborted), note(value())) == says(text)


def test_a_float_that_nothing_holds() -> None:
    """A warning does not stop a build."""
    outcome = verify(note(value()), snippet_run(values=[ValueRun("0.123")]))
    assert told(outcome) == says("""
        cards/ranges.md:7:51: warning[unstable-float]: `0.123` is shown, and nothing holds it to a tolerance or a format
          |
        7 | No: [the values agree](claim:agree); the dtype is `{python} a.dtype`.
          |                                                   ^^^^^^^^^^^^^^^^^^
          |
          = help: add an `output` fence after the code; or give the value a format (`{python} loss:.3f`)
        """)


def test_a_cited_note_needs_no_words() -> None:
    """It is counted in the summary."""
    assert told(Cited(note(source="https://example.org"))) == ""


def test_all_problems_of_an_outcome_are_told() -> None:
    """What stopped a program, and what was refuted before."""
    problem = ProgramRaised(SNIPPET, SNIPPET_UNIT, raised())
    outcome = Unrunnable(note(claim()), (problem,), (ClaimNotReached(claim()), NoEvidence()))
    assert [each.code for each in explain(outcome)] == ["uncaught-exception", "claim-not-reached", "no-evidence"]
