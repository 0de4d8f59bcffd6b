"""Running text, and what stands in its holes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from verideck.model.places import Span

HOLE_OPEN, HOLE_CLOSE = "\ufdd0", "\ufdd1"
"""Non-characters around a hole's index in `Prose.text`. A source that contains one is refused."""

HOLE = re.compile(f"{HOLE_OPEN}([0-9]+){HOLE_CLOSE}")

MOST_CARDS = 500
"""Anki's greatest number of a deletion."""

UNPROVEN = "?"
"""Stands for the name of a claim where an author has none yet."""


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
    """`[text](claim:NAME)` or `[text](claim:SNIPPET/NAME)`: a statement of the answer and the claim that proves it.

    The name of one that is still to be proven, `[text](claim:?)`, is UNPROVEN.
    """

    name: str
    snippet: str | None
    text: Prose
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Blank:
    """A deletion in code or TeX: `text[start:end]` is what the cards of these numbers, which are ascending, ask for."""

    numbers: tuple[int, ...]
    start: int
    end: int
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Math:
    """TeX without its delimiters, and without the markers of its `blanks`."""

    text: str
    display: bool
    span: Span = field(compare=False)
    blanks: tuple[Blank, ...] = ()


@dataclass(frozen=True, slots=True)
class Deletion:
    """`{{c1::text::hint}}` in running text: what the cards of these numbers, which are ascending, ask for."""

    numbers: tuple[int, ...]
    text: Prose
    hint: Prose | None
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
    """`![alt](path)`: a picture among the project's files. `path` is relative to the project's root.

    `alt` is empty for one in raw HTML, which counts only where the project allows that.
    """

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
    """An HTML tag in running text: shown literally, or passed through where the project says `allow-html`.

    `images` are the project's files in it, each with the `src=…` that names it.
    """

    text: str
    span: Span = field(compare=False)
    images: tuple[tuple[str, Image], ...] = ()


Hole: TypeAlias = CodeSpan | Value | ClaimLink | Math | Deletion | Link | NoteLink | Image | RawHtml
