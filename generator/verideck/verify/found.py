"""What a note's programs came to where that is not what the note says: what there is to see of it all the same."""

from __future__ import annotations

from verideck.model import (
    AskedValue,
    CitedClaim,
    Found,
    Note,
    Recording,
    RunExamples,
    RunFence,
    Runs,
    Shown,
    ShownRegion,
)
from verideck.verify.outcome import claim_run, show, was_tried


def found(note: Note, runs: Runs) -> Found:
    """As far as the programs came."""
    values, shown, claims = dict[int, str](), dict[int, Shown](), {}
    recordings = {name: run for name, run in runs.items() if isinstance(run, Recording)}
    for each in note.expectations:
        recording = recordings.get(each.program)
        if recording is None:
            continue
        match each:
            case CitedClaim():
                run = claim_run(each, recording)
                if run.reached or run.failures:
                    claims[each.link] = not run.failures
            case AskedValue() if was_tried(each, recordings):
                values[each.value.index] = recording.values[each.slot].text or ""
            case RunFence() | ShownRegion() if was_tried(each, recordings) or raised_as_said(each, recording):
                shown[each.fence.index] = show(each, recording)
            case RunExamples():
                shown[each.fence.index] = Shown(each.fence.text)
            case _:
                pass
    return Found(values, shown, claims)


def raised_as_said(ran: RunFence | ShownRegion, recording: Recording) -> bool:
    """Whether a fence that is to raise came to its end in this way."""
    return isinstance(ran, RunFence) and ran.fence.raises is not None and ran.unit < len(recording.units)
