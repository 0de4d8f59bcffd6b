"""What stands behind a note: its claims with their asserts, its values, its outputs and its programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

from verideck.model import (
    AskedValue,
    CitedClaim,
    Found,
    Outcome,
    Program,
    Recording,
    RunExamples,
    RunFence,
    Runs,
    ShownRegion,
)
from verideck.render import code_block
from verideck.render.evidence import code_of, parts
from verideck.report.running import plain


class Claim(TypedDict):
    """`held` is null where it could not be tried; `code` is the assert as HTML."""

    name: str
    text: str
    held: bool | None
    place: str
    code: str


class Value(TypedDict):
    """`text` is null where it was not computed."""

    expression: str
    text: str | None


class Output(TypedDict):
    """What a fence or a region shows; both are null where it did not come to an end."""

    place: str
    text: str | None
    raised: str | None


class Ran(TypedDict):
    """A program, its code as HTML, and how long it ran; null where it was aborted."""

    title: str
    code: str
    seconds: float | None


class Evidence(TypedDict):
    claims: list[Claim]
    values: list[Value]
    outputs: list[Output]
    programs: list[Ran]


def evidence(outcome: Outcome, found: Found, runs: Runs) -> Evidence:
    expectations = outcome.note.expectations
    return {
        "claims": [claim(each, outcome, found) for each in expectations if isinstance(each, CitedClaim)],
        "values": [value(each, found) for each in expectations if isinstance(each, AskedValue)],
        "outputs": list(outputs(outcome, found)),
        "programs": [ran(program, runs) for program in outcome.note.programs],
    }


def claim(cited: CitedClaim, outcome: Outcome, found: Found) -> Claim:
    return {
        "name": cited.claim.name,
        "text": plain(cited.link.text, outcome),
        "held": found.claims.get(cited.link),
        "place": f"{cited.claim.span.path}:{cited.claim.line}",
        "code": code_block(cited.claim.code, "python"),
    }


def value(asked: AskedValue, found: Found) -> Value:
    return {"expression": asked.value.expression, "text": found.values.get(asked.value.index)}


def outputs(outcome: Outcome, found: Found) -> Iterator[Output]:
    """Of those that wrote or raised something, or did not come so far."""
    for each in outcome.note.expectations:
        if isinstance(each, RunFence | RunExamples | ShownRegion):
            shown = found.shown.get(each.fence.index)
            place = f"{each.fence.span.path}:{each.fence.span.line}"
            if shown is None:
                yield {"place": place, "text": None, "raised": None}
            elif shown.text or shown.raised:
                yield {"place": place, "text": shown.text, "raised": shown.raised}


def ran(program: Program, runs: Runs) -> Ran:
    run = runs[program.name]
    code = "\n\n".join(code_of(unit) for unit in program.units)
    seconds = round(run.seconds, 3) if isinstance(run, Recording) else None
    return {"title": ", ".join(parts(program)), "code": code_block(code, "python"), "seconds": seconds}
