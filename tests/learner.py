"""A learner with a fresh collection in the real Anki backend: imports packages as Anki's dialog does, and reviews."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from anki.buildinfo import version
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from anki.import_export_pb2 import IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_ALWAYS as ALWAYS
from anki.import_export_pb2 import IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_IF_NEWER as IF_NEWER
from anki.import_export_pb2 import IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_NEVER as NEVER
from anki.import_export_pb2 import ImportAnkiPackageUpdateCondition as UpdateCondition
from anki.notes import Note
from anki.scheduler.v3 import Scheduler
from anki.scheduler_pb2 import CardAnswer, SchedulingStates
from anki.utils import int_time
from packaging.version import Version

if TYPE_CHECKING:
    from anki.cards import Card, CardId  # cannot be the first of its package to be imported


__all__ = ["ALWAYS", "ESCAPES", "IF_NEWER", "NEVER", "Learner", "Log"]

ESCAPES = Version(version) >= Version("26.05")
"""Before, an answer that was typed without a mistake is shown as if it were HTML, and so `&lt;` as `<`."""


@dataclass(frozen=True)
class Log:
    """How many notes an import added, updated, left alone, and could not match."""

    new: int = 0
    updated: int = 0
    untouched: int = 0
    conflicting: int = 0


class Learner:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.collection = Collection(str(folder / "collection.anki2"))
        self.collection.set_config("rollover", (time.localtime().tm_hour + 12) % 24)  # no day ends during a test
        self.answered = 0

    def __enter__(self) -> Learner:
        return self

    def __exit__(self, *_: object) -> None:
        self.collection.close()

    def imports(self, package: bytes, *, update: UpdateCondition.ValueType = IF_NEWER, presets: bool = False) -> Log:
        """With the options of a fresh profile, with another "Update notes", or with "Import any deck presets"."""
        path = self.folder / "deck.apkg"
        path.write_bytes(package)
        options = ImportAnkiPackageOptions(update_notes=update, with_deck_configs=presets)
        request = ImportAnkiPackageRequest(package_path=str(path), options=options)
        log = self.collection.import_anki_package(request).log
        self.collection.models._clear_cache()  # it still holds the note types from before the import
        return Log(len(log.new), len(log.updated), len(log.duplicate), len(log.conflicting))

    def reviews(self, cards: int) -> None:
        """Answer the next cards, "Good" and "Again" in turn."""
        self.collection.decks.select(self.cards()[0].current_deck_id())
        for turn in range(cards):
            queued = self.scheduler.get_queued_cards().cards[0]
            card = self.collection.get_card(cast("CardId", queued.card.id))
            self.answers(card, queued.states, CardAnswer.AGAIN if turn % 2 else CardAnswer.GOOD)

    def fails(self, id: str) -> None:
        """Answer the first card of a note, which is due, "Again"."""
        card = self.note(id).cards()[0]
        self.answers(card, self.collection._backend.get_scheduling_states(card.id), CardAnswer.AGAIN)

    @property
    def scheduler(self) -> Scheduler:
        assert isinstance(self.collection.sched, Scheduler)
        return self.collection.sched

    def answers(self, card: Card, states: SchedulingStates, rating: CardAnswer.Rating.ValueType) -> None:
        """Later than the answer before: the log tells reviews apart by their milliseconds.

        Each takes a second: Anki's own timer has no number for less than nothing, where a clock is set back meanwhile.
        """
        self.answered = max(int_time(1_000), self.answered + 1)
        answer = CardAnswer(
            card_id=card.id,
            current_state=states.current,
            new_state=states.again if rating == CardAnswer.AGAIN else states.good,
            rating=rating,
            answered_at_millis=self.answered,
            milliseconds_taken=1_000,
        )
        self.scheduler.answer_card(answer)

    def note(self, id: str) -> Note:
        (found,) = self.collection.find_notes(f'"Id:{id}"')
        return self.collection.get_note(found)

    def notes(self) -> list[str]:
        """The GUIDs of all notes."""
        assert self.collection.db
        return [str(guid) for guid in self.collection.db.list("SELECT guid FROM notes")]

    def by_guid(self, guid: str) -> Note:
        assert self.collection.db
        return self.collection.get_note(self.collection.db.scalar("SELECT id FROM notes WHERE guid = ?", guid))

    def cards(self) -> list[Card]:
        return [self.collection.get_card(id) for id in self.collection.find_cards("")]

    def ordinals(self, id: str) -> tuple[int, ...]:
        return tuple(sorted(card.ord for card in self.note(id).cards()))

    def made_by_anki(self, id: str) -> tuple[int, ...]:
        """The ordinals of the cards that the backend makes for a copy of the note, as its editor does."""
        note = self.note(id)
        model = note.note_type()
        assert model is not None
        copy = self.collection.new_note(model)
        copy.fields = list(note.fields)
        self.collection.add_note(copy, note.cards()[0].did)
        ordinals = tuple(sorted(card.ord for card in copy.cards()))
        self.collection.remove_notes([copy.id])
        return ordinals

    def history(self) -> list[Any]:
        """All that a learner has put into the cards."""
        assert self.collection.db
        schedule = "type, queue, due, ivl, factor, reps, lapses, left, odue, odid, did, flags, data"
        return [
            self.collection.db.all(f"SELECT id, nid, ord, {schedule} FROM cards ORDER BY id"),
            self.collection.db.all("SELECT * FROM revlog ORDER BY id"),
        ]

    def note_types(self) -> list[str]:
        return [entry.name for entry in self.collection.models.all_names_and_ids() if "verideck" in entry.name]
