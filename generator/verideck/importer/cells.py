"""Markdown cells of notebooks: the questions in them, and what stands below each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from verideck.importer.blocks import cell_markdown, references, verbatim_lines
from verideck.importer.inline import Inline
from verideck.importer.numbered import Asked, Piece, Said, Shown
from verideck.importer.pictures import Pictures, Placing
from verideck.model import Diagnostic, Span

NUMBER = r"(?:Q(?:uestion)?\.?\s*)?\d{1,4}\s*[.):]\s*"
HEADING = re.compile(rf"\s{{0,3}}#{{1,6}}\s*{NUMBER}(?P<text>\S.*?)\s*#*\s*", re.IGNORECASE)
BOLD = re.compile(rf"\s{{0,3}}(\*\*|__)\s*{NUMBER}(?P<text>\S.*?)\s*\1\s*", re.IGNORECASE)
BARE = re.compile(rf"{NUMBER}(?P<text>\S.*\?)\s*", re.IGNORECASE)

HELP = {
    "as-text": "write it anew in the card",
    "link": "link to `https://…` instead, or cut the words",
    "media": "cards show PNG, JPEG, GIF, WebP and plain SVG that the notebook holds, or that lie below its folder",
    "not-run": "mend the code, and begin its fence with `python`",
    "raw-html": "write Markdown for it, or set `allow-html = true` to have it shown as HTML",
    "unmarked": "prove it, or cut it: the build does not count it",
}


@dataclass(slots=True)
class CellImages:
    """The images that a cell can show: those that it holds, by name, and those that `beside` finds by their path."""

    held: Mapping[str, bytes | None]
    beside: Callable[[str], bytes | None]
    used: set[str] = field(default_factory=set)

    def read(self, name: str) -> bytes | None:
        if name not in self.held:
            return self.beside(name)
        self.used.add(name)
        return self.held[name]


class MarkdownCell:
    """Parts a cell into pieces. A bare `1. …?` is a question where it opens the cell alone."""

    def __init__(self, name: str, source: str, images: CellImages, pictures: Pictures) -> None:
        self.name, self.lines, self.images = name, source.split("\n"), images
        self.placing = Placing(pictures, images.read)
        self.links, self.verbatim = references(source), verbatim_lines(source)
        self.found: list[Diagnostic] = []

    def pieces(self, *, asked: bool) -> Iterator[Piece]:
        """What the cell holds. `asked` is whether there is a question above it that its first lines can belong to."""
        start = 0
        for at, question in self.questions():
            yield from self.answer(start, at, asked=asked)
            yield self.question(at, question)
            start, asked = at + 1, True
        yield from self.answer(start, len(self.lines), asked=asked)
        for name in sorted(set(self.images.held) - self.images.used):
            self.report(0, "media", f"the attachment `{name[:80]}` is shown nowhere in what was taken over")
        for label in sorted(set(self.links.addresses) - self.links.used):
            self.report(
                0, "link", f"`{self.links.addresses[label][:80]}`, defined as `{label[:40]}`, is linked nowhere"
            )
        yield from self.found

    def questions(self) -> Iterator[tuple[int, str]]:
        """(line, words) of each question."""
        first = next((at for at, line in enumerate(self.lines) if line.strip()), 0)
        lone = sum(bool(BARE.fullmatch(line)) for line in self.lines) == 1
        for at, line in enumerate(self.lines):
            bare = BARE.fullmatch(line) if lone and at == first else None
            question = HEADING.fullmatch(line) or BOLD.fullmatch(line) or bare
            if question and at not in self.verbatim:
                yield at, question["text"]

    def question(self, at: int, words: str) -> Asked:
        inline = Inline(lambda url: self.placing.path(url) or "", self.links)
        heading = inline.running(words)
        for code, message in inline.notes:
            self.report(at, code, message)
        return Asked(re.sub(r"[*_`]{2,}|[*`$]", "", words), self.span(at), heading)

    def answer(self, start: int, end: int, *, asked: bool) -> Iterator[Piece]:
        """The lines between two questions, where they say something."""
        first = next((at for at in range(start, end) if self.lines[at].strip()), None)
        if first is None:
            return
        text = "\n".join(self.lines[first:end])
        if not asked:
            yield Said(text, self.span(first))
        elif made := cell_markdown(
            text, self.links, self.placing, lambda line, *what: self.report(first + line, *what)
        ):
            yield Shown(made, self.span(first))

    def span(self, at: int) -> Span:
        return Span(self.name, at + 1, 1, at + 1, len(self.lines[at]) + 1)

    def report(self, at: int, code: str, message: str) -> None:
        self.found.append(Diagnostic(code, message, self.span(at), "warning", help=HELP[code]))
