"""The nouns at the seams between the stages: frozen, slotted, standard library only.

They stand in the order of the pipeline: a `Source` is parsed into `Draft`s and a `Snippet`, these are resolved into
`Note`s with `Program`s, a program's run is a `Recording` (or `Aborted`), a note and its recordings make an `Outcome`,
a `Verified` outcome makes `NoteFields`, and everything that an author must mend is a `Diagnostic`.

Spans are set where a value is born and take no part in equality: two drafts that say the same are equal wherever
they stand.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Literal, TypeAlias

# ── Places and messages ──────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a file. Lines and columns are 1-based and count characters; the end column is exclusive.

    `path` is relative to the project's root, with forward slashes.
    """

    path: str
    line: int
    column: int = 1
    end_line: int = 0
    end_column: int = 0


Severity: TypeAlias = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that a diagnostic speaks of, such as the snippet's line behind a claim."""

    span: Span
    message: str = ""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A located message with a stable kebab-case code; `help` says what to do."""

    code: str
    message: str
    span: Span
    severity: Severity = "error"
    expected: str | None = None
    actual: str | None = None
    related: tuple[Related, ...] = ()
    help: str | None = None


# ── The project and its files ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Limits:
    """What one program may use. `seconds` is wall time; the sizes are bytes."""

    seconds: float = 30.0
    cpu_seconds: int = 60
    memory: int = 8 * 2**30
    output: int = 2**20
    file: int = 2**28
    processes: int = 4096


@dataclass(frozen=True, slots=True)
class Settings:
    """`[tool.verideck]`, as meant: every default filled in. Paths are relative to the project's root."""

    namespace: str
    name: str
    deck: str
    description: str = ""
    cards: str = "cards"
    snippets: str = "snippets"
    package: str = "dist/deck.apkg"
    python: str | None = None
    preload: tuple[str, ...] = ()
    prelude: str = ""
    stamp: tuple[str, ...] = ()
    allow_html: bool = False
    allow_cited: bool = False
    jobs: int = 2
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Project:
    """A deck project: the folder that holds the settings, and what they say.

    `settings_path` names the settings file relative to the root, for messages.
    """

    root: Path
    settings_path: str
    settings: Settings


@dataclass(frozen=True, slots=True)
class Source:
    """A file as read: UTF-8 decoded, without a byte order mark, lines ended by a bare newline.

    `order` is its place among the files of its kind.
    """

    path: str
    text: str
    kind: Literal["card", "snippet"]
    order: int = 0


# ── What a card file says ────────────────────────────────────────────────────────────────────────────────────────

HOLE_OPEN, HOLE_CLOSE = "\ufdd0", "\ufdd1"
"""Non-characters around a hole's index in `Prose.text`. A source that contains one is refused."""


@dataclass(frozen=True, slots=True)
class Prose:
    """Running text. `text` is Markdown in which every hole is written HOLE_OPEN + its index + HOLE_CLOSE."""

    text: str
    holes: tuple[Hole, ...] = ()
    span: Span = field(default=Span("", 1), compare=False)


@dataclass(frozen=True, slots=True)
class CodeSpan:
    text: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Value:
    """`` `{python} expression` ``: computed, never typed. `index` counts the values of its note from 0."""

    expression: str
    snippet: str | None
    index: int
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class ClaimLink:
    """`[text](claim:NAME)` or `[text](claim:SNIPPET/NAME)`: a statement of the answer and the claim that proves it."""

    name: str
    snippet: str | None
    text: Prose
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Math:
    """TeX without its delimiters."""

    text: str
    display: bool
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Link:
    """A link to the web. `url` begins with one of the schemes that `parse` allows."""

    url: str
    text: Prose
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class NoteLink:
    """`[text](#id)`: a link to another note, which Anki cannot follow and which is shown as its text."""

    target: str
    text: Prose
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class RawHtml:
    """An HTML tag in running text: shown literally, or passed through where the project says `allow-html`."""

    text: str
    span: Span = field(compare=False)


Hole: TypeAlias = CodeSpan | Value | ClaimLink | Math | Link | NoteLink | RawHtml


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: Prose


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a note's body, of level 3 to 6."""

    level: int
    text: Prose


@dataclass(frozen=True, slots=True)
class Quote:
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class ItemList:
    """A bulleted (`start` is None) or numbered list. In a tight list paragraphs stand without `<p>`."""

    start: int | None
    tight: bool
    items: tuple[tuple[Block, ...], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """`align` has one entry a column: "left", "center", "right" or "" (unset)."""

    align: tuple[str, ...]
    header: tuple[Prose, ...]
    rows: tuple[tuple[Prose, ...], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A thematic break that is not the one between front and back."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Code that is shown and counted as not run: another language's fence, indented code, raw HTML as a block.

    `language` is lower case and empty where none is given.
    """

    language: str
    code: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class HtmlBlock:
    """A block of raw HTML: shown literally, or passed through where the project says `allow-html`."""

    text: str
    span: Span = field(compare=False)


Match: TypeAlias = Literal["exact", "ellipsis", "regex"]


@dataclass(frozen=True, slots=True)
class Expected:
    """An `output` fence: what the Python fence right before it must write.

    `text` has no final newline. `line` is the line of its first line of text.
    """

    text: str
    stream: Literal["stdout", "stderr"]
    match: Match
    rtol: float
    atol: float
    line: int
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class PythonFence:
    """A `python` fence with a body. `line` is the file's line of the first line of `code`, which is dedented.

    `output` says what the card shows of it: code and output, only the code, or only the output; `hide` shows neither.
    `index` counts the fences of its note from 0, regions included.
    """

    code: str
    line: int
    hide: bool
    output: Literal["show", "hide", "only"]
    raises: str | None
    expected: Expected | None
    index: int
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class RegionFence:
    """```` ```python show=NAME ````: a region of the file's snippet and what it wrote. See `PythonFence.index`."""

    region: str
    output: Literal["show", "hide", "only"]
    expected: Expected | None
    index: int
    span: Span = field(compare=False)


Block: TypeAlias = (
    Paragraph | Heading | Quote | ItemList | Table | Rule | Listing | HtmlBlock | PythonFence | RegionFence
)


class Kind(StrEnum):
    """How a note asks. `basic` asks the heading; `predict` shows code and asks what it prints."""

    BASIC = "basic"
    PREDICT = "predict"


@dataclass(frozen=True, slots=True)
class Draft:
    """A note as written. `span` is its heading; `order` its place among all drafts of its file.

    `front` stands above the first thematic break, `back` below; a note without a break has only a back.
    `id` is None where the heading has none; `proposed_id` is what `build` would write there.
    `claims` are those that stand in the note's own fences.
    """

    id: str | None
    proposed_id: str
    kind: Kind
    heading: Prose
    front: tuple[Block, ...]
    back: tuple[Block, ...]
    deck: str | None
    tags: tuple[str, ...]
    snippet: str | None
    source: str | None
    guid: str | None
    claims: tuple[Claim, ...]
    order: int
    span: Span = field(compare=False)
    snippet_span: Span | None = field(default=None, compare=False)


# ── What a snippet file says ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Claim:
    """`# claim: NAME` right above an assert. `line` is the assert's line in its file, `code` its source, dedented."""

    name: str
    line: int
    code: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Region:
    """A named part of a snippet, dedented, without region and claim comments.

    `first` and `last` are the file's lines between (not with) the markers; `code` has no final newline.
    """

    name: str
    first: int
    last: int
    code: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Snippet:
    """An ordinary Python module under the project's snippets folder. `name` is its stem, `path` as in `Span`."""

    name: str
    path: str
    code: str
    regions: tuple[Region, ...]
    claims: tuple[Claim, ...]


# ── What runs ────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of code that one program runs in one go: the prelude, a fence, or a whole snippet file.

    `line` is the file's line of its first line, so that tracebacks name the author's file and line. Only a `fence`
    shows the value of a last expression. `claims` are (name, line of the assert in the file).
    """

    role: Literal["prelude", "fence", "snippet"]
    path: str
    line: int
    code: str
    claims: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Program:
    """What one process runs: units in order, then the value of each expression, `f"{expression}"`.

    `name` says what it is to people: the snippet's path, or the card file's path with the note's id.
    `path_entry` is the folder, relative to the root, that imports come from, as with `python FOLDER/x.py`.
    """

    name: str
    units: tuple[Unit, ...]
    values: tuple[str, ...]
    path_entry: str
    limits: Limits


@dataclass(frozen=True, slots=True)
class Output:
    """What one module-level statement wrote. `line` and `end_line` are the statement's lines in its file."""

    line: int
    end_line: int
    stdout: str = ""
    stderr: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """A line of a traceback in an author's file; frames of libraries and of the runner are left out."""

    path: str
    line: int
    function: str


@dataclass(frozen=True, slots=True)
class Raised:
    """An exception that ended a unit or a value. `bases` are the names of its class and all base classes.

    `type` is the name as Python prints it: bare for built-in exceptions, dotted for others.
    """

    type: str
    bases: tuple[str, ...]
    message: str
    frames: tuple[Frame, ...]


@dataclass(frozen=True, slots=True)
class UnitRun:
    """What a unit did. `outputs` holds only statements that wrote something; `result` is a fence's last value."""

    outputs: tuple[Output, ...] = ()
    result: str | None = None
    raised: Raised | None = None


@dataclass(frozen=True, slots=True)
class ClaimFailure:
    """One failing of an assert: the operands' source and repr, the assert's own message, or what it raised."""

    operands: tuple[tuple[str, str], ...] = ()
    message: str = ""
    raised: Raised | None = None


@dataclass(frozen=True, slots=True)
class ClaimRun:
    """How often a claim's assert was reached, and how it failed. It held if it was reached and never failed."""

    name: str
    reached: int = 0
    failures: tuple[ClaimFailure, ...] = ()


@dataclass(frozen=True, slots=True)
class ValueRun:
    """The text of a value, or what evaluating it raised."""

    text: str | None = None
    raised: Raised | None = None


@dataclass(frozen=True, slots=True)
class Recording:
    """What a run did: one entry a unit (fewer after an exception), a claim, a value (none after an exception).

    `python` is the version of the interpreter, `distributions` the (name, version) of what was imported, sorted.
    """

    units: tuple[UnitRun, ...]
    claims: tuple[ClaimRun, ...]
    values: tuple[ValueRun, ...]
    python: str
    distributions: tuple[tuple[str, str], ...]
    seconds: float = field(compare=False, default=0.0)


@dataclass(frozen=True, slots=True)
class Aborted:
    """A run that did not come to its end; it is never cached.

    `path` and `line` are the module-level statement that was running; `detail` is one sentence, such as
    "killed by SIGABRT" or "still running after 30 s"; `stderr` the end of what it wrote there.
    """

    reason: Literal["timeout", "crashed", "exited", "output-limit"]
    detail: str
    path: str = ""
    line: int = 0
    stderr: str = ""


# ── What must hold, and whether it did ───────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class CitedClaim:
    """A claim link, the claim that it names, and the program that reaches it."""

    link: ClaimLink
    claim: Claim
    program: str


@dataclass(frozen=True, slots=True)
class AskedValue:
    """A value and the place of its expression among the program's values."""

    value: Value
    program: str
    slot: int


@dataclass(frozen=True, slots=True)
class RunFence:
    """A Python fence and the place of its unit in the note's own program."""

    fence: PythonFence
    program: str
    unit: int


@dataclass(frozen=True, slots=True)
class ShownRegion:
    """A region fence, the region, and the place of the snippet's unit in its program."""

    fence: RegionFence
    region: Region
    program: str
    unit: int


Expectation: TypeAlias = CitedClaim | AskedValue | RunFence | ShownRegion


@dataclass(frozen=True, slots=True)
class Note:
    """A draft whose names have become things. `expectations` stand in the order of the source.

    `deck` and `tags` include the file's and the project's; `programs` are all that the expectations name.
    """

    id: str
    guid: str
    deck: str
    tags: tuple[str, ...]
    draft: Draft
    programs: tuple[Program, ...]
    expectations: tuple[Expectation, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a fence or region shows of its run. `raised` is the exception's type where the fence expects one."""

    text: str = ""
    raised: str | None = None


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


Refutation: TypeAlias = ClaimFailed | ClaimNotReached | ValueRaised | OutputDiffers | DidNotRaise | NoEvidence
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


# ── What Anki gets ───────────────────────────────────────────────────────────────────────────────────────────────

NoteType: TypeAlias = Literal["regular", "cloze"]


@dataclass(frozen=True, slots=True)
class NoteFields:
    """A note as Anki stores it. `fields` is (field name, HTML) in the note type's order; empty ones are left out.

    `cards` are the ordinals of its cards, ascending: the template's place, or the cloze number - 1.
    """

    id: str
    guid: str
    note_type: NoteType
    kind: Kind
    deck: str
    tags: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]
    cards: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A note that left the sources: shipped once more with a short text, so that the learner can find it."""

    id: str
    guid: str
    note_type: NoteType
    kind: Kind
    deck: str
    cards: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """One card of a note type: how its question and its answer are set. `id` is what Anki knows it by."""

    id: int
    name: str
    front: str
    back: str


@dataclass(frozen=True, slots=True)
class NoteTypeDesign:
    """A note type as Anki gets it. `fields` are (Anki's id, name); the first is the one that Anki sorts by.

    `schema` is a digest of what may never change once a package was shipped, `hash` one of everything.
    """

    note_type: NoteType
    id: int
    name: str
    fields: tuple[tuple[int, str], ...]
    templates: tuple[Template, ...]
    css: str
    schema: str
    hash: str


@dataclass(frozen=True, slots=True)
class LockedNote:
    """A line of the lock. `mod` is seconds since 1970; `note_id` milliseconds, as Anki's note ids are.

    An empty `hash` equals no content, so that the next package ships the note with a later `mod`.
    """

    id: str
    guid: str
    hash: str
    mod: int
    note_id: int
    note_type: NoteType
    kind: Kind
    cards: tuple[int, ...]
    deck: str
    retired: bool = False


@dataclass(frozen=True, slots=True)
class LockedNoteType:
    """A note type's line of the lock. `schema` is a digest of its fields and templates with their ids."""

    name: NoteType
    schema: str
    hash: str
    mod: int


@dataclass(frozen=True, slots=True)
class Lock:
    """`deck.lock`: what the last package shipped, and with which times. Notes are sorted by id."""

    namespace: str
    note_types: tuple[LockedNoteType, ...] = ()
    notes: tuple[LockedNote, ...] = ()
