"""Years of edits and reviews, in any order: what the author wrote arrives, and what the learner did stays."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from random import Random
from typing import Any

import pytest
from anki.collection import Collection  # noqa: F401  # must be imported before the rest of its package
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from known import Known
from verideck.ship import rebuild_lock
from written import EDITS, PARTS, Edit, Numbered, Part, Written
from years import FILES, Deck, Note

pytestmark = pytest.mark.anki

IDS = ("one", "two", "three", "four")
NUMBERED = ("five", "six")
WORDS = st.sampled_from(["red", "green", "`blue`", "1 < 2", "$x$"])
TAGS = st.sets(st.sampled_from(["t", "u::v"])).map(lambda tags: tuple(sorted(tags)))
KINDS = st.sampled_from(["basic", "reversed", "typed"])
OWN = ("word", "code", "kind")
"""What only notes without numbers have, or have otherwise."""
CHANGES = st.one_of(
    WORDS.map(lambda word: {"word": word}),
    st.integers(0, 3).map(lambda code: {"code": code}),
    KINDS.map(lambda kind: {"kind": kind}),
    TAGS.map(lambda tags: {"tags": tags}),
    st.sampled_from(FILES).map(lambda file: {"file": file}),
    st.sampled_from(["Test", "Else::Where"]).map(lambda deck: {"deck": deck}),
)
NOW = st.booleans()
"""Some edits go into one package with the next ones."""


class Years(Deck, RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.commits: list[tuple[list[Note], bytes, dict[str, Known]]] = []

    def teardown(self) -> None:
        self.close()

    def end(self, now: bool) -> None:
        if now:
            self.release()

    # ── What an author does ──

    @initialize()
    def first_package(self) -> None:
        self.commit()

    @rule(id=st.sampled_from(IDS), file=st.sampled_from(FILES), word=WORDS, shows=st.booleans(), now=NOW)
    def add(self, id: str, file: str, word: str, shows: bool, now: bool) -> None:
        if not self.has(id):
            self.notes.append(Written(id, id, file, word=word, shows=shows))
        self.end(now)

    @rule(place=st.integers(0, 9), change=CHANGES, now=NOW)
    def edit(self, place: int, change: dict[str, Any], now: bool) -> None:
        """Its text, its code, its kind, its tags, its file or its deck."""
        note = self.notes[place % len(self.notes)]
        if isinstance(note, Written) or not change.keys() & set(OWN):
            self.change(note, replace(note, **change))
        self.end(now)

    @rule(
        id=st.sampled_from(NUMBERED),
        file=st.sampled_from(FILES),
        kind=st.sampled_from(["cloze", "list"]),
        parts=st.lists(PARTS, min_size=1, max_size=4),
        now=NOW,
    )
    def add_numbered(self, id: str, file: str, kind: str, parts: list[Part], now: bool) -> None:
        if not self.has(id):
            self.notes.append(Numbered(id, id, file, kind=kind).having(parts))
        self.end(now)

    @precondition(lambda self: self.numbered)
    @rule(place=st.integers(0, 9), edits=st.lists(EDITS, min_size=1, max_size=3), now=NOW)
    def edit_what_is_asked(self, place: int, edits: list[Edit], now: bool) -> None:
        """Deletions and items come, go and move, and get other texts and numbers."""
        note = self.numbered[place % len(self.numbered)]
        self.change(note, reduce(lambda edited, edit: edit(edited), edits, note))
        self.end(now)

    @precondition(lambda self: self.numbered)
    @rule(place=st.integers(0, 9))
    def ask_for_all_at_once(self, place: int) -> None:
        """Anki makes no note of one type into one of the other."""
        self.release()
        note = self.numbered[place % len(self.numbered)]
        basic = Written(note.id, note.born, note.file, guid=note.guid)
        self.change(note, basic)
        self.write()
        self.is_refused("kind-changed", [basic])
        self.change(basic, note)

    @rule(one=st.sampled_from(FILES), other=st.sampled_from(FILES), random=st.randoms(use_true_random=False))
    def rename_files_and_reorder(self, one: str, other: str, random: Random) -> None:
        names = {one: other, other: one}
        self.notes = [replace(note, file=names.get(note.file, note.file)) for note in self.notes]
        random.shuffle(self.notes)

    @precondition(lambda self: len(self.notes) > 1)
    @rule(place=st.integers(0, 9), now=NOW)
    def remove(self, place: int, now: bool) -> None:
        others = [note for note in self.notes if note.id != "anchor"]
        self.notes.remove(others[place % len(others)])
        self.end(now)

    @rule(version=st.sampled_from(["", "2.21.0", "2.22.0"]), now=NOW)
    def edit_the_snippet_or_upgrade(self, version: str, now: bool) -> None:
        self.version, self.edition = version or self.version, self.edition + (not version)
        self.end(now)

    @rule(css=st.sampled_from([".a {}", ".b { color: red }", ""]), now=NOW)
    def change_the_stylesheet(self, css: str, now: bool) -> None:
        self.css = css
        self.end(now)

    @precondition(lambda self: len(self.notes) > 1)
    @rule(place=st.integers(0, 9))
    def rename_an_id(self, place: int) -> None:
        """Only what was shipped has a history to keep."""
        self.release()
        others = [note for note in self.notes if note.id != "anchor"]
        note = others[place % len(others)]
        renamed = replace(note, id=f"{note.born}-{len(note.id)}")
        line = self.line(self.guid(note))
        self.renames = {note.id: renamed.id}
        self.change(note, renamed)
        self.release()
        self.change(renamed, replace(renamed, guid=line.guid))
        assert f'guid="{line.guid}"' in (self.root / "cards" / note.file).read_text()

    @rule(place=st.integers(0, 9))
    def exchange_two_ids(self, place: int) -> None:
        """An id stays with its question."""
        self.release()
        notes = [note for note in self.notes if isinstance(note, Written)]
        pair = [notes[place % len(notes)], notes[(place + 1) % len(notes)]]
        if pair[0] is not pair[1]:
            moved = [replace(one, id=other.id, guid=other.guid) for one, other in (pair, pair[::-1])]
            self.exchange(pair, moved)
            self.write()
            self.is_refused("id-changed", moved)
            self.exchange(moved, pair)

    def exchange(self, old: list[Written], new: list[Written]) -> None:
        for one, other in zip(old, new, strict=True):
            self.change(one, other)

    @rule()
    def commit(self) -> None:
        self.release()
        self.commits.append((list(self.notes), (self.root / "deck.lock").read_bytes(), self.ledger.lock))

    @rule(place=st.integers(0, 9), parts=st.sampled_from(["both", "sources", "lock"]), now=NOW)
    def revert(self, place: int, parts: str, now: bool) -> None:
        notes, lock, known = self.commits[place % len(self.commits)]
        if parts != "lock":
            self.notes = list(notes)
        if parts != "sources":
            (self.root / "deck.lock").write_bytes(lock)
            self.ledger.lock = known
        self.end(now)

    @rule()
    def lose_the_lock(self) -> None:
        """It is made again from the last package, and from what was shipped from here."""
        self.release()
        before = (self.root / "deck.lock").read_bytes()
        (self.root / "deck.lock").unlink()
        rebuild_lock(self.project)
        assert (self.root / "deck.lock").read_bytes() == before

    @rule(seconds=st.sampled_from([-86_400, 1, 60, 86_400]))
    def set_the_clock(self, seconds: int) -> None:
        self.now += seconds

    # ── What a learner does ──

    @rule(cards=st.integers(1, 3))
    def review(self, cards: int) -> None:
        new = len(self.learner.collection.find_cards("is:new deck:Test"))
        self.learner.reviews(min(cards, new))


def test_every_edit_arrives_and_no_history_is_lost() -> None:
    """The promise of the whole tool, over random years on the real backend."""
    run_state_machine_as_test(
        Years,
        settings=settings(
            max_examples=100,
            stateful_step_count=15,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )
