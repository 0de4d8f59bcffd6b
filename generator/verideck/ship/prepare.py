"""What the next package will hold, before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from verideck.lock import Advanced, advance, compare, differences, dump_lock
from verideck.model import (
    Cited,
    Diagnostic,
    Draft,
    Lock,
    Move,
    NoteChange,
    NoteFields,
    Plan,
    Project,
    Shipped,
    Span,
    Verified,
)
from verideck.pack import Contents, note_types, stamp, unsafe_name
from verideck.render import render, stylesheet
from verideck.report import plural
from verideck.ship.history import LOCK, History
from verideck.ship.ids import named


@dataclass(frozen=True, slots=True)
class Cargo:
    """What may ship, and what the sources name besides.

    Every draft has its id. They are `complete` where every source could be parsed. `distributions` are the versions of
    what ran. `css` is the deck's own stylesheet.
    """

    project: Project
    outcomes: tuple[Verified | Cited, ...]
    drafts: tuple[Draft, ...]
    complete: bool
    distributions: Mapping[str, str]
    css: str = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """The contents of the next package, what importing it will do, and what must be said about it.

    With an error among the diagnostics it must not be written. `warnings` are what the plan says as well.
    """

    contents: Contents
    fields: tuple[NoteFields, ...]
    advanced: Advanced
    plan: Plan
    diagnostics: tuple[Diagnostic, ...]
    warnings: tuple[Diagnostic, ...]

    def with_last(self, history: History, shipped: Shipped | None) -> Plan:
        """The plan with what changes in each field, as far as the last package tells."""
        designs = self.contents.designs
        return compare(history.lock, history.published, self.advanced, self.fields, designs, shipped)


def prepare(cargo: Cargo, history: History, now: float, locked: bytes | None = None) -> Prepared:
    """Stage 6, and the lock's next state. `now` is seconds since 1970.

    `locked` is the lock's file where it must not change. Raises LockError.
    """
    settings = cargo.project.settings
    versions = stamped(settings.stamp, cargo.distributions)
    fields = tuple(render(outcome, settings.allow_html) for outcome in cargo.outcomes)
    designs = note_types(settings.namespace, versions, stylesheet(cargo.css))
    names = [named(draft, settings.namespace) for draft in cargo.drafts]
    advanced = advance(
        history.lock, fields, designs, named=names, complete=cargo.complete, now=now, published=history.published
    )
    contents = Contents(
        notes=(*fields, *advanced.tombstones),
        lock=advanced.lock,
        designs=designs,
        deck=settings.deck,
        description=describe(settings.description, len(fields), versions),
        media=tuple(sorted({(file.name, file.data) for note in fields for file in note.media})),
        options=settings.options,
    )
    plan = compare(history.lock, history.published, advanced, fields, designs, None)
    spans = places(cargo.drafts)
    said = (*refusals(advanced, cargo, history.lock, locked), *doubts(advanced, spans))
    return Prepared(contents, fields, advanced, plan, said, tuple(warnings(plan, spans)))


def stamped(names: Sequence[str], distributions: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The versions that the note types name, as the settings spell them."""
    versions = {name.lower().replace("_", "-"): version for name, version in distributions.items()}
    return tuple((name, versions[name.lower()]) for name in names if name.lower() in versions)


def describe(text: str, notes: int, versions: Sequence[tuple[str, str]]) -> str:
    """The deck's description: the author's words, and what was verified."""
    under = f" with {stamp(versions)}" if versions else ""
    return f"{text}\n\n{notes} notes, verified{under}.".strip()


def places(drafts: Iterable[Draft]) -> dict[str, Span]:
    return {str(draft.id): draft.span for draft in drafts}


# ── What must not be shipped ─────────────────────────────────────────────────────────────────────────────────────


def refusals(advanced: Advanced, cargo: Cargo, old: Lock, locked: bytes | None) -> Iterator[Diagnostic]:
    spans = places(cargo.drafts)
    for each in advanced.refused:
        yield Diagnostic(each.code, each.message, spans[each.id], help=each.help)
    project = cargo.project
    if reason := unsafe_name(Path(project.settings.package)):
        yield Diagnostic("package-name", f"`{project.settings.package}`: {reason}", Span(project.settings_path, 1))
    if locked is not None:
        yield from lock_refusals(old, advanced.lock, locked)


def lock_refusals(old: Lock, new: Lock, file: bytes) -> Iterator[Diagnostic]:
    """What `--locked` says. A file with git's conflict markers in it is not the one that a build writes, either."""
    if dump_lock(new) != file:
        names = differences(old, new)
        message = f"the lock would change for {listed(names)}" if names else "the lock is not as verideck writes it"
        yield Diagnostic("lock-outdated", message, Span(LOCK, 1), help="run `verideck build` and commit the lock")


def listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names[:10]) + (" and more" if len(names) > 10 else "")


def doubts(advanced: Advanced, spans: Mapping[str, Span]) -> Iterator[Diagnostic]:
    for each in advanced.doubted:
        yield Diagnostic("id-perhaps-changed", each.message, spans[each.id], "warning", help=each.help)


# ── What an import cannot do ─────────────────────────────────────────────────────────────────────────────────────


def warnings(plan: Plan, spans: Mapping[str, Span]) -> Iterator[Diagnostic]:
    yield from (moved(move, spans[move.ids[0]]) for move in plan.moves)
    yield from (dropped(change, spans[change.id]) for change in plan.changes if change.dropped)
    if behind := [change.id for change in plan.changes if change.overtakes]:
        message = f"the lock is behind what was shipped from here: {listed(behind)}, whose times move past it"
        help = "this is what a `git revert`, an old branch and a lost lock leave; commit the lock with the next build"
        yield Diagnostic("lock-behind", message, Span(LOCK, 1), "warning", help=help)


def moved(move: Move, span: Span) -> Diagnostic:
    notes = plural(len(move.ids), "note")
    message = f"from here, {notes} left the deck `{move.before}` for `{move.after}`; cards that learners have stay"
    help = f"to move them, search for `{move.search}` in Anki's browser, select all, and choose Change Deck"
    return Diagnostic("note-moved", message, span, "warning", help=help)


def dropped(change: NoteChange, span: Span) -> Diagnostic:
    cards = plural(len(change.dropped), "card")
    message = f"this note makes {cards} fewer than it did; those that learners have stay, empty"
    return Diagnostic("card-dropped", message, span, "warning", help="Tools > Empty Cards in Anki removes such cards")
