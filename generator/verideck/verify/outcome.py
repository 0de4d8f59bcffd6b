"""What a note comes to: verified, cited, refuted or unrunnable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias, assert_never

from verideck.model import (
    Aborted,
    AskedValue,
    Cited,
    CitedClaim,
    ClaimFailed,
    ClaimNotReached,
    ClaimRun,
    DidNotRaise,
    Expectation,
    Expected,
    MessageDiffers,
    NoEvidence,
    Note,
    Obstacle,
    Outcome,
    OutputDiffers,
    Program,
    ProgramAborted,
    ProgramRaised,
    Recording,
    Refutation,
    Refuted,
    Run,
    RunExamples,
    RunFence,
    Runs,
    Shown,
    ShownRegion,
    Unrunnable,
    UnstableFloat,
    ValueRaised,
    Verified,
)
from verideck.sides import only_asks
from verideck.verify.compare import difference
from verideck.verify.examples import example_differences
from verideck.verify.figures import shown_figure, unfit_figures
from verideck.verify.raising import is_named, short_name
from verideck.verify.typed import untypable_answer
from verideck.verify.unproven import unproven_deletions
from verideck.verify.unstable import first_float, has_precision
from verideck.verify.written import fence_text, fence_written, region_written

Recordings: TypeAlias = Mapping[str, Recording]


def verify(note: Note, runs: Runs) -> Outcome:
    """What the note comes to, with every problem of it.

    `runs` holds the run of each of the note's programs under the program's name. A program that aborted, or raised
    where the note does not expect it, makes the note unrunnable; what it did before is judged all the same.
    """
    obstacles = tuple(found for program in note.programs for found in obstacle(note, program, runs[program.name]))
    recordings = {name: run for name, run in runs.items() if isinstance(run, Recording)}
    stopped = {problem.program for problem in obstacles}
    tried = [each for each in note.expectations if each.program not in stopped or was_tried(each, recordings)]
    refutations = tuple(found for each in tried for found in refutation(each, recordings[each.program]))
    if obstacles:
        return Unrunnable(note, obstacles, refutations)
    if refutations:
        return Refuted(note, refutations)
    results = values(note, recordings)
    if untypable := untypable_answer(note.draft, results):
        return Refuted(note, (untypable,))
    evidence = [each for each in note.expectations if is_evidence(each, note, recordings[each.program])]
    if not evidence:
        return Cited(note) if note.draft.source and not note.expectations else Refuted(note, (NoEvidence(),))
    if unproven := tuple(unproven_deletions(note, evidence)):
        return Refuted(note, unproven)
    return Verified(note, results, shown(note, recordings), tuple(warnings(note, recordings)))


# ── What stopped a program ───────────────────────────────────────────────────────────────────────────────────────


def obstacle(note: Note, program: Program, run: Run) -> Iterator[Obstacle]:
    if isinstance(run, Aborted):
        yield ProgramAborted(program.name, run)
        return
    for index, unit in enumerate(run.units):
        if unit.raised and not expects_raise(note, program.name, index):
            yield ProgramRaised(program.name, program.units[index], unit.raised)


def expects_raise(note: Note, program: str, unit: int) -> bool:
    """Whether a fence of the note says that it raises, even if it is something else than what it raised."""
    return any(
        isinstance(each, RunFence) and each.fence.raises is not None and (each.program, each.unit) == (program, unit)
        for each in note.expectations
    )


def was_tried(expectation: Expectation, recordings: Recordings) -> bool:
    """Whether the program came as far as this before an exception ended it."""
    recording = recordings.get(expectation.program)
    if recording is None:
        return False
    match expectation:
        case CitedClaim():
            return bool(claim_run(expectation, recording).failures)
        case AskedValue():
            return expectation.slot < len(recording.values)
        case RunFence() | RunExamples() | ShownRegion():
            return expectation.unit < len(recording.units) and recording.units[expectation.unit].raised is None
        case _:
            assert_never(expectation)


# ── What did not hold ────────────────────────────────────────────────────────────────────────────────────────────


def refutation(expectation: Expectation, recording: Recording) -> Iterator[Refutation]:
    match expectation:
        case CitedClaim():
            run = claim_run(expectation, recording)
            if run.failures:
                yield ClaimFailed(expectation, run)
            elif not run.reached:
                yield ClaimNotReached(expectation)
        case AskedValue():
            if expectation.slot >= len(recording.values):
                yield from unasked(expectation, recording)
            elif raised := recording.values[expectation.slot].raised:
                yield ValueRaised(expectation, raised)
        case RunFence():
            yield from not_raised(expectation, recording)
            yield from differing(expectation.fence.expected, written(expectation, recording))
            yield from unfit_figures(expectation, recording.units[expectation.unit])
        case RunExamples():
            yield from example_differences(expectation, recording.units[expectation.unit])
            yield from unfit_figures(expectation, recording.units[expectation.unit])
        case ShownRegion():
            yield from differing(expectation.fence.expected, written(expectation, recording))
            yield from unfit_figures(expectation, recording.units[expectation.unit])
        case _:
            assert_never(expectation)


def unasked(asked: AskedValue, recording: Recording) -> Iterator[Refutation]:
    """A value of a program that an expected exception ended: what ended it is what the value came to."""
    yield from (ValueRaised(asked, unit.raised) for unit in recording.units if unit.raised)


def not_raised(ran: RunFence, recording: Recording) -> Iterator[Refutation]:
    raised = recording.units[ran.unit].raised
    if ran.fence.raises is not None and not (raised and is_named(ran.fence.raises, raised)):
        yield DidNotRaise(ran, raised)
    elif raised and ran.fence.message and (found := difference(ran.fence.message, raised.message)):
        yield MessageDiffers(ran.fence.message, raised, found.reason)


def differing(expected: Expected | None, actual: str) -> Iterator[Refutation]:
    if expected and (found := difference(expected, actual)):
        yield OutputDiffers(expected, actual, found.line, found.reason)


def written(ran: RunFence | ShownRegion, recording: Recording) -> str:
    """What its expected text is compared with."""
    unit = recording.units[ran.unit]
    stream = ran.fence.expected.stream if ran.fence.expected else "stdout"
    return fence_written(unit, stream) if isinstance(ran, RunFence) else region_written(unit, ran.region, stream)


def claim_run(cited: CitedClaim, recording: Recording) -> ClaimRun:
    runs = (run for run in recording.claims if run.name == cited.claim.name)
    return next(runs, ClaimRun(cited.claim.name))


# ── What held ────────────────────────────────────────────────────────────────────────────────────────────────────


def is_evidence(expectation: Expectation, note: Note, recording: Recording) -> bool:
    """Whether it shows that the answer is right, given that it was not refuted."""
    match expectation:
        case CitedClaim() | AskedValue():
            return True
        case RunFence(fence=fence):
            unit = recording.units[expectation.unit]
            named = fence.expected is not None or fence.raises is not None
            shows = fence.shows_output and (fence_text(unit).strip() or shown_figure(expectation, unit))
            return not only_asks(fence, note.draft) and (named or bool(shows))
        case RunExamples():
            return any(each.expected.text or each.raises is not None for each in expectation.fence.examples)
        case ShownRegion(fence=fence):
            return not only_asks(fence, note.draft) and fence.expected is not None
        case _:
            assert_never(expectation)


def values(note: Note, recordings: Recordings) -> tuple[str, ...]:
    """The values' texts by their index."""
    asked = sorted((each.value.index, text_of(each, recordings)) for each in asked_values(note))
    return tuple(text for _, text in asked)


def asked_values(note: Note) -> Iterator[AskedValue]:
    return (each for each in note.expectations if isinstance(each, AskedValue))


def text_of(asked: AskedValue, recordings: Recordings) -> str:
    return recordings[asked.program].values[asked.slot].text or ""


def shown(note: Note, recordings: Recordings) -> tuple[Shown, ...]:
    """What fences and regions show, by their index."""
    sessions = {each.fence.index: Shown(each.fence.text) for each in note.expectations if isinstance(each, RunExamples)}
    fences = {each.fence.index: show(each, recordings[each.program]) for each in fences_of(note)}
    return tuple(text for _, text in sorted({**fences, **sessions}.items()))


def fences_of(note: Note) -> Iterator[RunFence | ShownRegion]:
    return (each for each in note.expectations if isinstance(each, RunFence | ShownRegion))


def show(ran: RunFence | ShownRegion, recording: Recording) -> Shown:
    """An expected text is shown instead of what was written, so that a card does not change with the machine."""
    raised = recording.units[ran.unit].raised if isinstance(ran, RunFence) else None
    text = ran.fence.expected.text if ran.fence.expected else written(ran, recording)
    figure = shown_figure(ran, recording.units[ran.unit])
    return Shown(text.rstrip("\n"), short_name(raised.type) if raised else None, figure)


def warnings(note: Note, recordings: Recordings) -> Iterator[UnstableFloat]:
    for asked in asked_values(note):
        found = first_float(text_of(asked, recordings))
        if found and not has_precision(asked.value.expression):
            yield UnstableFloat(found, asked.value.span)
    for ran in fences_of(note):
        held = ran.fence.expected is not None or not ran.fence.shows_output
        if not held and (found := first_float(written(ran, recordings[ran.program]))):
            yield UnstableFloat(found, ran.fence.span)
