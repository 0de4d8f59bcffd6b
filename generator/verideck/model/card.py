"""What a card file says: the drafts of its notes, each a tree of blocks."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, TypeAlias

from verideck.model.fences import PyconFence, PythonFence, RegionFence
from verideck.model.places import Span
from verideck.model.project import FileLimits
from verideck.model.prose import Image, Prose
from verideck.model.snippet import Claim


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: Prose


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a note's body, of level 3 to 6."""

    level: int
    text: Prose


Admonition: TypeAlias = Literal["note", "tip", "important", "warning", "caution"]


@dataclass(frozen=True, slots=True)
class Quote:
    """`admonition` is what its first line, `[!NOTE]` or another of GitHub's five, makes of it."""

    blocks: tuple[Block, ...]
    admonition: Admonition | None = None


@dataclass(frozen=True, slots=True)
class ItemCard:
    """The card that asks for an item of a `.list` note. Its `number` is permanent; None where the item has none yet.

    `proposed` is what `build` would write there. `span` is the number's, or that of the paragraph that it is to end.
    """

    number: int | None
    proposed: int
    span: Span = field(compare=False)

    @property
    def given(self) -> int:
        return self.proposed if self.number is None else self.number


@dataclass(frozen=True, slots=True)
class ItemList:
    """A bulleted (`start` is None) or numbered list. In a tight list paragraphs stand without `<p>`.

    `cards` has one entry an item in the list that a `.list` note asks for, and none elsewhere.
    """

    start: int | None
    tight: bool
    items: tuple[tuple[Block, ...], ...]
    cards: tuple[ItemCard, ...] = ()


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
    """A block of raw HTML: shown literally, or passed through where the project says `allow-html`. See `RawHtml`."""

    text: str
    span: Span = field(compare=False)
    images: tuple[tuple[str, Image], ...] = ()


Block: TypeAlias = (
    Paragraph | Heading | Quote | ItemList | Table | Rule | Listing | HtmlBlock | PythonFence | RegionFence | PyconFence
)


class Kind(StrEnum):
    """How a note asks.

    `basic` asks the heading; `reversed` does so and, on a second card, shows the answer and asks for the heading;
    `predict` shows code and asks what it prints; `typed` wants its answer typed; `cloze` hides parts of a text, `list`
    each item of a list in turn.
    """

    BASIC = "basic"
    REVERSED = "reversed"
    PREDICT = "predict"
    TYPED = "typed"
    CLOZE = "cloze"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Draft:
    """A note as written. `span` is its heading; `order` its place among all drafts of its file.

    `front` stands above the first thematic break, `back` below; a note without a break has only a back. Where parts of
    the body are hidden, `front` is what they stand in, with or without a break.
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
