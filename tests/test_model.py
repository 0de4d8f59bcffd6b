"""The nouns at the seams: what all of them promise."""

from __future__ import annotations

import dataclasses
import inspect

import pytest

from verideck import model
from verideck.model import ClaimLink, CodeSpan, Diagnostic, Prose, Related, Span

NOUNS = [noun for _, noun in inspect.getmembers(model, dataclasses.is_dataclass) if isinstance(noun, type)]
MESSAGES = (Diagnostic, Related)  # a message about another place is another message


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.__name__)
def test_a_noun_is_frozen_and_slotted(noun: type) -> None:
    """What one stage made, no other stage changes; and a misspelt attribute is an error."""
    assert noun.__dataclass_params__.frozen  # type: ignore[attr-defined]  # set by the decorator, unknown to typeshed
    assert "__slots__" in vars(noun)


@pytest.mark.parametrize("noun", [noun for noun in NOUNS if noun not in MESSAGES], ids=lambda noun: noun.__name__)
def test_a_place_takes_no_part_in_equality(noun: type) -> None:
    """A note that only moved within its file is the same note, so it is neither run nor shipped again."""
    places = [f for f in dataclasses.fields(noun) if "Span" in str(f.type).replace("CodeSpan", "")]
    assert [f.name for f in places if f.compare] == []


def test_what_says_the_same_is_equal_wherever_it_stands() -> None:
    """The rule reaches through everything that a value holds."""
    here, there = Span("a.md", 1), Span("b.md", 9)
    one, other = (
        ClaimLink("held", None, Prose("it holds", (CodeSpan("x", place),), place), place) for place in (here, there)
    )
    assert one == other
    assert one != dataclasses.replace(one, name="other")
