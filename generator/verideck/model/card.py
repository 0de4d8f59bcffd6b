"""What a card file says: running text with holes, blocks, and the drafts of its notes."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, TypeAlias

from verideck.model.places import Span
from verideck.model.program import FigureFormat
from verideck.model.project import FileLimits
from verideck.model.snippet import Claim

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
class Image:
    """`![alt](path)`: a picture among the project's files. `path` is relative to the project's root."""

    path: str
    alt: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class UnfitImage:
    """Why no card can show a file: a diagnostic's code, message and help, for every image that names it."""

    code: Literal["image", "media-too-large"]
    message: str
    help: str


@dataclass(frozen=True, slots=True)
class RawHtml:
    """An HTML tag in running text: shown literally, or passed through where the project says `allow-html`."""

    text: str
    span: Span = field(compare=False)


Hole: TypeAlias = CodeSpan | Value | ClaimLink | Math | Link | NoteLink | Image | RawHtml


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
Stream: TypeAlias = Literal["stdout", "stderr", "warnings"]
"""Python's warnings are no part of stderr: they are written `Category: message`, a line each."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What must be written: an `output` fence, or what stands below a prompt.

    `text` has no final newline; with `loose` any white space in it is like any other. `line` is the line of its first
    line of text, `end_line` the line that follows its last.
    """

    text: str
    stream: Stream
    match: Match
    rtol: float
    atol: float
    line: int
    span: Span = field(compare=False)
    loose: bool = False
    end_line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class PythonFence:
    """A `python` fence with a body. `line` is the file's line of the first line of `code`, which is dedented.

    `output` says what the card shows of it: code and output, only the code, or only the output; `hide` shows neither.
    `raises` is the type of the exception that it must end with, `message` what that one must say, where it matters.
    `index` counts the fences of its note from 0, regions included. `alt` describes the figure that it leaves open.
    """

    code: str
    line: int
    hide: bool
    output: Literal["show", "hide", "only"]
    raises: str | None
    expected: Expected | None
    index: int
    span: Span = field(compare=False)
    message: Expected | None = None
    alt: str | None = None
    figure: FigureFormat = "svg"


@dataclass(frozen=True, slots=True)
class RegionFence:
    """```` ```python show=NAME ````: a region of the file's snippet and what it wrote. See `PythonFence.index`."""

    region: str
    output: Literal["show", "hide", "only"]
    expected: Expected | None
    index: int
    span: Span = field(compare=False)
    alt: str | None = None
    figure: FigureFormat = "svg"


@dataclass(frozen=True, slots=True)
class Example:
    """What is typed at one prompt of a `pycon` fence, and what it must write.

    `line` and `end_line` are the first and the last line of what is typed. `expected` is what stands below, up to a
    traceback; of that, `raises` is the exception's type and `message` what it says, None where it does not matter.
    `want` is all that stands below, with blank lines for doctest's `<BLANKLINE>`.
    """

    line: int
    end_line: int
    expected: Expected
    raises: str | None
    message: Expected | None
    want: str

    @property
    def last_line(self) -> int:
        return self.end_line + (self.want.count("\n") + 1 if self.want else 0)


@dataclass(frozen=True, slots=True)
class PyconFence:
    """A `pycon` fence: a session at Python's prompt. `text` is what a card shows of it. See `PythonFence.index`.

    `code` is what is typed, each line of it at its place in the file, of which `line` is the first.
    """

    text: str
    code: str
    line: int
    examples: tuple[Example, ...]
    hide: bool
    index: int
    span: Span = field(compare=False)
    end_line: int = field(default=0, compare=False)


Block: TypeAlias = (
    Paragraph | Heading | Quote | ItemList | Table | Rule | Listing | HtmlBlock | PythonFence | RegionFence | PyconFence
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
    `claims` are those that stand in the note's own fences, `limits` those of its file.
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
    limits: FileLimits = field(default_factory=FileLimits)
    snippet_span: Span | None = field(default=None, compare=False)
