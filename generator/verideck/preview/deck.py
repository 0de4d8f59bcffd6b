"""The deck as the page shows it: what the last check came to, or what came of the one before while that is broken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypedDict

from verideck.checked import Checked
from verideck.model import Cited, Found, NoteFields, NoteTypeDesign, PreviewHtml, Verified
from verideck.pack import note_types
from verideck.preview.cards import CardEntry, answer_of, cards
from verideck.preview.evidence import Evidence, evidence
from verideck.preview.items import Entry, Item, items_of
from verideck.preview.typed import compare
from verideck.render import render, sketch, stylesheet
from verideck.report import summary, text_parts
from verideck.ship.prepare import stamped
from verideck.verify import found
from verideck.watch import Mistaken, Round

WIDTH = 88
"""Columns of diagnostics on the page."""

Parts = list[tuple[str, str]]


class Detail(TypedDict):
    """All of one item. `mistakes` are diagnostics in parts, as `text_parts` makes them; a file has no cards."""

    entry: Entry
    cards: list[CardEntry]
    evidence: Evidence | None
    mistakes: Parts


class Changes(TypedDict):
    """What is new on the page: items that are new or other ones, and, where it differs, the order of all keys.

    `touched` are the keys of the items of which anything differs, what is behind their line included.
    """

    status: Status
    entries: list[Entry]
    order: list[str] | None
    touched: list[str]


class Status(TypedDict):
    """Of the last check. `look` names the cards' stylesheet by what is in it.

    `broken` is why there was no check, in parts; what is listed is then of an earlier one.
    """

    round: int
    name: str
    counts: str
    seconds: float
    ran: int
    known: int
    changed: list[str]
    failed: bool
    look: str
    broken: Parts


@dataclass(frozen=True, slots=True)
class Deck:
    """What is shown after a check. `media` are the files of the notes that were shown, by name."""

    status: Status
    items: dict[str, Item] = field(default_factory=dict)
    checked: Checked | None = None
    designs: dict[str, NoteTypeDesign] = field(default_factory=dict)

    @property
    def css(self) -> str:
        """That of every card."""
        return self.designs["regular"].css if self.designs else ""

    @property
    def entries(self) -> list[Entry]:
        return [item.entry for item in self.items.values()]

    def search(self, text: str) -> list[str]:
        """The keys of the items in which every word occurs."""
        words = text.casefold().split()
        return [key for key, item in self.items.items() if all(word in item.text for word in words)]

    def typed(self, key: str, text: str) -> str:
        """What the back shows where this was typed. Raises KeyError where there is no such item."""
        item = self.items[key]
        assert self.checked is not None
        note = set_note(item, self.checked)
        return compare(answer_of(note), text) if note else ""

    def detail(self, key: str) -> tuple[Detail, NoteFields | PreviewHtml | None]:
        """Raises KeyError where there is no such item."""
        item = self.items[key]
        assert self.checked is not None
        note = set_note(item, self.checked)
        known = known_of(item, self.checked)
        parts = list(text_parts(item.diagnostics, self.checked.texts, width=WIDTH)) if item.diagnostics else []
        detail: Detail = {
            "entry": item.entry,
            "cards": cards(note, self.designs[note.note_type]) if note else [],
            "evidence": evidence(item.outcome, known, self.checked.runs) if item.outcome else None,
            "mistakes": parts,
        }
        return detail, note


def set_note(item: Item, checked: Checked) -> NoteFields | PreviewHtml | None:
    """The note's HTML: what ships, or a sketch of what does not."""
    allow_html, images = checked.project.settings.allow_html, checked.parsed.images
    match item.outcome:
        case Verified() | Cited():
            return render(item.outcome, allow_html)
        case None:
            return sketch(item.draft, Found(), None, images, allow_html) if item.draft else None
        case outcome:
            return sketch(outcome.note.draft, known_of(item, checked), outcome.note, images, allow_html)


def known_of(item: Item, checked: Checked) -> Found:
    return found(item.outcome.note, checked.runs) if item.outcome else Found()


NOTHING = Deck(
    {"round": 0, "name": "", "counts": "", "seconds": 0, "ran": 0, "known": 0, "changed": [], "failed": False,
     "look": "", "broken": []}
)  # fmt: skip
"""Before the first check."""


def deck_after(round: Round, last: Deck) -> Deck:
    """The deck that a check came to."""
    status: Status = {
        "round": last.status["round"] + 1,
        "name": last.status["name"],
        "counts": last.status["counts"],
        "seconds": round.seconds,
        "ran": round.ran,
        "known": round.known,
        "changed": list(round.changed),
        "failed": round.failed,
        "look": last.status["look"],
        "broken": [],
    }
    match round.result:
        case Checked() as checked:
            settings = checked.project.settings
            counts = summary(checked.outcomes, checked.diagnostics, checked.unseen).partition("\n")[0]
            versions = stamped(settings.stamp, checked.distributions)
            designs = note_types(settings.namespace, versions, stylesheet(checked.parsed.css))
            return Deck(
                {**status, "name": settings.name, "counts": counts, "look": designs[0].hash},
                by_key(items_of(checked)),
                checked,
                {str(design.note_type): design for design in designs},
            )
        case Mistaken(diagnostics, texts):
            broken = list(text_parts(diagnostics, texts, width=WIDTH))
        case error:
            broken = [("error", "verideck: "), ("", f"{error}\n")]
    return Deck({**status, "broken": broken}, last.items, last.checked, last.designs)


def by_key(items: Iterable[Item]) -> dict[str, Item]:
    return {item.entry["key"]: item for item in items}


def changes(before: Deck, now: Deck) -> Changes:
    order = list(now.items)
    touched = [key for key, item in now.items.items() if before.items.get(key) != item]
    return {
        "status": now.status,
        "entries": [now.items[key].entry for key in touched if is_new(before, now, key)],
        "order": None if order == list(before.items) else order,
        "touched": touched,
    }


def is_new(before: Deck, now: Deck, key: str) -> bool:
    return key not in before.items or before.items[key].entry != now.items[key].entry
