"""Runs of one program held against each other: what differs, and which note it touches."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from evidence import OWN, SNIPPET, claim, expected, fence, note, own_run, raised, region, snippet_run, value, wrote
from verideck.model import (
    Aborted,
    ClaimFailure,
    ClaimRun,
    Expectation,
    Fact,
    Figure,
    FigureRun,
    Frame,
    Recording,
    UnitRun,
    Unstable,
    ValueRun,
    View,
)
from verideck.verify import unstable

HELD, FAILED = ClaimRun("agree", 1), ClaimRun("agree", 1, (ClaimFailure((("a", "3"),), "no"),))


def facts(expectation: Expectation, first: Any, *again: Any) -> list[tuple[str, str, str, bool, bool]]:
    """What differs: kind, both texts, whether it touches the note, and whether that came to something else."""
    return [
        (each.fact.kind, each.first, each.again, each.expectation == expectation, each.matters)
        for each in unstable([note(expectation)], first, again)
    ]


def test_equal_runs_differ_in_nothing() -> None:
    """Whatever they did, and however long it took."""
    run = snippet_run(wrote("1\n", "2\n", result="3"), claims=[HELD], values=[ValueRun("4")])
    slow = {SNIPPET: replace(run[SNIPPET], seconds=9.0)}
    assert facts(claim(), run, run, slow) == []


def test_a_value_that_differs_is_located() -> None:
    """The card shows one of two texts, by chance."""
    first, again = (snippet_run(values=[ValueRun(text)]) for text in ("{1, 2}", "{2, 1}"))
    assert facts(value(), first, again) == [("value", "{1, 2}", "{2, 1}", True, True)]


def test_a_value_that_raises_once_differs() -> None:
    """Its text is that of the exception, with the lines."""
    first = snippet_run(values=[ValueRun("1")])
    again = snippet_run(values=[ValueRun(raised=raised("KeyError", Frame("a.py", 3, "f")))])
    assert facts(value(), first, again) == [("value", "1", "KeyError: no\na.py:3 in f", True, True)]


def test_a_claim_that_fails_once_is_shown_with_its_operands() -> None:
    """The author sees what it compared in the run in which it failed."""
    assert facts(claim(), snippet_run(claims=[HELD]), snippet_run(claims=[FAILED])) == [
        ("claim", "held once", "reached once and failed\na is 3\nno", True, True)
    ]


def test_a_claim_that_is_reached_more_often_does_not_matter() -> None:
    """It held every time; that something varies is told as a warning."""
    first, again = snippet_run(claims=[HELD]), snippet_run(claims=[ClaimRun("agree", 3)])
    assert facts(claim(), first, again) == [("claim", "held once", "held 3 times", True, False)]


def test_output_touches_the_fence_that_wrote_it() -> None:
    """And stderr, warnings and the last value."""
    first, again = own_run(wrote("a\n", "b\n", result="1")), own_run(wrote("A\n", "B\n", result="2"))
    assert facts(fence(), first, again) == [
        ("stdout", "a\n", "A\n", True, True),
        ("stderr", "b\n", "B\n", True, True),
        ("result", "1", "2", True, True),
    ]


def test_floats_within_the_tolerance_do_not_matter() -> None:
    """The card shows the `output` fence's text, and it held in both runs."""
    first, again = own_run(wrote("0.1\n")), own_run(wrote("0.1000000001\n"))
    assert [each[4] for each in facts(fence(expected=expected("0.1")), first, again)] == [False]
    assert [each[4] for each in facts(fence(), first, again)] == [True]


def test_output_in_a_region_touches_what_shows_it() -> None:
    """The region of these notes holds lines 6 and 7; output of other lines touches nobody."""

    def found(line: int) -> list[tuple[Expectation | None, bool]]:
        first, again = (snippet_run(wrote(text, line=line), claims=[HELD]) for text in ("a\n", "b\n"))
        return [(each.expectation, each.matters) for each in unstable([note(claim(), region())], first, [again])]

    assert [found(line) for line in (3, 6, 7, 8)] == [
        [(None, False)],
        [(region(), True)],
        [(region(), True)],
        [(None, False)],
    ]


def test_a_figure_is_told_by_its_digest() -> None:
    """Its bytes would be noise."""

    def run(data: bytes) -> dict[str, Recording]:
        return own_run(UnitRun(figures=(FigureRun(View(10, 11, "svg"), 1, Figure("svg", data, 4, 3)),)))

    ((kind, first, again, touches, _),) = facts(fence(), run(b"a"), run(b"b"))
    assert (kind, touches) == ("figure", True)
    assert first.startswith("svg of 4 × 3 pixels, ")
    assert first != again


def test_two_figures_are_told_by_their_number() -> None:
    """They are not drawn."""
    first, again = (own_run(UnitRun(figures=(FigureRun(View(10, 11, "svg"), count),))) for count in (2, 3))
    assert [each[1:3] for each in facts(fence(), first, again)] == [("2 figures", "3 figures")]


@pytest.mark.parametrize("swap", [False, True])
def test_of_a_run_that_ended_otherwise_only_the_end_is_told(swap: bool) -> None:
    """All that it did not come to is missing for this one reason."""
    runs = [own_run(wrote("a\n")), {OWN: Aborted("timeout", "still running after 3 s")}]
    first, again = reversed(runs) if swap else runs
    found = facts(fence(), first, again)
    texts = ("the program ran", "timeout")
    assert found == [("end", *(reversed(texts) if swap else texts), True, True)]


def test_of_an_exception_in_one_run_only_that_is_told() -> None:
    """With its message and lines, at the first expectation of the program."""
    first = own_run(wrote("a\n", result="1"))
    again = own_run(UnitRun(raised=raised("OSError", Frame("a.py", 3, "f"))))
    assert facts(fence(), first, again) == [("exception", "", "OSError: no\na.py:3 in f", True, True)]


def test_how_an_aborted_run_says_it_is_no_difference() -> None:
    """Two runs that are stopped at the limit say how far each came."""
    first, again = ({OWN: Aborted("timeout", text)} for text in ("after 30.1 s", "after 30.2 s"))
    assert facts(fence(), first, again) == []


def test_the_runs_that_differ_are_counted() -> None:
    """The first of them is shown."""
    runs = [snippet_run(values=[ValueRun(text)]) for text in "aabc"]
    (found,) = unstable([note(value())], runs[0], runs[1:])
    assert (found.again, found.run, found.differing, found.runs) == ("b", 2, 2, 3)


def test_a_fact_touches_every_note_that_cites_it() -> None:
    """Each stands in another place of the cards."""
    first, again = (snippet_run(values=[ValueRun(text)]) for text in "ab")
    notes = [note(value()), replace(note(value()), id="other"), note(claim())]
    first, again = ({SNIPPET: replace(run[SNIPPET], claims=(HELD,))} for run in (first, again))
    assert [each.note for each in unstable(notes, first, [again])] == notes[:2]


def test_a_fact_says_where_it_is_from() -> None:
    """So that the report can point at the statement."""
    first, again = snippet_run(wrote("a\n")), snippet_run(wrote("b\n"))
    (found,) = unstable([note(region())], first, [again])
    assert found.fact == Fact("stdout", SNIPPET, 0, SNIPPET, 6, 6)
    assert isinstance(found, Unstable)
