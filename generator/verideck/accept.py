"""Takes over what ran: stale `output` and `pycon` expectations become what came out, and nothing else is touched."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from verideck.build import parse_source
from verideck.checked import Checked
from verideck.choose import choose
from verideck.model import (
    Diagnostic,
    DidNotRaise,
    Draft,
    ExampleDiffers,
    Expected,
    Note,
    Outcome,
    OutputDiffers,
    Project,
    PyconFence,
    PythonFence,
    Refutation,
    Refuted,
    RegionFence,
    RunFence,
    ShownRegion,
    Source,
    Span,
    Unrunnable,
)
from verideck.read import FORBIDDEN, MAX_LINE
from verideck.rewrite import Edit, edited, rewrite
from verideck.verify import renewed_example, renewed_output
from verideck.walk import elements

BLANK_LINE = "<BLANKLINE>"


@dataclass(frozen=True, slots=True)
class Renewal:
    """What an expectation is to say, and the edit that makes it so.

    It is the one of the fence `index` of the draft `order` of its file; `example` is the place among the fence's.
    """

    edit: Edit
    order: int
    index: int
    example: int | None
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Change:
    """A card file and what is to be done with it; `after` is its text then."""

    source: Source
    edits: tuple[Edit, ...]
    after: str


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What can be taken over, and a diagnostic for each stale expectation that cannot be."""

    changes: tuple[Change, ...]
    refused: tuple[Diagnostic, ...]


def accept(checked: Checked, chosen: Collection[str] = ()) -> Acceptance:
    """What is stale in the notes that are `chosen`, or in all. Writes nothing.

    Raises UnknownNoteError as `choose` does.
    """
    ids = choose(chosen, checked.parsed.named, checked.project.root)
    wanted = (outcome for outcome in checked.outcomes if outcome.note.id in ids)
    found = [each for outcome in wanted for each in renewals(outcome)]
    possible = [each for each in found if isinstance(each, Renewal)]
    kept = [each for each in possible if holds(source_of(each, checked), [each], checked.project)]
    refused = [each for each in found if isinstance(each, Diagnostic)]
    refused += [not_accepted(each.span, CANNOT_STAND) for each in possible if each not in kept]
    paths = {each.span.path for each in kept}
    sources = [source for source in checked.parsed.sources if source.path in paths]
    return Acceptance(tuple(change(source, kept) for source in sources), tuple(refused))


CANNOT_STAND = "what came out cannot stand in this fence: a line of it would mean something else there"


def source_of(renewal: Renewal, checked: Checked) -> Source:
    return next(source for source in checked.parsed.sources if source.path == renewal.span.path)


def change(source: Source, renewals: Sequence[Renewal]) -> Change:
    edits = tuple(each.edit for each in renewals if each.span.path == source.path)
    return Change(source, edits, edited(source.text, edits))


def write(project: Project, changes: Iterable[Change]) -> Iterator[Diagnostic]:
    """Writes the files, each whole or not at all, and says which of them changed since they were read."""
    for change in changes:
        if not rewrite(project.root, change.source.path, change.source.text, change.edits):
            message = "this file changed after it was read, so nothing was written to it"
            yield Diagnostic("file-changed", message, Span(change.source.path, 1), help="run it again")


# ── What is stale ────────────────────────────────────────────────────────────────────────────────────────────────


def renewals(outcome: Outcome) -> Iterator[Renewal | Diagnostic]:
    """The stale expectations of a note, and why one cannot be taken over."""
    if not isinstance(outcome, Refuted | Unrunnable):
        return
    refutations = outcome.problems if isinstance(outcome, Refuted) else outcome.refutations
    ended = {problem.program for problem in outcome.problems} if isinstance(outcome, Unrunnable) else set()
    for problem in refutations:
        if isinstance(problem, OutputDiffers):
            yield renewed_fence(outcome.note, problem, refutations, ended)
        elif isinstance(problem, ExampleDiffers):
            yield renewed_prompt(outcome.note, problem, ended)


def renewed_fence(
    note: Note, problem: OutputDiffers, others: Sequence[Refutation], ended: Collection[str]
) -> Renewal | Diagnostic:
    expected, ran = problem.expected, owner(note, problem.expected)
    if ran.program in ended:
        return not_accepted(expected.span, f"{ran.program} did not finish")
    if expected.match == "regex":
        return not_accepted(expected.span, "this is a regular expression, which says more than one output can")
    if any(isinstance(other, DidNotRaise) and other.ran is ran for other in others):
        return not_accepted(expected.span, "the fence did not raise what it should")
    text = renewed_output(problem)
    edit = Edit(expected.span.line, expected.end_line, expected.line, expected.end_line, text)
    return Renewal(edit, note.draft.order, ran.fence.index, None, text, expected.span)


def owner(note: Note, expected: Expected) -> RunFence | ShownRegion:
    """What an `output` fence stands after."""
    ran = (each for each in note.expectations if isinstance(each, RunFence | ShownRegion))
    return next(each for each in ran if each.fence.expected is expected)


def renewed_prompt(note: Note, problem: ExampleDiffers, ended: Collection[str]) -> Renewal | Diagnostic:
    fence, example = problem.ran.fence, problem.example
    span = Span(fence.span.path, problem.line)
    if problem.ran.program in ended:
        return not_accepted(span, f"{problem.ran.program} did not finish")
    text = renewed_example(problem)
    marked = "\n".join(line or BLANK_LINE for line in text.split("\n")) if text else ""
    first, end = example.end_line + 1, example.last_line + 1
    edit = Edit(fence.span.line, fence.end_line, first, end, marked, example.line)
    return Renewal(edit, note.draft.order, fence.index, fence.examples.index(example), text, span)


def not_accepted(span: Span, why: str) -> Diagnostic:
    return Diagnostic("not-accepted", why, span, help="mend it by hand; `verideck check` shows how it differs")


# ── Whether it would be read as it is meant ──────────────────────────────────────────────────────────────────────


def holds(source: Source, renewals: Sequence[Renewal], project: Project) -> bool:
    """Whether the file, read after the edits, says what the expectations are to say, and has no new mistake."""
    after = replace(source, text=edited(source.text, (each.edit for each in renewals)))
    if FORBIDDEN.search(after.text) or max(map(len, after.text.split("\n"))) > MAX_LINE:
        return False
    parsed = list(parse_source(after, project.settings.tolerance))
    drafts = {draft.order: draft for draft in parsed if isinstance(draft, Draft)}
    return all(each.order in drafts and said(drafts[each.order], each) == each.text for each in renewals)


def said(draft: Draft, renewal: Renewal) -> str | None:
    """What an expectation says."""
    fences = (each for each in elements(draft) if isinstance(each, PythonFence | RegionFence | PyconFence))
    fence = next((each for each in fences if each.index == renewal.index), None)
    match fence:
        case PyconFence(examples=examples) if renewal.example is not None and renewal.example < len(examples):
            return examples[renewal.example].want
        case PythonFence(expected=Expected() as expected) | RegionFence(expected=Expected() as expected):
            return expected.text
        case _:
            return None
