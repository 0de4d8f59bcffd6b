"""Words what the cache knows: why the programs of a note will run or not, input by input, and what it takes up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from verideck.build import parse_all, resolve_all
from verideck.execute import Cached, Difference, Explanation, Pruned
from verideck.execute.inputs import limits
from verideck.model import Draft, Note, Project
from verideck.report import plural
from verideck.schema import suggestion


def explain(project: Project, note_id: str, cached: Cached) -> Iterator[str]:
    """Lines for people. Runs nothing. Raises LookupError with a sentence where there is no such note."""
    parsed = parse_all(project)
    notes = [each for each in resolve_all(project, parsed) if isinstance(each, Note)]
    note = next((note for note in notes if note.id == note_id), None)
    if note is None:
        raise LookupError(missing(note_id, parsed.drafts, notes))
    for program in note.programs:
        yield from explained(program.name, cached.explain(program))
    if not note.programs:
        yield f"`{note_id}` runs nothing"


def size(text: str) -> int | None:
    """The bytes that people mean by `200MB` or `1.5 GiB`; None where they mean none."""
    found = re.fullmatch(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([kmgt]?)(i?)b?\s*", text, re.IGNORECASE)
    if not found:
        return None
    return int(float(found[1]) * (1024 if found[3] else 1000) ** " kmgt".index(found[2].lower() or " "))


def sizes(pruned: Pruned) -> str:
    """What was removed and what remains."""
    removed, kept = megabytes(pruned.removed_bytes), megabytes(pruned.kept_bytes)
    return f"{plural(pruned.removed, 'recording')} removed ({removed}), {pruned.kept} left ({kept})"


def megabytes(count: int) -> str:
    return f"{count / 10**6:.1f} MB"


def missing(note_id: str, drafts: tuple[Draft, ...], notes: list[Note]) -> str:
    if any(draft.id == note_id for draft in drafts):
        return f"the note `{note_id}` has mistakes; `verideck check` lists them"
    return f"there is no note `{note_id}`: {suggestion(note_id, [note.id for note in notes])}"


def explained(name: str, explanation: Explanation) -> Iterator[str]:
    if explanation.trace is not None:
        yield f"{name}: in the cache; these inputs are unchanged"
        yield from (f"  {line}" for line in inputs(explanation))
    elif explanation.differences is None:
        yield f"{name}: will run; no finished run of it is known"
    else:
        yield f"{name}: will run; what differs from the most similar known run:"
        yield from (f"  {difference(each)}" for each in explanation.differences)


def inputs(of: Explanation) -> Iterator[str]:
    """Every input by name."""
    assert of.trace is not None
    key, recording = of.key, of.trace.recording
    places = dict.fromkeys(unit.path for unit in key.units)
    lines = sum(len(unit.code.splitlines()) for unit in key.units)
    yield f"code: {lines} lines of {', '.join(places)}"
    yield f"values: {', '.join(key.values) or 'none'}"
    yield f"files that it read: {', '.join(path for path, digest in of.trace.files if digest) or 'none'}"
    yield f"files that were not there: {', '.join(path for path, digest in of.trace.files if not digest) or 'none'}"
    yield f"imported: {', '.join(f'{name} {version}' for name, version in recording.distributions) or 'nothing'}"
    yield f"preload: {', '.join(key.preload) or 'none'}; imports come from {key.path_entry or '.'}/"
    yield f"interpreter: {key.interpreter}, Python {recording.python}, {key.platform}"
    yield f"environment: {' '.join(f'{name}={value}' for name, value in key.environment)}"
    allowed = (f"{name.removeprefix('limits.')} {value}" for name, value in limits(key.limits).items())
    yield f"limits: {', '.join(allowed)}; sandbox: {key.sandbox}"
    yield f"data: {', '.join(path for path, _ in key.data) or 'none'}"
    yield f"verideck's runner {key.runner[:8]} and rules {key.rules[:8]}"


def difference(of: Difference) -> str:
    if not of.then:
        return f"{of.name}: new ({of.now})"
    return f"{of.name}: {of.now}, was {of.then}" if of.now else f"{of.name}: gone (was {of.then})"
