"""Anki's comparison of what was typed; that it is what Anki's own backend makes of it is shown in tests/anki."""

from __future__ import annotations

from verideck.preview.typed import compare


def test_where_nothing_was_typed_the_answer_is_shown() -> None:
    """Its entities are text once more."""
    assert compare("x &lt; y", "") == "<code id=typeans>x &lt; y</code>"


def test_what_was_typed_is_compared_letter_by_letter() -> None:
    """What is wrong above, what was meant below, and a dash for each letter that is missing."""
    assert compare("int32", "inx3") == (
        "<code id=typeans><span class=typeGood>in</span><span class=typeBad>x</span><span class=typeGood>3</span>"
        "<span class=typeMissed>-</span><br><span id=typearrow>&darr;</span><br><span class=typeGood>in</span>"
        "<span class=typeMissed>t</span><span class=typeGood>3</span><span class=typeMissed>2</span></code>"
    )


def test_what_was_typed_is_never_html() -> None:
    """It comes from an address, which anybody may write."""
    assert compare("2", "<img src=x>") == (
        "<code id=typeans><span class=typeBad>&lt;img src=x&gt;</span><br><span id=typearrow>&darr;</span><br>"
        "<span class=typeMissed>2</span></code>"
    )
