"""Anki's templates and deletions; that they come out as in Anki's own backend is shown in tests/anki."""

from __future__ import annotations

import pytest

from verideck.model import Template
from verideck.preview.cloze import set_cloze
from verideck.preview.fill import fill


def filled(front: str, back: str = "", **fields: str) -> tuple[str, str]:
    return fill(Template(1, "Card", front, back), fields, 0)


def test_fields_are_put_in_as_they_are() -> None:
    """They hold HTML, and nothing in them is a template."""
    assert filled("<b>{{Front}}</b>", "{{Back}}", Front="<i>{{Back}}</i>", Back="x") == ("<b><i>{{Back}}</i></b>", "x")


def test_the_back_may_repeat_the_front() -> None:
    """With what stands around the field on it."""
    assert filled("<b>{{Front}}</b>", "{{FrontSide}}!", Front="x")[1] == "<b>x</b>!"


@pytest.mark.parametrize("empty", ["", " \n", "<br>", "<div></div>", "<br />"])
def test_a_section_is_left_out_where_its_field_is_empty(empty: str) -> None:
    """As Anki has it: breaks alone are nothing."""
    template = "{{#Answer}}{{#Front}}a{{/Front}}b{{/Answer}}"
    assert filled(template, Answer=empty, Front="x")[0] == ""
    assert filled(template, Answer="x", Front=empty)[0] == "b"
    assert filled(template, Answer="x", Front="x")[0] == "ab"


def test_a_box_to_type_in_is_left_to_who_shows_it() -> None:
    """Anki's reviewer puts it in, too."""
    assert filled("{{type:Answer}}", Answer="x")[0] == "[[type:Answer]]"


def test_a_gap_that_is_not_closed_is_text() -> None:
    """Whatever an imported note holds, all of it is shown."""
    assert set_cloze("a {{c1::b {{c2::c}}", 1, asking=False) == (
        'a {{c1::b <span class="cloze-inactive" data-ordinal="2">c</span>'
    )
    assert set_cloze("a }} b", 1, asking=True) == "a }} b"
