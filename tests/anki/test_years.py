"""Years of edits and reviews, in any order: what the author wrote arrives, and what the learner did stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from anki.card_rendering_pb2 import EmptyCardsReport
from anki.collection import Collection  # noqa: F401  # must be imported before the rest of its package
from anki.notes import NoteId
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from learner import Learner, Log
from projects import SETTINGS, SNIPPET, FakeSandbox, held, make_project
from verideck.build import build, check, plan
from verideck.lock import read_lock
from verideck.model import NoteFields, Program, Recording, Verified
from verideck.render import render, stylesheet
from verideck.ship import rebuild_lock

pytestmark = pytest.mark.anki

NOON = 1_750_000_000
FILES = ("a.md", "b.md", "deep/c.md")
IDS = ("one", "two", "three", "four")
WORDS = st.sampled_from(["red", "green", "`blue`", "1 < 2", "$x$"])
TAGS = st.sets(st.sampled_from(["t", "u::v"])).map(lambda tags: tuple(sorted(tags)))
KINDS = st.sampled_from(["basic", "reversed", "typed"])
EDITS = st.one_of(
    WORDS.map(lambda word: {"word": word}),
    st.integers(0, 3).map(lambda code: {"code": code}),
    KINDS.map(lambda kind: {"kind": kind}),
    TAGS.map(lambda tags: {"tags": tags}),
    st.sampled_from(FILES).map(lambda file: {"file": file}),
    st.sampled_from(["Test", "Else::Where"]).map(lambda deck: {"deck": deck}),
)


@dataclass(frozen=True)
class Written:
    """A note as its author keeps it. Its heading names `born`, the first id, so that no two notes share one."""

    id: str
    born: str
    file: str
    word: str
    tags: tuple[str, ...] = ()
    deck: str = "Test"
    guid: str = ""
    shows: bool = False
    kind: str = "basic"
    code: int = 0

    def text(self) -> str:
        guid = f' guid="{self.guid}"' if self.guid else ""
        region = "\n```python show=make\n```\n" if self.shows else ""
        fence = f"\n```python\nx = {self.code}\n```\n" if self.code else ""
        attributes = f'#{self.id} .{self.kind} deck="{self.deck}" tags="{" ".join(self.tags)}"{guid}'
        value = "`{python sums} total`"
        return f"# What is {self.born}? {{{attributes}}}\n\n[Two](claim:two)\n\n{self.word}: {value}.\n{region}{fence}"


class Sandbox(FakeSandbox):
    """All runs under one version of TensorFlow."""

    def __init__(self, version: str) -> None:
        super().__init__()
        self.version = version

    def run(self, program: Program) -> Recording:
        return replace(held(program), distributions=(("tensorflow", self.version),))


class Years(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory(prefix="verideck-years-")
        self.root = Path(self.folder.name, "project")
        self.css = ".a {}"
        self.project = make_project(self.root, {"deck.css": self.css}, SETTINGS + 'css = "deck.css"\n')
        collection = Path(self.folder.name, "learner")
        collection.mkdir()
        self.learner = Learner(collection)
        self.notes = [Written("anchor", "anchor", FILES[0], "red")]
        self.renames: dict[str, str] = {}
        self.commits: list[tuple[list[Written], bytes]] = []
        self.version, self.edition, self.now = "2.21.0", 0, NOON

    def teardown(self) -> None:
        try:
            self.release()
            before = len(self.learner.cards())
            report, sound = self.learner.collection.fix_integrity()
            assert (report, sound) == ("Database rebuilt and optimized.", True)
            assert len(self.learner.cards()) == before
        finally:
            self.learner.collection.close()
            self.folder.cleanup()

    # ── What an author does ──

    @initialize()
    def first_package(self) -> None:
        self.commit()

    @rule(id=st.sampled_from(IDS), file=st.sampled_from(FILES), word=WORDS, shows=st.booleans(), now=st.booleans())
    def add(self, id: str, file: str, word: str, shows: bool, now: bool) -> None:
        if not {id} & {name for note in self.notes for name in (note.id, note.born)}:
            self.notes.append(Written(id, id, file, word, shows=shows))
        self.end(now)

    @rule(place=st.integers(0, 9), change=EDITS, now=st.booleans())
    def edit(self, place: int, change: dict[str, Any], now: bool) -> None:
        """Its text, its code, its kind, its tags, its file or its deck."""
        place %= len(self.notes)
        self.notes[place] = replace(self.notes[place], **change)
        self.end(now)

    @rule(one=st.sampled_from(FILES), other=st.sampled_from(FILES), random=st.randoms(use_true_random=False))
    def rename_files_and_reorder(self, one: str, other: str, random: Random) -> None:
        names = {one: other, other: one}
        self.notes = [replace(note, file=names.get(note.file, note.file)) for note in self.notes]
        random.shuffle(self.notes)

    @precondition(lambda self: len(self.notes) > 1)
    @rule(place=st.integers(0, 9), now=st.booleans())
    def remove(self, place: int, now: bool) -> None:
        others = [note for note in self.notes if note.id != "anchor"]
        self.notes.remove(others[place % len(others)])
        self.end(now)

    @rule(version=st.sampled_from(["", "2.21.0", "2.22.0"]), now=st.booleans())
    def edit_the_snippet_or_upgrade(self, version: str, now: bool) -> None:
        self.version, self.edition = version or self.version, self.edition + (not version)
        self.end(now)

    @rule(css=st.sampled_from([".a {}", ".b { color: red }", ""]), now=st.booleans())
    def change_the_stylesheet(self, css: str, now: bool) -> None:
        self.css = css
        self.end(now)

    @precondition(lambda self: len(self.notes) > 1)
    @rule(place=st.integers(0, 9))
    def rename_an_id(self, place: int) -> None:
        """Only what was shipped has a history to keep."""
        self.release()
        others = [index for index, note in enumerate(self.notes) if note.id != "anchor"]
        note = self.notes[others[place % len(others)]]
        new = f"{note.born}-{len(note.id)}"
        line = next(line for line in self.lines() if line.id == note.id)
        self.renames = {note.id: new}
        self.notes[self.notes.index(note)] = replace(note, id=new)
        self.release()
        self.notes = [replace(each, guid=line.guid) if each.id == new else each for each in self.notes]
        assert f'guid="{line.guid}"' in (self.root / "cards" / note.file).read_text()

    @rule()
    def commit(self) -> None:
        self.release()
        self.commits.append((list(self.notes), (self.root / "deck.lock").read_bytes()))

    @rule(place=st.integers(0, 9), parts=st.sampled_from(["both", "sources", "lock"]), now=st.booleans())
    def revert(self, place: int, parts: str, now: bool) -> None:
        notes, lock = self.commits[place % len(self.commits)]
        if parts != "lock":
            self.notes = list(notes)
        if parts != "sources":
            (self.root / "deck.lock").write_bytes(lock)
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

    # ── A package, and its import ──

    def end(self, now: bool) -> None:
        """Some edits go into one package with the next ones."""
        if now:
            self.release()

    def write(self) -> None:
        for file in FILES:
            (self.root / "cards" / file).unlink(missing_ok=True)
            notes = [note.text() for note in self.notes if note.file == file]
            if notes:
                path = self.root / "cards" / file
                path.parent.mkdir(exist_ok=True)
                path.write_text("\n".join(["---\nsnippet: sums\n---\n", *notes]))
        (self.root / "cards/sums.md").unlink(missing_ok=True)
        (self.root / "deck.css").write_text(self.css)
        region = f"# region make\nedition = {self.edition}\n# endregion\n"
        (self.root / "snippets/sums.py").write_text(region + SNIPPET)

    def release(self) -> None:
        self.write()
        sandbox = Sandbox(self.version)
        planned = plan(self.project, sandbox, self.now).plan if not self.renames else None
        built = build(self.project, sandbox, self.now, renames=self.renames)
        self.renames = {}
        assert built.package, built.checked.diagnostics
        if planned and built.plan.changes:
            assert [(c.kind, c.id) for c in planned.changes] == [(c.kind, c.id) for c in built.plan.changes]
        before, (cards, reviews) = self.learner.notes(), self.learner.history()
        log = self.learner.imports(built.package.read_bytes())
        self.check_log(log, len(before), [change.kind for change in built.plan.changes])
        after, later = self.learner.history()
        assert {tuple(card) for card in cards} <= {tuple(card) for card in after}
        assert reviews == later
        self.check_notes()

    def check_log(self, log: Log, before: int, kinds: list[str]) -> None:
        """The import did what the plan said, and no note is there twice."""
        assert (log.new, log.updated, log.conflicting) == (kinds.count("new"), len(kinds) - kinds.count("new"), 0)
        assert len(self.learner.notes()) == before + log.new
        assert len(set(self.learner.notes())) == before + log.new
        assert not any("+" in name for name in self.learner.note_types())

    def check_notes(self) -> None:
        outcomes = check(self.project, Sandbox(self.version)).outcomes
        rendered = {note.guid: note for each in outcomes if isinstance(each, Verified) for note in [render(each)]}
        assert len(rendered) == len(self.notes)
        for guid, fields in rendered.items():
            self.check_note(guid, fields)
        for line in self.lines():
            if line.retired:
                assert self.learner.by_guid(line.guid).tags == ["retired"]
        empty = {self.learner.collection.get_note(NoteId(found.note_id)).guid for found in self.empty_cards()}
        assert empty == {line.guid for line in self.lines() if line.gone and not line.retired}
        assert self.learner.cards()[0].question().split("</style>")[0].endswith(stylesheet(self.css))

    def empty_cards(self) -> Iterator[EmptyCardsReport.NoteWithEmptyCards]:
        yield from self.learner.collection.get_empty_cards().notes

    def check_note(self, guid: str, fields: NoteFields) -> None:
        """A card that the note no longer makes stays, and its history with it."""
        note = self.learner.by_guid(guid)
        assert {name: text for name, text in note.items() if text} == dict(fields.fields)
        assert note.tags == list(fields.tags)
        (line,) = (line for line in self.lines() if line.guid == guid)
        assert tuple(sorted(card.ord for card in note.cards())) == tuple(sorted({*fields.cards, *line.gone}))

    def lines(self) -> Any:
        lock = read_lock(self.root / "deck.lock")
        assert lock is not None
        return lock.notes


def test_every_edit_arrives_and_no_history_is_lost() -> None:
    """The promise of the whole tool, over random years on the real backend."""
    run_state_machine_as_test(
        Years,
        settings=settings(
            max_examples=40,
            stateful_step_count=15,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )
