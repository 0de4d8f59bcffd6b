"""The counts that end a run: nothing is skipped in silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import assert_never

from verideck.model import (
    AskedValue,
    Block,
    Cited,
    CitedClaim,
    Diagnostic,
    ItemList,
    Listing,
    Note,
    Outcome,
    Quote,
    Refuted,
    RunExamples,
    RunFence,
    ShownRegion,
    Unrunnable,
    Verified,
)


def summary(outcomes: Sequence[Outcome], diagnostics: Sequence[Diagnostic], unseen: int = 0) -> str:
    """Two lines: how many notes came to what, with the errors and warnings, and what their evidence consists of.

    `unseen` are the notes that came to nothing, since a mistake elsewhere stands in their way.
    """
    kinds = Counter(outcome_name(outcome) for outcome in outcomes)
    severities = Counter(diagnostic.severity for diagnostic in diagnostics)
    notes = [f"{kinds[name]} {name}" for name in OUTCOMES if kinds[name]]
    found = [plural(severities[name], name) for name in ("error", "warning") if severities[name]]
    evidence = [plural(count, noun) for noun, count in evidence_counts([each.note for each in outcomes]).items()]
    notes = [*(notes or ["none verified"]), *([f"{unseen} not looked at"] if unseen else [])]
    first = f"{plural(len(outcomes) + unseen, 'note')}: {', '.join(notes)}"
    return "; ".join([first, ", ".join(found)] if found else [first]) + f"\n{', '.join(evidence)}"


OUTCOMES = ("verified", "cited", "refuted", "unrunnable")


def outcome_name(outcome: Outcome) -> str:
    """The word for an outcome in every report."""
    match outcome:
        case Verified():
            return "verified"
        case Cited():
            return "cited"
        case Refuted():
            return "refuted"
        case Unrunnable():
            return "unrunnable"
        case _:
            assert_never(outcome)


def evidence_counts(notes: Sequence[Note]) -> dict[str, int]:
    kinds = Counter(type(each) for note in notes for each in note.expectations)
    blocks = [block for note in notes for block in flat((*note.draft.front, *note.draft.back))]
    return {
        "program": len({program.name for note in notes for program in note.programs}),
        "claim": kinds[CitedClaim],
        "value": kinds[AskedValue],
        "fence": kinds[RunFence] + kinds[RunExamples],
        "region": kinds[ShownRegion],
        "listing not run": sum(isinstance(block, Listing) for block in blocks),
    }


def flat(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks and all that stand within them."""
    for block in blocks:
        yield block
        if isinstance(block, Quote):
            yield from flat(block.blocks)
        elif isinstance(block, ItemList):
            yield from flat(inner for item in block.items for inner in item)


def plural(count: int, noun: str) -> str:
    first, _, rest = noun.partition(" ")
    return f"{count} {first}{'' if count == 1 else 's'}{' ' * bool(rest)}{rest}"
