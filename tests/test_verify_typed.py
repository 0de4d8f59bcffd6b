"""Answers that are to be typed: only the run tells what they are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evidence import CARD, SNIPPET, snippet_run
from evidence import note as note_with
from verideck.model import (
    HOLE_CLOSE,
    HOLE_OPEN,
    AnswerUntypable,
    AskedValue,
    Kind,
    Note,
    Paragraph,
    Prose,
    Refuted,
    Span,
    Value,
    ValueRun,
    Verified,
)
from verideck.verify import verify

HERE = Span(CARD, 7, 1, 7, 19)


def note(kind: Kind = Kind.TYPED) -> Note:
    value = Value("a.shape", None, 0, HERE)
    of = note_with(AskedValue(value, SNIPPET, 0))
    answer = Paragraph(Prose(f"{HOLE_OPEN}0{HOLE_CLOSE}", (value,)))
    return replace(of, draft=replace(of.draft, kind=kind, back=(answer,)))


def test_a_line_that_can_be_typed_holds() -> None:
    """The plain case."""
    assert verify(note(), snippet_run(values=[ValueRun("(3,)")])) == Verified(note(), ("(3,)",), ())


@pytest.mark.parametrize(
    ("text", "reason"),
    [("[[1]\n [2]]", "has 2 lines"), ("", "is empty"), ("[1.  2.]", "has white space that cannot be seen")],
)
def test_a_value_that_nobody_could_type_is_refuted(text: str, reason: str) -> None:
    """A learner would answer right and be told that it is wrong."""
    problem = AnswerUntypable(text, reason, HERE)
    outcome = verify(note(), snippet_run(values=[ValueRun(text)]))
    assert outcome == Refuted(note(), (problem,))
    assert isinstance(outcome, Refuted)
    assert isinstance(outcome.problems[0], AnswerUntypable)
    assert outcome.problems[0].span == HERE


def test_other_kinds_show_values_of_any_shape() -> None:
    """They are read, not typed."""
    assert isinstance(verify(note(Kind.BASIC), snippet_run(values=[ValueRun("[[1]\n [2]]")])), Verified)
