"""Outcomes as `verify` makes them, and the text that a reader of HTML sees."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Literal

from verideck.model import (
    HOLE_CLOSE,
    HOLE_OPEN,
    AskedValue,
    Block,
    CitedClaim,
    Claim,
    ClaimLink,
    CodeSpan,
    Draft,
    Expectation,
    Expected,
    Hole,
    Kind,
    Limits,
    Note,
    Paragraph,
    Program,
    Prose,
    PythonFence,
    RunFence,
    Shown,
    ShownRegion,
    Span,
    Unit,
    Value,
    Verified,
)

HERE = Span("cards/tensors.md", 1)


def prose(text: str, *holes: Hole) -> Prose:
    """Running text; `{0}` stands for the first hole."""
    for index in range(len(holes)):
        text = text.replace(f"{{{index}}}", f"{HOLE_OPEN}{index}{HOLE_CLOSE}")
    return Prose(text, holes)


def paragraph(text: str, *holes: Hole) -> Paragraph:
    return Paragraph(prose(text, *holes))


def code_span(text: str) -> CodeSpan:
    return CodeSpan(text, HERE)


def value(expression: str, index: int = 0) -> Value:
    return Value(expression, None, index, HERE)


def claim_link(name: str, text: Prose) -> ClaimLink:
    return ClaimLink(name, None, text, HERE)


def python(
    code: str,
    index: int = 0,
    *,
    hide: bool = False,
    output: Literal["show", "hide", "only"] = "show",
    raises: str | None = None,
    expected: Expected | None = None,
) -> PythonFence:
    return PythonFence(code, 1, hide, output, raises, expected, index, HERE)


def expects(text: str) -> Expected:
    return Expected(text, "stdout", "exact", 0.0, 0.0, 1, HERE)


def program(name: str, *units: Unit) -> Program:
    return Program(name, units, (), "snippets", Limits())


def snippet(path: str, code: str) -> Unit:
    return Unit("snippet", path, 1, code)


def held(link: ClaimLink, code: str) -> CitedClaim:
    return CitedClaim(link, Claim(link.name, 1, code, HERE), "snippets/x.py")


def asked(asked_for: Value) -> AskedValue:
    return AskedValue(asked_for, "snippets/x.py", asked_for.index)


def note(
    *back: Block,
    front: tuple[Block, ...] = (),
    kind: Kind = Kind.BASIC,
    heading: Prose | None = None,
    source: str | None = None,
    programs: tuple[Program, ...] = (),
    expectations: tuple[Expectation, ...] = (),
) -> Note:
    draft = Draft(
        id="range",
        proposed_id="range",
        kind=kind,
        heading=heading or prose("Why?"),
        front=front,
        back=back,
        deck=None,
        tags=(),
        snippet=None,
        source=source,
        guid=None,
        claims=(),
        order=0,
        span=HERE,
    )
    return Note("range", "g-range", "Deck::Tensors", ("dtypes",), draft, programs, expectations)


def verified(of: Note, values: tuple[str, ...] = (), shown: tuple[Shown, ...] = ()) -> Verified:
    return Verified(of, values, shown)


class Reader(HTMLParser):
    """Collects what a browser would show and copy, and the elements that it meets."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: set[str] = set()

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  # the signature is HTMLParser's
        self.tags.add(tag)


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


class Codes(HTMLParser):
    """The text of each `<code>` in a box."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.codes: list[str] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "pre" and ("class", "vd-code") in attrs:
            self.codes.append("")
            self.inside = True

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "pre"

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.codes[-1] += data


def codes(html: str) -> list[str]:
    reader = Codes()
    reader.feed(html)
    reader.close()
    return reader.codes


def shown_code(note: Note) -> Iterator[str]:
    """The fences and regions that its card shows."""
    for each in note.expectations:
        match each:
            case RunFence(fence=fence) if fence.shows_code:
                yield fence.code
            case ShownRegion(fence=fence, region=region) if fence.shows_code:
                yield region.code
