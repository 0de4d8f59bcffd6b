"""What a learner gets from a package that is imported for the first time."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from anki.collection import Collection
from anki.models import NotetypeDict

from decks import HOME, Author, basic, cloze
from learner import Learner, Log
from verideck.model import NoteFields
from verideck.pack import note_types

pytestmark = pytest.mark.anki

NOTES = (
    basic("plain", "<p>What is <code>a &lt; b</code>?</p>"),
    basic("typed", answer="tf.int32"),
    basic("reversed", reverse="1"),
    basic("deeper", deck="Science::Tensors::Dtypes", tags=("dtypes", "numpy::2")),
    cloze("gaps", "<p>{{c1::one}} {{c3::three {{c4::nested}}}}</p>", (0, 2, 3)),
)


def test_every_note_arrives(tmp_path: Path) -> None:
    """The log of the import is what a learner sees of it."""
    with Learner(tmp_path) as learner:
        assert learner.imports(Author().build(NOTES)) == Log(new=len(NOTES))


def test_every_card_shows_a_question_and_an_answer(tmp_path: Path) -> None:
    """A template that Anki cannot read shows up on the card and nowhere else."""
    with Learner(tmp_path) as learner:
        learner.imports(Author().build(NOTES))
        cards = learner.cards()
        assert len(cards) == 8
        for card in cards:
            question, answer = text(card.question()), text(card.answer())
            assert question
            assert "Verified with TensorFlow 2.21.0" in answer
            assert not re.search(r"has a problem|front of this card is blank|\{\{|\}\}", question + answer)


def test_evidence_stays_off_every_question(tmp_path: Path) -> None:
    """Evidence gives the answer away; the reversed card's question is the note's Back and no more."""
    with Learner(tmp_path) as learner:
        learner.imports(Author().build(NOTES))
        assert all("1 claim" not in card.question() and "1 claim" in card.answer() for card in learner.cards())


def test_the_reverse_card_asks_for_the_front(tmp_path: Path) -> None:
    """Its question is the answer of the first card."""
    with Learner(tmp_path) as learner:
        learner.imports(Author().build(NOTES))
        _, reverse = learner.note("reversed").cards()
        assert text(reverse.question()) == "A tensor."
        assert text(reverse.answer()).startswith("A tensor. What is it?")


def test_only_a_note_with_an_answer_has_a_box_to_type_in(tmp_path: Path) -> None:
    """The box belongs to a conditional part of a template that all regular notes share."""
    with Learner(tmp_path) as learner:
        learner.imports(Author().build(NOTES))
        boxed = [card.note()["Id"] for card in learner.cards() if "[[type:Answer]]" in card.question()]
        assert boxed == ["typed"]


def test_anki_finds_nothing_to_repair(tmp_path: Path) -> None:
    """Check Database, Check Media and Empty Cards are where a learner meets a package that was written carelessly."""
    with Learner(tmp_path) as learner:
        learner.imports(Author().build(NOTES))
        before = len(learner.cards())
        report, sound = learner.collection.fix_integrity()
        media = learner.collection.media.check()
        assert (report, sound) == ("Database rebuilt and optimized.", True)
        assert len(learner.cards()) == before
        assert not media.missing
        assert not media.unused
        assert not learner.collection.get_empty_cards().notes


@pytest.mark.parametrize("note", NOTES, ids=lambda note: note.id)
def test_cards_are_those_that_anki_would_make(tmp_path: Path, note: NoteFields) -> None:
    """An import makes only the cards of the package, so ours must be the ones that Anki's own editor would make."""
    with Learner(tmp_path) as learner:
        learner.imports(Author().build(NOTES))
        assert learner.ordinals(note.id) == note.cards == learner.made_by_anki(note.id)


def test_new_cards_come_in_the_order_of_the_sources(tmp_path: Path) -> None:
    """A learner meets the basics first, however the ids sort."""
    notes = [basic("zebra"), basic("ant"), basic("mole")]
    with Learner(tmp_path) as learner:
        learner.imports(Author().build(notes))
        ordered = sorted(learner.cards(), key=lambda card: card.due)
        assert [card.note()["Id"] for card in ordered] == ["zebra", "ant", "mole"]
        assert [card.due for card in ordered] == [1, 2, 3]


def test_decks_and_tags_are_those_of_the_notes(tmp_path: Path) -> None:
    """Subdecks are how a learner chooses what to study."""
    with Learner(tmp_path) as learner:
        learner.imports(Author().build(NOTES))
        note = learner.note("deeper")
        assert learner.collection.decks.name(note.cards()[0].did) == "Science::Tensors::Dtypes"
        assert note.tags == ["dtypes", "numpy::2"]


def test_the_deck_says_what_was_verified(tmp_path: Path) -> None:
    """The description stands on the deck's overview, also where all notes are in subdecks."""
    with Learner(tmp_path) as learner:
        learner.imports(Author().build([basic("deeper", deck=f"{HOME}::Dtypes")]))
        deck = learner.collection.decks.by_name(HOME)
        assert deck is not None
        assert deck["desc"] == "<p>All of it was run.</p><p>Note that 1 &lt; 2.</p>"


def test_fields_keep_the_numbers_that_later_versions_know_them_by(tmp_path: Path) -> None:
    """Without them a renamed field would make a second note type."""
    with Learner(tmp_path) as learner:
        learner.imports(Author().build(NOTES))
        for design in note_types("1f2e3d4c-test", (), ""):
            model = model_of(learner.collection, design.name)
            assert [(field["id"], field["name"]) for field in model["flds"]] == list(design.fields)
            assert [template["id"] for template in model["tmpls"]] == [template.id for template in design.templates]


def model_of(collection: Collection, name: str) -> NotetypeDict:
    model = collection.models.by_name(name)
    assert model is not None
    return model


def test_media_arrive(tmp_path: Path) -> None:
    """Files that a field refers to are imported under their names."""
    picture = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
    note = basic("figure", back='<img src="figure-0a1b2c.svg">')
    with Learner(tmp_path) as learner:
        learner.imports(Author().build([note], media=(("figure-0a1b2c.svg", picture),)))
        assert Path(learner.collection.media.dir(), "figure-0a1b2c.svg").read_bytes() == picture
        assert not learner.collection.media.check().missing


def text(html: str) -> str:
    return " ".join(re.sub(r"<style>.*?</style>|<[^>]*>", " ", html, flags=re.DOTALL).split())
