"""What the page lists: the notes of a check, and the files that are something to mend and no note."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TypedDict

from verideck.checked import Checked, has_errors
from verideck.model import Diagnostic, Draft, Outcome
from verideck.report import explain, outcome_name
from verideck.report.running import plain

UNRESOLVED, UNPARSED, WARNED = "unresolved", "parse error", "warning"
"""The states of what has no outcome: a note whose names mean nothing, a file with an error in it, or a warning."""


class Entry(TypedDict):
    """A line of the list. `key` tells it from all others; `file` and `line` are where it stands."""

    key: str
    title: str
    kind: str
    state: str
    deck: str
    tags: list[str]
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Item:
    """A note, or a file without one. `text` is what a search looks through."""

    entry: Entry
    text: str
    diagnostics: tuple[Diagnostic, ...]
    draft: Draft | None = None
    outcome: Outcome | None = None


def items_of(checked: Checked) -> Iterator[Item]:
    """Files with mistakes that belong to no note, then the notes in the order of the sources."""
    notes = list(notes_of(checked))
    told = {each for item in notes for each in map(place, item.diagnostics)}
    rest = [each for each in checked.diagnostics if place(each) not in told]
    yield from files_of(rest, checked.texts)
    yield from notes


def place(diagnostic: Diagnostic) -> tuple[str, str, str]:
    """What a diagnostic is known by, also where it was joined with others: its code, message and snippet's line."""
    span = diagnostic.related[0].span if diagnostic.related else diagnostic.span
    return diagnostic.code, diagnostic.message, f"{span.path}:{span.line}:{span.column}"


def files_of(diagnostics: list[Diagnostic], texts: Mapping[str, str]) -> Iterator[Item]:
    by_path = sorted(diagnostics, key=lambda each: each.span.path)
    for path, group in groupby(by_path, key=lambda each: each.span.path):
        found = tuple(group)
        state = UNPARSED if has_errors(found) else WARNED
        entry: Entry = {
            "key": f"file:{path}", "title": path, "kind": "file", "state": state, "deck": "", "tags": [],
            "file": path, "line": min(each.span.line for each in found),
        }  # fmt: skip
        yield Item(entry, f"{path}\n{texts.get(path, '')}".casefold(), found)


def notes_of(checked: Checked) -> Iterator[Item]:
    """Every draft once; of two with one id, the second is known by its place, too."""
    outcomes = {outcome.note.id: outcome for outcome in checked.outcomes}
    lines = {path: text.split("\n") for path, text in checked.texts.items()}
    seen: set[str] = set()
    drafts = checked.parsed.named
    for draft, end in zip(drafts, ends(drafts), strict=True):
        id = str(draft.id)
        span = draft.span
        outcome = outcomes.get(id) if id not in seen else None
        key = id if id not in seen else f"{id}@{span.path}:{span.line}"
        seen.add(id)
        found = tuple(explain(outcome)) if outcome else tuple(unresolved(checked, draft, end))
        entry = entry_of(key, draft, outcome, checked.project.settings.deck)
        yield Item(
            entry,
            "\n".join((id, *draft.tags, *lines[span.path][span.line - 1 : end])).casefold(),
            found,
            draft,
            outcome,
        )


def ends(drafts: tuple[Draft, ...]) -> Iterator[int | None]:
    """The line before which each draft ends, None where its file does."""
    for one, following in zip(drafts, (*drafts[1:], None), strict=False):
        same = following is not None and following.span.path == one.span.path
        yield following.span.line - 1 if following and same else None


def unresolved(checked: Checked, draft: Draft, end: int | None) -> Iterator[Diagnostic]:
    """What is said of a note that came to nothing."""
    for each in checked.diagnostics:
        if each.span.path == draft.span.path and draft.span.line <= each.span.line <= (end or each.span.line):
            yield each


def entry_of(key: str, draft: Draft, outcome: Outcome | None, deck: str) -> Entry:
    return {
        "key": key,
        "title": " ".join(plain(draft.heading, outcome).split()),
        "kind": str(draft.kind),
        "state": outcome_name(outcome) if outcome else UNRESOLVED,
        "deck": draft.deck or deck,
        "tags": list(draft.tags),
        "file": draft.span.path,
        "line": draft.span.line,
    }
