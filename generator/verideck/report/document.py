"""The document of `verideck check --format json`: what came of every note, and every diagnostic."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TypedDict, assert_never

from verideck.model import (
    HOLE_CLOSE,
    HOLE_OPEN,
    AskedValue,
    CitedClaim,
    ClaimFailed,
    ClaimLink,
    ClaimNotReached,
    CodeSpan,
    Diagnostic,
    Hole,
    Image,
    Link,
    Math,
    NoteLink,
    Outcome,
    Prose,
    RawHtml,
    Refuted,
    RunExamples,
    RunFence,
    ShownRegion,
    Span,
    Unrunnable,
    Value,
    Verified,
)
from verideck.report.summary import outcome_name
from verideck.report.text import position
from verideck.schema import encode


def document(
    outcomes: Iterable[Outcome], diagnostics: Iterable[Diagnostic], environment: Mapping[str, object]
) -> bytes:
    """One line of JSON with the keys `notes`, `diagnostics` and `environment`; equal arguments give equal bytes.

    Notes and diagnostics are sorted by their places. A claim's `held` is null where it could not be tried, and its
    `file` and `line` are the assert's; a value's or an output's `text` is null unless the note is verified.
    """
    notes = [note_entry(each) for each in outcomes]
    entries: Entries = {
        "notes": sorted(notes, key=lambda note: (note["file"], note["line"], note["id"])),
        "diagnostics": [diagnostic_entry(each) for each in sorted(diagnostics, key=position)],
        "environment": dict(environment),
    }
    return encode(entries) + b"\n"


class ClaimEntry(TypedDict):
    name: str
    text: str
    held: bool | None
    file: str
    line: int


class ValueEntry(TypedDict):
    expression: str
    text: str | None


class FigureEntry(TypedDict):
    file: str
    alt: str


class OutputEntry(TypedDict):
    text: str | None
    raised: str | None
    figure: FigureEntry | None


class NoteEntry(TypedDict):
    id: str
    guid: str
    file: str
    line: int
    kind: str
    outcome: str
    deck: str
    tags: list[str]
    claims: list[ClaimEntry]
    values: list[ValueEntry]
    outputs: list[OutputEntry]


class PlaceEntry(TypedDict):
    """`end_column` is exclusive, and null where the place reaches to the end of the line or has no known end."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int | None


class RelatedEntry(PlaceEntry):
    message: str


class DiagnosticEntry(PlaceEntry):
    code: str
    severity: str
    message: str
    expected: str | None
    actual: str | None
    related: list[RelatedEntry]
    help: str | None


class Entries(TypedDict):
    notes: list[NoteEntry]
    diagnostics: list[DiagnosticEntry]
    environment: dict[str, object]


def note_entry(outcome: Outcome) -> NoteEntry:
    note = outcome.note
    return {
        "id": note.id,
        "guid": note.guid,
        "file": note.draft.span.path,
        "line": note.draft.span.line,
        "kind": str(note.draft.kind),
        "outcome": outcome_name(outcome),
        "deck": note.deck,
        "tags": list(note.tags),
        "claims": [claim_entry(each, outcome) for each in note.expectations if isinstance(each, CitedClaim)],
        "values": [value_entry(each.value, outcome) for each in note.expectations if isinstance(each, AskedValue)],
        "outputs": [
            output_entry(each, outcome)
            for each in note.expectations
            if isinstance(each, RunFence | RunExamples | ShownRegion)
        ],
    }


def claim_entry(cited: CitedClaim, outcome: Outcome) -> ClaimEntry:
    return {
        "name": cited.claim.name,
        "text": plain(cited.link.text, outcome),
        "held": held(cited, outcome),
        "file": cited.claim.span.path,
        "line": cited.claim.line,
    }


def held(cited: CitedClaim, outcome: Outcome) -> bool | None:
    match outcome:
        case Refuted():
            return not refutes(cited, outcome.problems)
        case Unrunnable():
            return False if refutes(cited, outcome.refutations) else None
        case _:
            return isinstance(outcome, Verified)


def refutes(cited: CitedClaim, problems: Iterable[object]) -> bool:
    return any(isinstance(each, ClaimFailed | ClaimNotReached) and each.cited is cited for each in problems)


def value_entry(value: Value, outcome: Outcome) -> ValueEntry:
    return {"expression": value.expression, "text": value_text(value, outcome)}


def value_text(value: Value, outcome: Outcome) -> str | None:
    return outcome.values[value.index] if isinstance(outcome, Verified) else None


def output_entry(ran: RunFence | RunExamples | ShownRegion, outcome: Outcome) -> OutputEntry:
    if not isinstance(outcome, Verified):
        return {"text": None, "raised": None, "figure": None}
    shown = outcome.shown[ran.fence.index]
    figure: FigureEntry | None = None
    if shown.figure:
        figure = {"file": shown.figure.media.name, "alt": shown.figure.alt}
    return {"text": shown.text, "raised": shown.raised, "figure": figure}


def diagnostic_entry(diagnostic: Diagnostic) -> DiagnosticEntry:
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        **place_entry(diagnostic.span),
        "expected": diagnostic.expected,
        "actual": diagnostic.actual,
        "related": [{**place_entry(each.span), "message": each.message} for each in diagnostic.related],
        "help": diagnostic.help,
    }


def place_entry(span: Span) -> PlaceEntry:
    return {
        "file": span.path,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line or span.line,
        "end_column": span.end_column or None,
    }


HOLE = re.compile(f"{HOLE_OPEN}([0-9]+){HOLE_CLOSE}")


def plain(prose: Prose, outcome: Outcome) -> str:
    """Running text with its holes filled; a value that is not known stands as its expression."""
    return HOLE.sub(lambda match: filling(prose.holes[int(match[1])], outcome), prose.text)


def filling(hole: Hole, outcome: Outcome) -> str:
    match hole:
        case Value():
            return value_text(hole, outcome) or hole.expression
        case CodeSpan() | Math() | RawHtml():
            return hole.text
        case Image():
            return hole.alt
        case ClaimLink() | Link() | NoteLink():
            return plain(hole.text, outcome)
        case _:
            assert_never(hole)
