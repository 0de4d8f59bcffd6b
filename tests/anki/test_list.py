"""A `.list` note in a learner's hands while its author goes on editing it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from decks import NOON
from learner import Learner, Log
from outcomes import read
from projects import FakeSandbox, make_project
from verideck.build import build
from verideck.model import Project

pytestmark = pytest.mark.anki

CARD = "cards/sums.md"
HEAD = "---\nsnippet: sums\n---\n\n# Which? {#which .list}\n\nIn order:\n\n"
FIRST = ("[one](claim:two)", "[two](claim:two)", "[three](claim:two)")


class Deck:
    """A project of one list, built again and again, a minute apart."""

    def __init__(self, root: Path) -> None:
        self.project: Project = make_project(root, {CARD: HEAD + "".join(f"- {text}\n" for text in FIRST)})
        self.now = NOON

    @property
    def items(self) -> list[str]:
        return (self.project.root / CARD).read_text("utf-8").removeprefix(HEAD).splitlines()

    def edit(self, *items: str, below: str = "") -> None:
        (self.project.root / CARD).write_text(HEAD + "".join(f"{item}\n" for item in items) + below, "utf-8")

    def package(self) -> bytes:
        self.now += 60
        package = build(self.project, FakeSandbox(), self.now).package
        assert package
        return package.read_bytes()


def schedules(learner: Learner) -> dict[int, Any]:
    """All that a learner has put into the cards, by their ordinals."""
    cards, reviews = learner.history()
    return {ordinal: (row, [each for each in reviews if each[1] == row[0]]) for row in cards for ordinal in [row[2]]}


def empty_cards(learner: Learner) -> list[int]:
    report = learner.collection.get_empty_cards()
    ids = [id for each in report.notes for id in each.card_ids]
    return sorted(learner.collection.get_card(id).ord for id in ids)


def question(learner: Learner, ordinal: int) -> str:
    (card,) = (card for card in learner.note("which").cards() if card.ord == ordinal)
    return read(card.question().split("</style>")[-1]).text


def test_edits_between_reviews_cost_no_schedule(tmp_path: Path) -> None:
    """Items are changed, moved, added and removed; every card that stays keeps its history to the last digit."""
    (tmp_path / "deck").mkdir()
    deck = Deck(tmp_path / "deck")
    with Learner(tmp_path) as learner:
        assert learner.imports(deck.package()) == Log(new=1)
        learner.reviews(2)
        one, two, three = deck.items
        before = schedules(learner)
        assert sorted(before) == [0, 1, 2]

        deck.edit(three, one.replace("[one]", "[One, that is 1,]"), two)
        assert learner.imports(deck.package()) == Log(updated=1)
        assert schedules(learner) == before
        assert question(learner, 0).split() == ["Which?In", "order:three[...]two"]

        deck.edit(three, "- [four](claim:two)", one, two, below="\nBelow.\n")
        assert learner.imports(deck.package()) == Log(updated=1)
        assert {ordinal: kept for ordinal, kept in schedules(learner).items() if ordinal < 3} == before
        assert learner.ordinals("which") == (0, 1, 2, 3)
        assert question(learner, 3).split() == ["Which?In", "order:three[...]onetwo"]
        assert empty_cards(learner) == []

        learner.reviews(1)
        before = schedules(learner)
        three, four, one, two = deck.items[:4]
        deck.edit(four, two, "- [five](claim:two)", three)
        assert learner.imports(deck.package()) == Log(updated=1)
        kept = schedules(learner)
        assert {ordinal: kept[ordinal] for ordinal in range(4)} == before
        assert learner.ordinals("which") == (0, 1, 2, 3, 4)
        assert empty_cards(learner) == [0]


def test_the_cards_are_those_that_anki_makes(tmp_path: Path) -> None:
    """A ghost card, or one that is missing, would show at the next check of the database."""
    (tmp_path / "deck").mkdir()
    deck = Deck(tmp_path / "deck")
    deck.edit(
        "- [a::b {{c}} `}}`](claim:two)", "- `{python} total`", "", "  [c](claim:two)", "", "- [d](claim:two) {c7}"
    )
    with Learner(tmp_path) as learner:
        learner.imports(deck.package())
        note = learner.note("which")
        numbers = learner.collection._backend.cloze_numbers_in_note(note._to_backend_note())
        assert sorted(numbers) == [7, 8, 9]
        assert learner.ordinals("which") == (6, 7, 8)
        learner.collection.fix_integrity()
        assert learner.ordinals("which") == (6, 7, 8)
        assert empty_cards(learner) == []
