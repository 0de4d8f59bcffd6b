"""What `verideck accept` writes holds, and keeps the gaps that an author left for what changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources import body_of, of_type
from verideck.model import Expected, Match, Output, PyconFence, Raised, RunExamples, Span, UnitRun
from verideck.verify.compare import difference
from verideck.verify.examples import example_differences
from verideck.verify.renew import renewed, renewed_example

TRACEBACK = "Traceback (most recent call last):\n"


def expected(text: str, match: Match = "ellipsis", *, loose: bool = False) -> Expected:
    return Expected(text, "stdout", match, 1e-5, 1e-8, 1, Span("card.md", 1), loose)


@pytest.mark.parametrize(
    ("text", "actual", "renewal"),
    [
        ("a\n...\nb 1", "a\nx\ny\nb 2\n", "a\n...\nb 2"),
        ("a\n...\nb", "a\nx\nc\n", "a\n...\nc"),
        ("a ... 1\nb", "a 5 6 1\nc\n", "a ... 1\nc"),
        ("a ... 1\nb", "a 5 6 2\nc\n", "a ... 2\nc"),
        ("<x at 0x...> 5", "<x at 0x...> 6\n", "<x at 0x...> 6"),
        ("[0 1 ... 8 9]", "[0 1 2 8 10]\n", "[0 1 ... 8 10]"),
        ("a\n...", "b\nc\n", "b\n..."),
        ("a\nb", "c\n", "c"),
        ("a", "", ""),
        ("a\n...\nb", "x\n" * 500, "x\n" * 499 + "x"),
    ],
)
def test_gaps_stay_where_they_can(text: str, actual: str, renewal: str) -> None:
    """An author wrote them because what they cover changes, or does not matter."""
    assert renewed(expected(text), actual) == renewal


def test_what_was_written_is_taken_as_it_is() -> None:
    """Where nothing is left open: numbers as they were printed, white space at the ends of lines left out."""
    assert renewed(expected("[1. 2.]\nb", "exact"), "[1.0000001  2.]  \nc \n\n") == "[1.0000001  2.]\nc"


PIECES = st.lists(st.sampled_from(["a", "b", "1", "2.5", "...", " ", "\n"]), max_size=10).map("".join)


@given(PIECES, PIECES, st.sampled_from(["exact", "ellipsis"]), st.booleans())
def test_what_is_renewed_holds(text: str, actual: str, match: Match, loose: bool) -> None:
    """After `accept`, `check` must not find the same fence again."""
    stale = expected(text, match, loose=loose)
    renewal = expected(renewed(stale, actual), match, loose=loose)

    assert difference(renewal, actual) is None


def renewed_session(text: str, stdout: str = "", raised: Raised | None = None) -> str:
    """What the one prompt of a fence is to say, of which the first differs."""
    (fence,) = of_type(body_of(f"```pycon\n{text}\n```"), PyconFence)
    unit = UnitRun((Output(4, 4, stdout, raised=raised),))
    (found,) = example_differences(RunExamples(fence, "program", 0), unit)
    return renewed_example(found)


@pytest.mark.parametrize(
    ("text", "stdout", "raised", "renewal"),
    [
        (">>> x\n1", "2\n", None, "2"),
        (">>> x\n1", "", None, ""),
        (">>> x", "a\n\nb\n", None, "a\n\nb"),
        (">>> x\n1", "a\n", Raised("ValueError", (), "no", ()), f"a\n{TRACEBACK}    ...\nValueError: no"),
        (">>> x", "", Raised("a.b.Odd", (), "", ()), f"{TRACEBACK}    ...\na.b.Odd"),
        (f">>> x\n{TRACEBACK}ValueError: no", "3\n", None, "3"),
        (
            f">>> x\n{TRACEBACK}  kept\nOdd: no",
            "",
            Raised("a.b.Odd", (), "yes", ()),
            f"{TRACEBACK}  kept\nOdd: yes",
        ),
        (
            f">>> x  # doctest: +IGNORE_EXCEPTION_DETAIL\na\n{TRACEBACK}Odd: anything",
            "b\n",
            Raised("Odd", (), "no", ()),
            f"b\n{TRACEBACK}Odd: anything",
        ),
        (
            f">>> x  # doctest: +ELLIPSIS\n{TRACEBACK}Odd: from ... to 1",
            "",
            Raised("Odd", (), "from 0 to 2", ()),
            f"{TRACEBACK}Odd: from ... to 2",
        ),
    ],
)
def test_a_prompt_gets_what_came_out(text: str, stdout: str, raised: Raised | None, renewal: str) -> None:
    """As it would stand in a session; of a traceback stays what holds."""
    assert renewed_session(text, stdout, raised) == renewal
