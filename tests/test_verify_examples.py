"""What came out at a prompt is held against what stands below it, by doctest's rules and with tolerance for floats."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sources import body_of, of_type
from verideck.model import ExampleDiffers, Output, PyconFence, Raised, RunExamples, UnitRun
from verideck.verify.examples import example_differences

ERROR = Raised("ValueError", ("ValueError",), "no good", ())
TRACEBACK = "Traceback (most recent call last):\n    ...\n"


def differences(fence: str, *outputs: Output, info: str = "") -> list[ExampleDiffers]:
    """What differs in a session whose first line is the card's fourth."""
    (found,) = of_type(body_of(f"~~~~pycon {info}\n{fence}\n~~~~"), PyconFence)
    return list(example_differences(RunExamples(found, "program", 0), UnitRun(outputs)))


def wrote(stdout: str = "", raised: Raised | None = None, line: int = 4) -> Output:
    return Output(line, line, stdout, raised=raised)


def reason(want: str, stdout: str = "", raised: Raised | None = None, directive: str = "") -> str | None:
    """Why one example does not hold."""
    comment = f"  # doctest: {directive}" if directive else ""
    found = differences(f">>> x{comment}\n{want}", wrote(stdout, raised))
    return found[0].reason if found else None


@pytest.mark.parametrize(
    ("want", "stdout", "directive"),
    [
        ("3", "3\n", ""),
        ("", "", ""),
        ("0.333333", "0.3333333333\n", ""),
        ("[0.12345678, nan, -inf]", "[0.12345679, nan, -inf]\n", ""),
        ("a\n<BLANKLINE>\nb", "a\n\nb\n", ""),
        ("a   b", "a\n b\n", "+NORMALIZE_WHITESPACE"),
        ("[1,\n 2]", "[1, 2]\n", "+NORMALIZE_WHITESPACE"),
        ("<object at 0x...>", "<object at 0x7f12>\n", "+ELLIPSIS"),
        ("a ... b 0.5\nc", "a\nx b\n0.5 c\n", "+ELLIPSIS, +NORMALIZE_WHITESPACE"),
    ],
)
def test_what_doctest_accepts_holds(want: str, stdout: str, directive: str) -> None:
    """And the last digits of floats, which doctest does not."""
    assert reason(want, stdout, directive=directive) is None


@pytest.mark.parametrize(
    ("want", "stdout", "directive", "why"),
    [
        ("3", "4\n", "", "expected `3`, got `4`"),
        ("3", "", "", "the output ends where `3` is expected"),
        ("", "3\n", "", "it writes something, and nothing stands below it"),
        ("1", "True\n", "", "expected `1`, got `True`"),
        ("a  b", "a b\n", "", "expected white space of 2, got a space"),
        ("a b", "ab\n", "+NORMALIZE_WHITESPACE", "expected `a`, got `ab`"),
        ("(1,2)", "(1, 2)\n", "+NORMALIZE_WHITESPACE", "expected `(1,2)`, got `(1, 2)`"),
        ("<object ...>", "<object at 0x7f12>\n", "", "expected `...`, got `at`"),
        ("<BLANKLINE>\nb", "\nb\n", "+DONT_ACCEPT_BLANKLINE", "expected `<`, got a line break"),
    ],
)
def test_what_doctest_refuses_is_refused(want: str, stdout: str, directive: str, why: str) -> None:
    """With the reason, in the words of the comparison."""
    assert reason(want, stdout, directive=directive) == why


@pytest.mark.parametrize(
    ("last", "directive", "raised", "why"),
    [
        ("ValueError: no good", "", ERROR, None),
        ("a.b.ValueError: no good", "", ERROR, None),
        ("ValueError: no ...", "+ELLIPSIS", ERROR, None),
        ("ValueError: anything", "+IGNORE_EXCEPTION_DETAIL", ERROR, None),
        ("ValueError: off by 0.12345678", "", Raised("ValueError", (), "off by 0.12345679", ()), None),
        ("ValueError", "", Raised("ValueError", (), "", ()), None),
        ("ValueError: no", "", ERROR, "more follows: a space"),
        ("ValueError", "", ERROR, "more follows: `no`"),
        ("TypeError: no good", "", ERROR, "expected `TypeError`, `ValueError` was raised"),
        ("TypeError: x", "+IGNORE_EXCEPTION_DETAIL", ERROR, "expected `TypeError`, `ValueError` was raised"),
        ("ValueError: no good", "", None, "nothing was raised"),
    ],
)
def test_an_exception_is_its_type_and_its_message(
    last: str, directive: str, raised: Raised | None, why: str | None
) -> None:
    """Where a class was defined is no part of its name: authors write the name that they import."""
    assert reason(TRACEBACK + last, "", raised, directive) == why


def test_what_is_written_before_an_exception_counts() -> None:
    """A prompt shows both; doctest looks at the exception alone."""
    want = f"out\n{TRACEBACK}ValueError: no good"

    assert reason(want, "out\n", ERROR) is None
    assert reason(want, "other\n", ERROR) == "expected `out`, got `other`"


def test_an_unexpected_exception_ends_the_report() -> None:
    """What follows it fails because of it."""
    first, second = wrote("", ERROR, 4), wrote("", ERROR, 6)
    (found,) = differences(">>> x\n1\n>>> y\n2", first, second)

    assert (found.line, found.reason) == (4, "`ValueError` was raised")
    assert found.actual == TRACEBACK + "ValueError: no good"


def test_every_other_difference_is_told() -> None:
    """One run finds every mistake, each at its line in the file."""
    found = differences(">>> x\n1\n2\n>>> y\n3\n>>> z", wrote("1\n3\n"), wrote("3\n", line=7), wrote("4\n", line=9))

    assert [(each.line, each.actual) for each in found] == [(6, "1\n3"), (9, "4")]


def test_an_exceptions_line_is_found() -> None:
    """The message's line differs, not the traceback's first."""
    raised = Raised("ValueError", (), "no\ngood", ())
    (found,) = differences(f">>> x\n{TRACEBACK}ValueError: no\nbad", wrote("", raised))

    assert found.line == 8


# ── Doctest itself ───────────────────────────────────────────────────────────────────────────────────────────────

TEXTS = st.lists(st.sampled_from(["a", "b", "12", "0.5", "...", " ", "\n", "\n\n", "  ", "x=3", ", "]), max_size=8).map(
    lambda pieces: tidy("a" + "".join(pieces))
)
FLAGS = {
    "": 0,
    "+ELLIPSIS": doctest.ELLIPSIS,
    "+NORMALIZE_WHITESPACE": doctest.NORMALIZE_WHITESPACE,
    "+ELLIPSIS +NORMALIZE_WHITESPACE": doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE,
}


@given(TEXTS, TEXTS, st.sampled_from(sorted(FLAGS)))
@example("a ...\nb", "a 12\nb", "+ELLIPSIS")
def test_what_holds_here_holds_for_doctest(want: str, written: str, directive: str) -> None:
    """Where no float differs: nothing that doctest finds is overlooked."""
    marked = want.replace("\n\n", "\n<BLANKLINE>\n")
    if reason(marked, f"{written}\n", directive=directive) is None:
        assert doctest.OutputChecker().check_output(f"{marked}\n", f"{written}\n", FLAGS[directive])


def tidy(text: str) -> str:
    """No white space at the ends of lines, and never two blank lines."""
    lines = [line.rstrip() for line in text.strip("\n").split("\n")]
    kept = [line for at, line in enumerate(lines) if line or (at and lines[at - 1])]
    return "\n".join(kept).strip("\n")
