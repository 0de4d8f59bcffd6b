"""What Anki's own backend makes of text that it could take for markup."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from anki.collection import Collection

from learner import Learner
from outcomes import note, paragraph, prose, python, read, verified
from verideck.model import Shown
from verideck.render import render

if TYPE_CHECKING:
    from anki.cards import Card  # cannot be the first of its package to be imported

pytestmark = pytest.mark.anki

HOSTILE = (
    "[sound:x.mp3] [anki:play:q:0] [anki:tts lang=en_US]x[/anki:tts] "
    "[latex]x[/latex] [$]x[/$] [$$]x[/$$] {{Back}} {{c1::x}}"
)


def card(collection: Collection, front: str, back: str) -> Card:
    basic = collection.models.by_name("Basic")
    assert basic is not None
    made = collection.new_note(basic)
    made["Front"], made["Back"] = front, back
    return made.ephemeral_card()


def test_anki_shows_hostile_text_and_does_nothing_with_it(tmp_path: Path) -> None:
    """In prose, in code and in output: no sound is played, no LaTeX is run, no field is filled in."""
    body = (paragraph(HOSTILE), python(HOSTILE))
    made = dict(render(verified(note(*body, heading=prose(HOSTILE)), shown=(Shown(HOSTILE),))).fields)
    with Learner(tmp_path) as learner:
        shown = card(learner.collection, made["Front"], made["Back"])
        output = shown.render_output()
        assert not [*output.question_av_tags, *output.answer_av_tags]
        assert read(shown.question()).text.count(HOSTILE) == 1
        assert read(shown.answer()).text.count(HOSTILE) == 4
        assert "<img" not in shown.answer()


def test_anki_interprets_the_same_text_unescaped(tmp_path: Path) -> None:
    """Else the test above would be worth nothing."""
    with Learner(tmp_path) as learner:
        shown = card(learner.collection, HOSTILE, "x")
        assert len(shown.render_output().question_av_tags) == 2
        assert HOSTILE not in read(shown.question()).text
