"""The preview's cards are those that Anki's own backend renders."""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from decks import NOTES, Author, basic, cloze
from learner import ESCAPES, Learner
from verideck.build import check
from verideck.execute import open_sandbox
from verideck.model import Cited, NoteFields, NoteTypeDesign, Project, Verified
from verideck.preview.fill import fill
from verideck.preview.typed import compare
from verideck.project import load_project
from verideck.render import render

if TYPE_CHECKING:
    from anki.cards import Card  # cannot be the first of its package to be imported

pytestmark = pytest.mark.anki

REPOSITORY = Path(__file__).parents[2]
DELETIONS = (
    "a {{c1::b}} {{c2::c::hint}} d",
    "{{c1::a {{c2::b}} c}}",
    "{{c1::a {{c2::b::inner}} c::outer}}",
    r"<p>\(x + {{c1::y<b>}}\) {{c2::z}} and \[{{c2::<i>d</i>::h}}\]</p>",
    "<code>{{c1::x[1&#58;&#58;2] &lt; 3 \"q\" &amp; 'r' – ü &#125;&#125;}}</code>",
    "{{c1::a\nb}} {{c3::<b>x</b>::<i>h</i>}} {{c2::}}",
    "{{c1::}} x",
    "{{c10::ten}} {{c1::one}} {{x}} }} {{",
)


@pytest.fixture(scope="module")
def learner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Learner]:
    with Learner(tmp_path_factory.mktemp("learner")) as learner:
        yield learner


def previewed(note: NoteFields, design: NoteTypeDesign) -> dict[int, tuple[str, str]]:
    """The front and the back of each card by its ordinal."""
    templates = [design.templates[0 if note.note_type == "cloze" else ordinal] for ordinal in note.cards]
    filled = [fill(*each) for each in zip(templates, [dict(note.fields)] * len(templates), note.cards, strict=True)]
    return dict(zip(note.cards, filled, strict=True))


def rendered(cards: list[Card]) -> Iterator[tuple[int, tuple[str, str]]]:
    for card in cards:
        output = card.render_output()
        yield card.ord, (output.question_text, output.answer_text)


def assert_the_same(folder: Path, notes: list[NoteFields], designs: tuple[NoteTypeDesign, ...], package: bytes) -> int:
    by_type = {design.note_type: design for design in designs}
    count = 0
    with Learner(folder) as learner:
        learner.imports(package)
        for note in notes:
            anki = dict(rendered(learner.by_guid(note.guid).cards()))
            assert previewed(note, by_type[note.note_type]) == anki, note.id
            count += len(anki)
    return count


def test_every_card_of_small_decks_is_anki_s(tmp_path: Path) -> None:
    """Two cards of one note, a box to type in, and deletions of every form that Anki knows."""
    gaps = [cloze(f"gap-{place}", text, numbers(text)) for place, text in enumerate(DELETIONS)]
    typed = basic("typed", answer="x &lt; y", reverse="1")
    notes = [*NOTES, typed, *gaps]
    author = Author()
    designs = author.contents(notes).designs
    assert assert_the_same(tmp_path, notes, designs, author.build(notes)) > len(notes)


def numbers(text: str) -> tuple[int, ...]:
    """The ordinals of the cards that Anki makes of it."""
    found = {int(each) for part in text.split("{{c")[1:] for each in part.partition("::")[0].split(",")}
    return tuple(sorted(number - 1 for number in found))


LETTERS = "ab -.é\u0301 <>&\"'\u00a0"


@given(expected=st.text(LETTERS, max_size=9), typed=st.text(LETTERS, max_size=9))
@example(expected="tf.float32", typed="tf.float23")
@example(expected="tf.float32", typed="")
@settings(max_examples=500, deadline=None)
def test_what_is_typed_is_compared_as_by_anki(learner: Learner, expected: str, typed: str) -> None:
    """Letter by letter, and where nothing is typed; the field holds text with entities."""
    answer = html.escape(expected)
    compared = learner.collection.compare_answer(answer, typed, True)
    assume(ESCAPES or not typed or "typearrow" in compared)
    assert compare(answer, typed) == compared


@pytest.mark.tensorflow
def test_every_card_of_the_deck_is_anki_s(tmp_path: Path) -> None:
    """This repository's own: what its author sees is what a learner gets."""
    project = load_project(REPOSITORY)
    assert isinstance(project, Project)
    with open_sandbox(project) as sandbox:
        outcomes = check(project, sandbox).outcomes
    notes = [render(each) for each in outcomes if isinstance(each, Verified | Cited)]
    author = Author()
    media = tuple(sorted({(file.name, file.data) for note in notes for file in note.media}))
    designs = author.contents(notes, media=media).designs
    assert assert_the_same(tmp_path, notes, designs, author.build(notes, media=media)) >= len(outcomes)
