"""A note with its expectations, and what it came to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from verideck.model.anki import Media
from verideck.model.card import Draft
from verideck.model.expectation import AskedValue, CitedClaim, Expectation, RunExamples, RunFence, ShownRegion
from verideck.model.fences import Example, Expected
from verideck.model.places import Span
from verideck.model.program import Aborted, ClaimRun, Output, Program, Raised, Unit
from verideck.model.prose import ClaimLink


@dataclass(frozen=True, slots=True)
class Note:
    """A draft whose names have become things. `expectations` stand in the order of the source.

    `deck` and `tags` include the file's and the project's; `programs` are all that the expectations name. `images` are
    the files of its images by their paths.
    """

    id: str
    guid: str
    deck: str
    tags: tuple[str, ...]
    draft: Draft
    programs: tuple[Program, ...]
    expectations: tuple[Expectation, ...]
    images: tuple[tuple[str, Media], ...] = ()


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A figure on a card, its description, and its size in CSS pixels."""

    media: Media
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Shown:
    """What a fence or region shows of its run. `raised` is the exception's type where the fence expects one."""

    text: str = ""
    raised: str | None = None
    figure: ShownFigure | None = None


@dataclass(frozen=True, slots=True)
class ClaimFailed:
    cited: CitedClaim
    run: ClaimRun


@dataclass(frozen=True, slots=True)
class ClaimNotReached:
    cited: CitedClaim


@dataclass(frozen=True, slots=True)
class ValueRaised:
    asked: AskedValue
    raised: Raised


@dataclass(frozen=True, slots=True)
class OutputDiffers:
    """`line` is the expected text's first differing line, counted from 1; `reason` says how it differs."""

    expected: Expected
    actual: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class DidNotRaise:
    """A fence with `raises=` that raised nothing, or something else."""

    ran: RunFence
    raised: Raised | None


@dataclass(frozen=True, slots=True)
class MessageDiffers:
    """A fence raised what it should, but `raised` does not say `expected`; `reason` says how it differs."""

    expected: Expected
    raised: Raised
    reason: str


@dataclass(frozen=True, slots=True)
class ExampleDiffers:
    """A prompt at which something else came out. `actual` is what would stand below it, a traceback included.

    `line` is the file's line that differs; `reason` says how.
    """

    ran: RunExamples
    example: Example
    output: Output
    actual: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class FigureUnfit:
    """What a fence or region left open cannot be shown as its card says."""

    ran: RunFence | RunExamples | ShownRegion
    reason: Literal[
        "no-alt",
        "no-figure",
        "several",
        "at-prompt",
        "unsafe",
        "animated",
        "too-large",
        "too-heavy",
        "no-glyph",
        "failed",
    ]
    detail: str = ""


@dataclass(frozen=True, slots=True)
class AnswerUntypable:
    """The answer of a `.typed` note came to a `text` that nobody could type; `reason` says why."""

    text: str
    reason: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class UnprovenDeletion:
    """A part of a note is asked for, and none of what was run stands behind it. `item` tells that of a list."""

    item: bool
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class NoEvidence:
    """Everything ran, and nothing of it shows that the answer is right."""


@dataclass(frozen=True, slots=True)
class ProgramRaised:
    """An exception that nobody expected ended the program in the unit of this path and line."""

    program: str
    unit: Unit
    raised: Raised


@dataclass(frozen=True, slots=True)
class ProgramAborted:
    program: str
    aborted: Aborted


@dataclass(frozen=True, slots=True)
class UnstableFloat:
    """A warning: a float is shown that nothing holds to a tolerance or a format."""

    text: str
    span: Span = field(compare=False)


Refutation: TypeAlias = (
    ClaimFailed
    | ClaimNotReached
    | ValueRaised
    | OutputDiffers
    | DidNotRaise
    | MessageDiffers
    | ExampleDiffers
    | FigureUnfit
    | AnswerUntypable
    | UnprovenDeletion
    | NoEvidence
)
Obstacle: TypeAlias = ProgramRaised | ProgramAborted


@dataclass(frozen=True, slots=True)
class Verified:
    """A note whose evidence held. Only `verify` makes one.

    `values` and `shown` are what the note's values and fences came to, by their `index`.
    """

    note: Note
    values: tuple[str, ...]
    shown: tuple[Shown, ...]
    warnings: tuple[UnstableFloat, ...] = ()


@dataclass(frozen=True, slots=True)
class Cited:
    """A note without evidence that names its source, where the project says `allow-cited`."""

    note: Note


@dataclass(frozen=True, slots=True)
class Refuted:
    """A note whose evidence was tried and did not hold."""

    note: Note
    problems: tuple[Refutation, ...]


@dataclass(frozen=True, slots=True)
class Unrunnable:
    """A note of which some evidence could not be tried. `refutations` are what was tried and did not hold."""

    note: Note
    problems: tuple[Obstacle, ...]
    refutations: tuple[Refutation, ...] = ()


Outcome: TypeAlias = Verified | Cited | Refuted | Unrunnable


@dataclass(frozen=True, slots=True)
class UncitedFailure:
    """A claim that failed and that no note cites: no outcome speaks of it. `path` and `line` are its assert's."""

    path: str
    line: int
    run: ClaimRun


@dataclass(frozen=True, slots=True)
class Found:
    """What a note's programs came to, whether or not the note says so: by the `index` of its values and fences.

    `claims` is whether each of its claims held, of those that were tried.
    """

    values: Mapping[int, str] = field(default_factory=dict)
    shown: Mapping[int, Shown] = field(default_factory=dict)
    claims: Mapping[ClaimLink, bool] = field(default_factory=dict)
