"""What the JSON document says of one note."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TypedDict, assert_never

from verideck.model import (
    AskedValue,
    CitedClaim,
    ClaimFailed,
    ClaimNotReached,
    Outcome,
    Recording,
    Refuted,
    RunExamples,
    RunFence,
    Runs,
    ShownRegion,
    Unrunnable,
    Value,
    Verified,
)
from verideck.report.coverage import Passage, Sentence, Within, passages, spoken
from verideck.report.running import plain, value_text
from verideck.report.summary import outcome_name
from verideck.tally import Tally, tally


class ClaimEntry(TypedDict):
    """`file` and `line` are the assert's, `code` is its source."""

    name: str
    text: str
    held: bool | None
    file: str
    line: int
    code: str


class ValueEntry(TypedDict):
    expression: str
    text: str | None


class FigureEntry(TypedDict):
    file: str
    alt: str


class OutputEntry(TypedDict):
    """`code` is what ran for it, as it stands in the card or in the snippet."""

    code: str
    text: str | None
    raised: str | None
    figure: FigureEntry | None


class SentenceEntry(TypedDict):
    """`covered` is null for a question, which states nothing."""

    text: str
    covered: bool | None


class PassageEntry(TypedDict):
    """A paragraph of the answer, or of what it is `within`."""

    within: Within
    sentences: list[SentenceEntry]


class CoverageEntry(TypedDict):
    """How many sentences state something, and how many of these have a claim or a value in them."""

    sentences: int
    covered: int


class CountsEntry(TypedDict):
    claims: int
    values: int
    outputs: int
    figures: int


class NoteEntry(TypedDict):
    """`seconds` is how long its programs ran when they were last run, null where one did not finish.

    `cached` is whether the cache knew all of them, null where there are none.
    """

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
    heading: str
    programs: list[str]
    seconds: float | None
    cached: bool | None
    counts: CountsEntry
    coverage: CoverageEntry
    prose: list[PassageEntry]


def note_entry(outcome: Outcome, runs: Runs, ran: Collection[str]) -> NoteEntry:
    """`ran` names the programs that were run now."""
    note = outcome.note
    shown = outcome.shown if isinstance(outcome, Verified) else ()
    programs = [program.name for program in note.programs]
    prose = [passage_entry(each) for each in passages(outcome)]
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
        "heading": spoken(note.draft.heading, outcome),
        "programs": programs,
        "seconds": seconds(programs, runs),
        "cached": not any(name in ran for name in programs) if programs else None,
        "counts": counts_entry(tally(note.expectations, shown)),
        "coverage": coverage_entry(each for passage in prose for each in passage["sentences"]),
        "prose": prose,
    }


def seconds(programs: Iterable[str], runs: Runs) -> float | None:
    """How long they ran, together."""
    each = [run.seconds if isinstance(run := runs.get(name), Recording) else None for name in programs]
    return round(sum(known), 3) if len(known := [one for one in each if one is not None]) == len(each) else None


def passage_entry(passage: Passage) -> PassageEntry:
    return {"within": passage.within, "sentences": [sentence_entry(each) for each in passage.sentences]}


def sentence_entry(sentence: Sentence) -> SentenceEntry:
    return {"text": sentence.text, "covered": sentence.covered if sentence.stated else None}


def counts_entry(of: Tally) -> CountsEntry:
    return {"claims": of.claims, "values": of.values, "outputs": of.outputs, "figures": of.figures}


def coverage_entry(sentences: Iterable[SentenceEntry]) -> CoverageEntry:
    stated = [each["covered"] for each in sentences if each["covered"] is not None]
    return {"sentences": len(stated), "covered": sum(stated)}


def claim_entry(cited: CitedClaim, outcome: Outcome) -> ClaimEntry:
    return {
        "name": cited.claim.name,
        "text": plain(cited.link.text, outcome),
        "held": held(cited, outcome),
        "file": cited.claim.span.path,
        "line": cited.claim.line,
        "code": cited.claim.code,
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


def output_entry(ran: RunFence | RunExamples | ShownRegion, outcome: Outcome) -> OutputEntry:
    if not isinstance(outcome, Verified):
        return {"code": code_of(ran), "text": None, "raised": None, "figure": None}
    shown = outcome.shown[ran.fence.index]
    figure: FigureEntry | None = None
    if shown.figure:
        figure = {"file": shown.figure.media.name, "alt": shown.figure.alt}
    return {"code": code_of(ran), "text": shown.text, "raised": shown.raised, "figure": figure}


def code_of(ran: RunFence | RunExamples | ShownRegion) -> str:
    match ran:
        case RunFence():
            return ran.fence.code
        case RunExamples():
            return ran.fence.text
        case ShownRegion():
            return ran.region.code
        case _:
            assert_never(ran)
