"""A deck that is edited for years, and one learner who imports every package: what must hold after each of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from decks import NOON
from known import Known, Ledger
from learner import Learner, Log
from outcomes import read
from projects import SETTINGS, SNIPPET, FakeSandbox, held, make_project
from verideck.build import build, check, plan
from verideck.lock import read_lock
from verideck.model import Lock, LockedNote, NoteChange, NoteFields, Program, Recording, Verified
from verideck.render import render, stylesheet
from verideck.resolve import guid_of
from written import Numbered, Written

FILES = ("a.md", "b.md", "deep/c.md")

Note: TypeAlias = Written | Numbered
Card: TypeAlias = tuple[str, int]
"""A note's GUID and a card's ordinal."""


class Sandbox(FakeSandbox):
    """All runs under one version of TensorFlow, and every fence has a value."""

    def __init__(self, version: str) -> None:
        super().__init__()
        self.version = version

    def run(self, program: Program) -> Recording:
        run = held(program)
        units = tuple(replace(unit, result="2") for unit in run.units)
        return replace(run, units=units, distributions=(("tensorflow", self.version),))


class Deck:
    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory(prefix="verideck-years-")
        self.root = Path(self.folder.name, "project")
        self.css = ".a {}"
        self.project = make_project(self.root, {"deck.css": self.css}, SETTINGS + 'css = "deck.css"\n')
        collection = Path(self.folder.name, "learner")
        collection.mkdir()
        self.learner = Learner(collection)
        self.notes: list[Note] = [Written("anchor", "anchor", FILES[0])]
        self.renames: dict[str, str] = {}
        self.ledger = Ledger()
        self.version, self.edition, self.now = "2.21.0", 0, NOON

    def close(self) -> None:
        try:
            self.release()
            before = len(self.learner.cards())
            report, sound = self.learner.collection.fix_integrity()
            assert sound, report
            assert len(self.learner.cards()) == before
        finally:
            self.learner.collection.close()
            self.folder.cleanup()

    # ── Notes ──

    @property
    def numbered(self) -> list[Numbered]:
        return [note for note in self.notes if isinstance(note, Numbered)]

    def has(self, id: str) -> bool:
        return any(id in (note.id, note.born) for note in self.notes)

    def change(self, old: Note, new: Note) -> None:
        self.notes = [new if note is old else note for note in self.notes]

    def guid(self, note: Note) -> str:
        ids = {new: old for old, new in self.renames.items()}
        return note.guid or guid_of(self.project.settings.namespace, ids.get(note.id, note.id))

    def known(self, note: Note) -> Known:
        return self.ledger.of(self.guid(note))

    # ── Sources ──

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

    def read_numbers(self) -> None:
        """Takes over what a build wrote."""
        for note in self.numbered:
            if not all(part.numbers for part in note.parts):
                after = note.given(self.source(note))
                self.check_numbers(note, after)
                self.change(note, after)

    def check_numbers(self, before: Numbered, after: Numbered) -> None:
        """An item without a number gets back one that its text had, or else one that no card ever had."""
        used = set(before.asks())
        for old, new in zip(before.parts, after.parts, strict=True):
            if not old.numbers:
                heirs = self.ledger.heirs(self.guid(before), old.word, used)
                (number,) = new.numbers
                assert number in heirs if heirs else number not in used.union(self.known(before).asks)
                used.add(number)

    def source(self, note: Note) -> str:
        """What its file says of a note, from its heading on."""
        text = (self.root / "cards" / note.file).read_text()
        return text[text.index(note.heading) :]

    def heading(self, note: Note) -> tuple[str, int]:
        text = (self.root / "cards" / note.file).read_text()
        return f"cards/{note.file}", text[: text.index(note.heading)].count("\n") + 1

    def files(self) -> list[bytes]:
        return [(self.root / name).read_bytes() for name in ("deck.lock", "dist/deck.apkg", ".verideck/published")]

    # ── A package, and its import ──

    def release(self) -> None:
        """The next package arrives; where the lock forbids it, after the author has done what is advised."""
        self.write()
        sandbox = Sandbox(self.version)
        planned = plan(self.project, sandbox, self.now) if not self.renames else None
        built = build(self.project, sandbox, self.now, renames=self.renames)
        self.read_numbers()
        harmed = [note for note in self.numbered if self.ledger.harmed(self.guid(note), note.asks())]
        assert planned is None or bool(planned.plan) != bool(harmed)
        if harmed:
            self.is_refused("number-reused", harmed)
            for note in harmed:
                self.change(note, self.known(note).mended(note))
            self.release()
            return
        assert built.package, built.checked.diagnostics
        if planned and planned.plan and built.plan.changes:
            assert changes(planned.plan.changes) == changes(built.plan.changes)
        self.arrives(built.package.read_bytes(), built.plan.changes)
        self.renames = {}

    def is_refused(self, code: str, notes: Collection[Note]) -> None:
        """At their headings, by the plan and by the build, which leaves lock and package as they were."""
        before = self.files()
        planned = plan(self.project, Sandbox(self.version), self.now)
        built = build(self.project, Sandbox(self.version), self.now)
        for checked in (planned.checked, built.checked):
            errors = [found for found in checked.diagnostics if found.severity == "error"]
            assert {found.code for found in errors} == {code}
            places = sorted((found.span.path, found.span.line) for found in errors)
            assert places == sorted(map(self.heading, notes))
        assert (planned.plan, built.package, self.files()) == (None, None, before)

    def arrives(self, package: bytes, changes: Sequence[NoteChange]) -> None:
        cards, (rows, reviews) = self.cards(), self.learner.history()
        log = self.learner.imports(package)
        after, later = self.learner.history()
        assert {tuple(row) for row in rows} <= {tuple(row) for row in after}
        assert reviews == later
        self.check_log(log, changes)
        self.check_cards(cards, changes)
        self.ledger.ships({self.guid(note): note.asks() for note in self.notes})
        self.check_notes()

    # ── What must hold ──

    def cards(self) -> dict[Card, bool]:
        """All cards of the learner, and whether Anki shows nothing on them."""
        found = self.learner.collection.get_empty_cards().notes
        empty = {id for each in found for id in each.card_ids}
        cards = self.learner.cards()
        made = {(card.note().guid, card.ord): card.id in empty for card in cards}
        assert len(made) == len(cards)
        return made

    def check_log(self, log: Log, changes: Sequence[NoteChange]) -> None:
        """The import did what the plan said, and no note is there twice."""
        new = sum(change.kind == "new" for change in changes)
        assert (log.new, log.updated, log.conflicting) == (new, len(changes) - new, 0)
        guids = self.learner.notes()
        assert len(set(guids)) == len(guids)
        assert not any("+" in name for name in self.learner.note_types())

    def check_cards(self, before: dict[Card, bool], changes: Sequence[NoteChange]) -> None:
        """Those that the plan adds are there and ask for something, those that it drops are empty."""
        after = self.cards()
        guids = {line.id: line.guid for line in self.lock().notes}
        added = {(guids[change.id], ordinal) for change in changes for ordinal in change.added}
        dropped = {(guids[change.id], ordinal) for change in changes for ordinal in change.dropped}
        assert after.keys() - before.keys() == added - before.keys()
        assert not any(after[card] for card in added)
        assert all(after[card] for card in dropped)
        gone = {(line.guid, ordinal) for line in self.shipped() if not line.retired for ordinal in line.gone}
        assert {card for card, empty in after.items() if empty} == gone

    def check_notes(self) -> None:
        outcomes = check(self.project, Sandbox(self.version)).outcomes
        rendered = {note.guid: note for each in outcomes if isinstance(each, Verified) for note in [render(each)]}
        assert len(rendered) == len(self.notes)
        for guid, fields in rendered.items():
            self.check_note(guid, fields)
        for note in self.numbered:
            self.check_questions(note)
        for line in self.lock().notes:
            if line.retired:
                assert self.learner.by_guid(line.guid).tags == ["retired"]

    def check_note(self, guid: str, fields: NoteFields) -> None:
        """A card that the note no longer makes stays, and its history with it."""
        note = self.learner.by_guid(guid)
        assert {name: text for name, text in note.items() if text} == dict(fields.fields)
        assert note.tags == list(fields.tags)
        assert note.cards()[0].question().split("</style>")[0].endswith(stylesheet(self.css))
        line = self.line(guid)
        assert tuple(sorted(card.ord for card in note.cards())) == tuple(sorted({*fields.cards, *line.gone}))

    def check_questions(self, note: Numbered) -> None:
        """Each card hides what its author gave its number to, and shows the rest."""
        cards = {card.ord + 1: card for card in self.learner.by_guid(self.guid(note)).cards()}
        for number in note.asks():
            question, answer = (shown(html) for html in (cards[number].question(), cards[number].answer()))
            others = [part for part in note.parts if number not in part.numbers]
            assert question.count("[...]") == len(note.parts) - len(others)
            for word in {part.word for part in note.parts}:
                assert question.count(word) == sum(part.word == word for part in others)
                assert word in answer

    def shipped(self) -> Collection[LockedNote]:
        """The lines of all notes that a learner has. A lock that came back may not know of some."""
        published = self.lock(".verideck/published")
        return {line.guid: line for lock in (published, self.lock()) for line in lock.notes}.values()

    def lock(self, file: str = "deck.lock") -> Lock:
        lock = read_lock(self.root / file)
        assert lock is not None
        return lock

    def line(self, guid: str) -> LockedNote:
        (line,) = (line for line in self.lock().notes if line.guid == guid)
        return line


def changes(of: Sequence[NoteChange]) -> list[tuple[object, ...]]:
    return [(change.kind, change.id, change.added, change.dropped) for change in of]


def shown(html: str) -> str:
    return read(html.split("</style>")[-1]).text
