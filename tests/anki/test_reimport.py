"""What a learner keeps, and what arrives, when the next package is imported over years of reviews."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from anki.consts import CARD_TYPE_REV, QUEUE_TYPE_REV

from decks import HOME, NAMESPACE, NOON, Author, basic, cloze
from learner import ALWAYS, NEVER, Learner, Log
from verideck.lock import highest, rebuilt
from verideck.lock.plan import search
from verideck.model import Lock
from verideck.pack import read_package

pytestmark = pytest.mark.anki

NOTES = (
    basic("one", "<p>One?</p>", tags=("numbers",)),
    basic("two", "<p>Two?</p>", reverse="1"),
    basic("three", "<p>Three?</p>"),
    cloze("four", "<p>{{c1::four}} and {{c2::more}}</p>", (0, 1)),
)
EDITED = (basic("one", "<p>One, edited?</p>", tags=("numbers",)), *NOTES[1:])


def test_an_edit_arrives_and_every_card_keeps_its_history(tmp_path: Path) -> None:
    """The promise that the lock exists for: texts change, schedules and the review log do not."""
    author = Author()
    with Learner(tmp_path) as learner:
        learner.imports(author.build(NOTES))
        learner.reviews(5)
        before = learner.history()
        log = learner.imports(author.build(EDITED, now=NOON + 60))
        assert log == Log(updated=1, untouched=3)
        assert learner.note("one")["Front"] == "<p>One, edited?</p>"
        assert learner.history() == before
        assert len(before[1]) == 5


def test_an_unchanged_rebuild_touches_nothing(tmp_path: Path) -> None:
    """Otherwise each build would take away the tags that a learner gave, and sync the whole deck."""
    author = Author()
    with Learner(tmp_path) as learner:
        learner.imports(author.build(NOTES))
        learner.collection.tags.bulk_add(learner.collection.find_notes("Id:three"), "mine")
        before = learner.history()
        assert learner.imports(author.build(NOTES, now=NOON + 86_400)) == Log(untouched=4)
        assert learner.note("three").tags == ["mine"]
        assert learner.history() == before


@pytest.mark.parametrize("seconds", [0, 0.4, -86_400], ids=["same second", "same second, later", "clock set back"])
def test_an_edit_arrives_whatever_the_clock_says(tmp_path: Path, seconds: float) -> None:
    """Anki compares times in whole seconds and skips what is not newer."""
    author = Author()
    with Learner(tmp_path) as learner:
        learner.imports(author.build(NOTES))
        assert learner.imports(author.build(EDITED, now=NOON + seconds)).updated == 1
        assert learner.imports(author.build(NOTES, now=NOON + seconds)).updated == 1
        assert learner.note("one")["Front"] == "<p>One?</p>"


def test_changed_tags_arrive(tmp_path: Path) -> None:
    """Tags are content: learners search by them."""
    author = Author()
    with Learner(tmp_path) as learner:
        learner.imports(author.build(NOTES))
        edited = (replace(NOTES[0], tags=("counting",)), *NOTES[1:])
        assert learner.imports(author.build(edited, now=NOON + 60)).updated == 1
        assert learner.note("one").tags == ["counting"]


def test_an_upgrade_changes_the_foot_and_no_note(tmp_path: Path) -> None:
    """The versions stand in the templates, so that verifying under a new TensorFlow re-syncs no note."""
    author = Author()
    with Learner(tmp_path) as learner:
        learner.imports(author.build(NOTES))
        learner.reviews(3)
        before = learner.history()
        assert learner.imports(author.build(NOTES, now=NOON + 60, version="2.22.0")) == Log(untouched=4)
        assert all("Verified with TensorFlow 2.22.0" in card.answer() for card in learner.cards())
        assert learner.history() == before


def test_a_changed_stylesheet_arrives(tmp_path: Path) -> None:
    """Also twice in one second: the note type has a time of its own."""
    author = Author()
    with Learner(tmp_path) as learner:
        learner.imports(author.build(NOTES))
        learner.imports(author.build(NOTES, css=".card { color: red }"))
        learner.imports(author.build(NOTES, css=".card { color: blue }"))
        assert all("color: blue" in card.question() for card in learner.cards())


def test_a_reordered_deck_keeps_everything(tmp_path: Path) -> None:
    """A note's place is not its identity."""
    author = Author()
    with Learner(tmp_path) as learner:
        learner.imports(author.build(NOTES))
        learner.reviews(4)
        before = learner.history()
        assert learner.imports(author.build(NOTES[::-1], now=NOON + 60)) == Log(untouched=4)
        assert learner.history() == before


def test_a_moved_note_stays_where_the_learner_has_it(tmp_path: Path) -> None:
    """Anki moves no card on an import, so a new deck alone is no reason to send a note."""
    author = Author()
    moved = (replace(NOTES[0], deck="Elsewhere"), *NOTES[1:])
    with Learner(tmp_path) as learner:
        learner.imports(author.build(NOTES))
        before = learner.history()
        assert learner.imports(author.build(moved, now=NOON + 60)) == Log(untouched=4)
        assert learner.history() == before


def test_new_notes_join_the_old(tmp_path: Path) -> None:
    """Their ids collide with none of the first package's."""
    author = Author()
    with Learner(tmp_path) as learner:
        learner.imports(author.build(NOTES))
        more = (basic("zero"), *NOTES, basic("five"))
        assert learner.imports(author.build(more, now=NOON + 2)) == Log(new=2, untouched=4)
        assert len(learner.cards()) == 8


def test_a_removed_note_says_so_and_keeps_its_history(tmp_path: Path) -> None:
    """A learner finds what left the deck by its tag, and decides."""
    author = Author()
    with Learner(tmp_path) as learner:
        learner.imports(author.build(NOTES))
        learner.reviews(6)
        before = learner.history()
        assert learner.imports(author.build(NOTES[:1], now=NOON + 60)) == Log(updated=3, untouched=1)
        retired = learner.collection.find_notes("tag:retired")
        assert sorted(learner.collection.get_note(id)["Id"] for id in retired) == ["four", "three", "two"]
        assert "left the deck" in learner.note("two").cards()[1].answer()
        assert learner.history() == before
        assert not learner.collection.get_empty_cards().notes


def test_a_tombstone_arrives_once(tmp_path: Path) -> None:
    """It ships in every package, and is an update only in the first."""
    author = Author()
    with Learner(tmp_path) as learner:
        learner.imports(author.build(NOTES))
        learner.imports(author.build(NOTES[:1], now=NOON + 60))
        assert learner.imports(author.build(NOTES[:1], now=NOON + 120)) == Log(untouched=4)


def test_a_retired_note_comes_back(tmp_path: Path) -> None:
    """With the history that it had, also where the clock stood still meanwhile."""
    author = Author()
    with Learner(tmp_path) as learner:
        learner.imports(author.build(NOTES))
        learner.reviews(6)
        before = learner.history()
        learner.imports(author.build(NOTES[:1]))
        assert learner.imports(author.build(NOTES)) == Log(updated=3, untouched=1)
        assert learner.note("two")["Front"] == "<p>Two?</p>"
        assert not learner.collection.find_notes("tag:retired")
        assert learner.history() == before


def test_a_filled_field_adds_its_card(tmp_path: Path) -> None:
    """A reverse card can be asked for later; the schema foresaw it."""
    author = Author()
    with Learner(tmp_path) as learner:
        learner.imports(author.build(NOTES))
        learner.reviews(2)
        three = basic("three", "<p>Three?</p>", reverse="1")
        learner.imports(author.build((*NOTES[:2], three, NOTES[3]), now=NOON + 60))
        assert learner.ordinals("three") == (0, 1)
        assert not learner.collection.get_empty_cards().notes


def test_no_second_note_type_appears(tmp_path: Path) -> None:
    """Anki names it with a plus, and from then on updates no note of the first."""
    author = Author()
    with Learner(tmp_path) as learner:
        for now, notes, css in ((0, NOTES, ""), (60, EDITED, ".a {}"), (120, NOTES[2:], ".b {}"), (180, NOTES, "")):
            assert learner.imports(author.build(notes, now=NOON + now, css=css)).conflicting == 0
        assert learner.note_types() == ["verideck cloze (1f2e3d4c-test)", "verideck regular (1f2e3d4c-test)"]


# ── Lost locks, tombstones and decks ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("source", ["package", "what was shipped from here"])
def test_a_rebuilt_lock_updates_and_keeps_histories(tmp_path: Path, source: str) -> None:
    """Whoever loses the lock goes on as if nothing had happened."""
    author = Author()
    with Learner(tmp_path) as learner:
        package = author.build(NOTES)
        learner.imports(package)
        learner.reviews(5)
        before = learner.history()
        (tmp_path / "deck.apkg").write_bytes(package)
        shipped = read_package(tmp_path / "deck.apkg", NAMESPACE)
        known = (Lock(NAMESPACE), shipped) if source == "package" else (highest(Lock(NAMESPACE), author.lock), None)
        author.lock = rebuilt(NAMESPACE, None, *known)
        assert learner.imports(author.build(NOTES, now=NOON + 60)) == Log(untouched=4)
        assert learner.imports(author.build(EDITED, now=NOON + 90)) == Log(updated=1, untouched=3)
        assert learner.note("one")["Front"] == "<p>One, edited?</p>"
        assert learner.history() == before


def test_without_anything_left_every_note_is_sent_and_histories_stay(tmp_path: Path) -> None:
    """A new lock has later times, and the GUIDs that it always had."""
    with Learner(tmp_path) as learner:
        learner.imports(Author().build(NOTES))
        learner.reviews(5)
        before = learner.history()
        assert learner.imports(Author().build(EDITED, now=NOON + 60)) == Log(updated=4)
        assert learner.history() == before


def test_a_reverted_lock_alone_is_repaired_by_always(tmp_path: Path) -> None:
    """What README says of another machine, which knows of no later package: IF_NEWER skips, "Always" updates."""
    author = Author()
    with Learner(tmp_path) as learner:
        first = author.build(NOTES)
        learner.imports(first)
        learner.imports(author.build(EDITED, now=NOON + 60))
        learner.reviews(3)
        before = learner.history()
        assert learner.imports(first) == Log(untouched=4)
        assert learner.imports(first, update=ALWAYS) == Log(updated=1, untouched=3)
        assert learner.note("one")["Front"] == "<p>One?</p>"
        assert learner.history() == before


def test_a_new_learner_finds_retired_notes_apart(tmp_path: Path) -> None:
    """They come with every package, and must not come up while the deck is studied."""
    author = Author()
    author.build(NOTES)
    package = author.build(NOTES[:1], now=NOON + 60)
    with Learner(tmp_path) as learner:
        assert learner.imports(package) == Log(new=4)
        decks = {card.note()["Id"]: learner.collection.decks.name(card.did) for card in learner.cards()}
        assert decks == {"one": HOME, **dict.fromkeys(("two", "three", "four"), "Retired questions")}
        assert not learner.collection.get_empty_cards().notes


def test_the_search_of_a_plan_finds_the_cards_to_move(tmp_path: Path) -> None:
    """In decks and ids with characters that Anki takes for wildcards."""
    deck = 'A "b" * c_d::E'
    notes = [basic(id, f"<p>{id}</p>", deck=deck) for id in ("x_y", "xay", "z")]
    with Learner(tmp_path) as learner:
        learner.imports(Author().build(notes))
        name = learner.cards()[0].current_deck_id()
        found = learner.collection.find_cards(search(learner.collection.decks.name(name), ["x_y", "z"]))
        assert sorted(learner.collection.get_card(id).note()["Id"] for id in found) == ["x_y", "z"]


def test_a_card_that_is_gone_comes_back_with_the_tombstone(tmp_path: Path) -> None:
    """A learner who kept the empty card reads on it, too, that the question has left."""
    author = Author()
    with Learner(tmp_path) as learner:
        learner.imports(author.build(NOTES))
        fewer = (*NOTES[:3], cloze("four", "<p>{{c1::four}}</p>", (0,)))
        learner.imports(author.build(fewer, now=NOON + 60))
        assert len(learner.collection.get_empty_cards().notes) == 1
        learner.imports(author.build(NOTES[:3], now=NOON + 90))
        assert not learner.collection.get_empty_cards().notes
        assert all("left the deck" in card.question() for card in learner.note("four").cards())


# ── What a learner did meanwhile ─────────────────────────────────────────────────────────────────────────────────


def test_who_updates_never_gets_new_notes_alone(tmp_path: Path) -> None:
    """A learner who has made the notes their own keeps them, and their schedules."""
    author = Author()
    with Learner(tmp_path) as learner:
        learner.imports(author.build(NOTES))
        learner.reviews(4)
        before = learner.history()
        package = author.build((*EDITED, basic("five")), now=NOON + 60)
        assert learner.imports(package, update=NEVER) == Log(new=1, untouched=4)
        assert learner.note("one")["Front"] == "<p>One?</p>"
        assert learner.history()[1] == before[1]


def test_what_a_learner_touched_last_waits_for_the_next_edit(tmp_path: Path) -> None:
    """Anki takes the learner's note for the newer one: a tag given after the package was built holds its text back,
    until "Always" or a later edit."""
    author = Author()
    with Learner(tmp_path) as learner:
        learner.imports(author.build(NOTES))
        learner.collection.tags.bulk_add(learner.collection.find_notes("Id:one"), "mine")
        before = learner.history()
        package = author.build(EDITED, now=NOON + 60)
        assert learner.imports(package) == Log(untouched=4)
        assert learner.note("one").tags == ["mine", "numbers"]
        assert learner.imports(package, update=ALWAYS) == Log(updated=1, untouched=3)
        assert (learner.note("one")["Front"], learner.note("one").tags) == ("<p>One, edited?</p>", ["numbers"])
        assert learner.history() == before


def test_a_leech_keeps_its_lapses_and_gets_the_next_text(tmp_path: Path) -> None:
    """Its tag was given by a review, so the text comes with an edit that is made after it."""
    author = Author()
    with Learner(tmp_path) as learner:
        learner.imports(author.build(NOTES))
        card = learner.note("one").cards()[0]
        card.type, card.queue, card.ivl, card.lapses, card.due = CARD_TYPE_REV, QUEUE_TYPE_REV, 1, 7, 0
        learner.collection.update_card(card)
        learner.fails("one")
        card.load()
        assert (card.lapses, learner.note("one").tags) == (8, ["leech", "numbers"])
        before = learner.history()
        assert learner.imports(author.build(EDITED, now=NOON + 60)).updated == 0
        later = author.build((basic("one", "<p>Mended?</p>", tags=("numbers",)), *NOTES[1:]), now=time.time() + 60)
        assert learner.imports(later).updated == 1
        assert learner.note("one")["Front"] == "<p>Mended?</p>"
        assert learner.history() == before


def test_an_import_can_be_undone(tmp_path: Path) -> None:
    """In one step: texts are what they were, and new notes are gone."""
    author = Author()
    with Learner(tmp_path) as learner:
        learner.imports(author.build(NOTES))
        learner.reviews(2)
        before = learner.history()
        learner.imports(author.build((*EDITED, basic("five")), now=NOON + 60))
        learner.collection.undo()
        assert learner.note("one")["Front"] == "<p>One?</p>"
        assert not learner.collection.find_notes("Id:five")
        assert learner.history() == before
