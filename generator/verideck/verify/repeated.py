"""Holds the runs of a program against each other: what differs, and which notes it touches."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import TypeAlias, assert_never

from verideck.model import (
    Aborted,
    AskedValue,
    CitedClaim,
    ClaimRun,
    Expectation,
    Fact,
    FactKind,
    FigureRun,
    Note,
    Program,
    Raised,
    Run,
    RunExamples,
    RunFence,
    Runs,
    ShownRegion,
    UnitRun,
    Unstable,
)
from verideck.verify.outcome import verify

Facts: TypeAlias = Mapping[Fact, str]


def unstable(notes: Sequence[Note], runs: Runs, again: Sequence[Runs]) -> Iterator[Unstable]:
    """Every fact of `runs` that differs in one of the further runs, once for each note that it touches.

    One that touches no note stands alone, without a note.
    """
    matters = {note.id: any(verify(note, each) != verify(note, runs) for each in again) for note in notes}
    programs = {program.name: program for note in notes for program in note.programs}
    for program in programs.values():
        for found in differing(program, runs[program.name], [each[program.name] for each in again]):
            touched = list(touching(found.fact, notes))
            for note, expectation in touched:
                yield replace(found, note=note, expectation=expectation, matters=matters[note.id])
            if not touched:
                yield found


def differing(program: Program, first: Run, others: Sequence[Run]) -> list[Unstable]:
    """The facts that differ. Where a run ended differently, what it did not come to is no news."""
    said = [facts(program, run) for run in (first, *others)]
    found = [each for fact in dict.fromkeys(chain(*said)) for each in compared(fact, said)]
    return next((those for kind in ENDS if (those := [each for each in found if each.fact.kind == kind])), found)


ENDS: tuple[FactKind, ...] = ("end", "exception")
"""Facts after which others are missing."""
WRITTEN: tuple[FactKind, ...] = ("stdout", "stderr", "warnings", "raised")
"""Facts of a statement."""


def compared(fact: Fact, said: Sequence[Facts]) -> Iterator[Unstable]:
    """What the runs, the verified one first, say of one fact, if they differ."""
    first, *others = (facts.get(fact, "") for facts in said)
    differing = [(run, text) for run, text in enumerate(others, 1) if text != first]
    if differing:
        run, again = differing[0]
        yield Unstable(fact, first, again, run, len(differing), len(others))


# ── What a run says ──────────────────────────────────────────────────────────────────────────────────────────────


def facts(program: Program, run: Run) -> Facts:
    """All that a run says, as text."""
    if isinstance(run, Aborted):
        return {Fact("end", program.name): run.reason}
    found = {Fact("end", program.name): "the program ran"}
    for index, unit in enumerate(run.units):
        found.update(unit_facts(program, index, unit))
    lines = [(unit.path, line) for unit in program.units for _, line in unit.claims]
    for index, (claim, (path, line)) in enumerate(zip(run.claims, lines, strict=False)):
        found[Fact("claim", program.name, index, path, line, line)] = claim_text(claim)
    for index, value in enumerate(run.values):
        found[Fact("value", program.name, index)] = value.text or raised_text(value.raised)
    return found


def unit_facts(program: Program, index: int, run: UnitRun) -> Iterator[tuple[Fact, str]]:
    unit = program.units[index]
    for output in run.outputs:
        where = (program.name, index, unit.path, output.line, output.end_line)
        yield Fact("stdout", *where), output.stdout
        yield Fact("stderr", *where), output.stderr
        yield Fact("warnings", *where), output.warnings
        yield Fact("raised", *where), raised_text(output.raised)
    whole = (program.name, index, unit.path, unit.line, unit.line + unit.code.count("\n"))
    yield Fact("result", *whole), run.result or ""
    yield Fact("exception", *whole), raised_text(run.raised)
    for figure in run.figures:
        yield Fact("figure", program.name, index, unit.path, figure.view.first, figure.view.last), figure_text(figure)
    yield Fact("rest", *whole), repr(replace(run, outputs=(), result=None, raised=None, figures=()))


def figure_text(run: FigureRun) -> str:
    drawn, undrawn = run.figure, run.undrawn
    if drawn is not None:
        return f"{drawn.format} of {drawn.width} × {drawn.height} pixels, {hashlib.sha256(drawn.data).hexdigest()[:8]}"
    return f"{run.count} figures" if undrawn is None else f"{undrawn.reason}: {undrawn.detail}"


def raised_text(raised: Raised | None) -> str:
    if raised is None:
        return ""
    frames = "".join(f"\n{frame.path}:{frame.line} in {frame.function}" for frame in raised.frames)
    return f"{raised.type}: {raised.message}{frames}"


def claim_text(claim: ClaimRun) -> str:
    times = "once" if claim.reached == 1 else f"{claim.reached} times"
    if not claim.reached or not claim.failures:
        return f"held {times}" if claim.reached else "not reached"
    failure = claim.failures[0]
    operands = "".join(f"\n{source} is {value}" for source, value in failure.operands)
    return f"reached {times} and failed{operands}\n{failure.message}{raised_text(failure.raised)}".rstrip()


# ── Whom it concerns ─────────────────────────────────────────────────────────────────────────────────────────────


def touching(fact: Fact, notes: Sequence[Note]) -> Iterator[tuple[Note, Expectation]]:
    """The first expectation of each note that the fact is about."""
    for note in notes:
        programs = {program.name: program for program in note.programs}
        about = (each for each in note.expectations if each.program == fact.program)
        first = next((each for each in about if concerns(fact, each, programs[fact.program])), None)
        if first is not None:
            yield note, first


def concerns(fact: Fact, expectation: Expectation, program: Program) -> bool:
    if fact.kind in (*ENDS, "rest"):
        return True
    match expectation:
        case CitedClaim():
            names = [name for unit in program.units for name, _ in unit.claims]
            return fact.kind == "claim" and names[fact.index] == expectation.claim.name
        case AskedValue():
            return fact.kind == "value" and fact.index == expectation.slot
        case RunFence() | RunExamples():
            return fact.kind in (*WRITTEN, "result", "figure") and fact.index == expectation.unit
        case ShownRegion(region=region):
            within = region.first <= fact.line and fact.end_line <= region.last
            return fact.kind in (*WRITTEN, "figure") and fact.index == expectation.unit and within
        case _:
            assert_never(expectation)
