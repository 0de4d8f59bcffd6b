"""What a card file says: running text with holes, blocks, and the drafts of its notes."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, TypeAlias

from verideck.model.places import Span
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
