"""What a learner types, and what nobody could."""

from __future__ import annotations

import pytest

from outcomes import claim_link, code_span, note, paragraph, prose, value
from verideck.answer import Answer, answer_of, answer_text, why_untypable
from verideck.model import Block, Kind


@pytest.mark.parametrize(
    "answer",
    [code_span("tf.int32"), value("x.dtype"), claim_link("a", prose("one"))],
    ids=lambda each: type(each).__name__,
)
def test_the_answer_is_the_first_paragraph(answer: Answer) -> None:
    """With white space around it, and whatever below."""
    blocks: tuple[Block, ...] = (paragraph("\n{0} ", answer), paragraph("Because."))
    assert answer_of(note(*blocks, kind=Kind.TYPED).draft) == answer


@pytest.mark.parametrize(
    "blocks",
    [
        (),
        (paragraph("one"),),
        (paragraph("{0}.", code_span("x")),),
        (paragraph("{0}{1}", code_span("x"), code_span("y")),),
        (paragraph("Look."), paragraph("{0}", code_span("x"))),
    ],
)
def test_anything_else_is_no_answer(blocks: tuple[Block, ...]) -> None:
    """Which part of it would have to be typed?"""
    assert answer_of(note(*blocks, kind=Kind.TYPED).draft) is None


def test_the_text_of_an_answer_is_what_the_card_shows() -> None:
    """Lines of a paragraph are joined, values are filled in, and code is taken as it is."""
    claim = claim_link("a", prose("one\ntwo {0} {1}", code_span("a < b"), value("x", 1)))
    assert answer_text(claim, ("no", "7")) == "one two a < b 7"
    assert answer_text(value("x", 1), ("no", "7")) == "7"
    assert answer_text(code_span("&lt;"), ()) == "&lt;"


@pytest.mark.parametrize("text", ["x", "[1 2 3]", "a < b & {{c1::x}}", "→ ü é", "'\"\\"])
def test_one_line_can_be_typed(text: str) -> None:
    """Whatever it means to Anki or to HTML."""
    assert why_untypable(text) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is empty"),
        (" ", "is empty"),
        ("[[1 2]\n [3 4]]", "has 2 lines"),
        ("<class 'int'>", "looks like a tag, and some versions of Anki take it for one when they compare"),
        ("a</b", "looks like a tag, and some versions of Anki take it for one when they compare"),
        ("a ", "has white space that cannot be seen"),
        (" a", "has white space that cannot be seen"),
        ("[0.  1.]", "has white space that cannot be seen"),
        ("a\tb", "contains characters that cannot be seen"),
        ("a\u00a0b", "contains characters that cannot be seen"),
        ("a\u200bb", "contains characters that cannot be seen"),
        ("\x1b[1m", "contains characters that cannot be seen"),
    ],
)
def test_what_cannot_be_seen_cannot_be_typed(text: str, reason: str) -> None:
    """A learner who saw the answer must be able to give it."""
    assert why_untypable(text) == reason
