"""The fences that run, and what must come of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from verideck.model.places import Span
from verideck.model.program import FigureFormat
from verideck.model.prose import Blank

Match: TypeAlias = Literal["exact", "ellipsis", "regex"]
Stream: TypeAlias = Literal["stdout", "stderr", "warnings"]
"""Python's warnings are not part of stderr: they are written `Category: message`, a line each."""


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
    The markers of its `blanks` are not part of `code`, which is what runs.
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
    blanks: tuple[Blank, ...] = ()

    @property
    def shows_code(self) -> bool:
        return not self.hide and self.output != "only"

    @property
    def shows_output(self) -> bool:
        return not self.hide and self.output != "hide"


@dataclass(frozen=True, slots=True)
class RegionFence:
    """```` ```python show=NAME ````: a region of a snippet and what it wrote. See `PythonFence.index`.

    `snippet` is the name before a slash, None for the file's own snippet.
    """

    region: str
    output: Literal["show", "hide", "only"]
    expected: Expected | None
    index: int
    span: Span = field(compare=False)
    alt: str | None = None
    figure: FigureFormat = "svg"
    snippet: str | None = None

    @property
    def shows_code(self) -> bool:
        return self.output != "only"

    @property
    def shows_output(self) -> bool:
        return self.output != "hide"


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

    @property
    def shows_code(self) -> bool:
        return not self.hide
