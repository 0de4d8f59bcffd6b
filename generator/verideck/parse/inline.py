"""Running text: takes code, values, claims, math, links and tags out of it and leaves holes in their place.

One pass over tokens with a stack of open brackets, so that no text, however hostile, takes more than linear time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from verideck.model import (
    HOLE_CLOSE,
    HOLE_OPEN,
    ClaimLink,
    CodeSpan,
    Hole,
    Link,
    Math,
    NoteLink,
    Prose,
    RawHtml,
    Span,
    Value,
)
from verideck.parse.scope import Leaf, Scope

NAME = r"[A-Za-z0-9_][A-Za-z0-9_.-]*"
PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
WEB = ("https://", "http://", "mailto:")

BACKTICKS = re.compile(r"`+")
VALUE = re.compile(rf"\{{python(?:\s+({NAME}))?\}}\s(.*)", re.DOTALL)
DOLLARS = re.compile(r"\$\$([^$]+)\$\$|\$((?![\s$])(?:\\[^\n]|[^$\\\n])*?(?<!\s))\$(?!\d)")
SPECIAL = re.compile(r"[`$\\<!\[\]]")
AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^\s<>]*)>")
TAG = re.compile(
    r"</?[A-Za-z][A-Za-z0-9-]*(?:\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:[^\s\"'=<>`]+|'[^'<>]*'|\"[^\"<>]*\"))?)*\s*/?>"
)
TARGET = re.compile(r"\((?:<([^<>\n]*)>|([^\s()]*(?:\([^\s()]*\)[^\s()]*)*))(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)")
CLAIM = re.compile(rf"claim:(?:({NAME})/)?({NAME})")


@dataclass(slots=True)
class Frame:
    """An open bracket: where it stands, and the text and holes since."""

    start: int
    image: bool = False
    text: list[str] = field(default_factory=list)
    holes: list[Hole] = field(default_factory=list)

    def add(self, hole: Hole) -> None:
        self.text.append(f"{HOLE_OPEN}{len(self.holes)}{HOLE_CLOSE}")
        self.holes.append(hole)

    def absorb(self, other: Frame) -> None:
        """Takes over a bracket that turned out to be none."""
        shift = len(self.holes)
        for piece in other.text:
            if piece.startswith(HOLE_OPEN):
                piece = f"{HOLE_OPEN}{int(piece[1:-1]) + shift}{HOLE_CLOSE}"
            self.text.append(piece)
        self.holes += other.holes


def parse_inline(leaf: Leaf, scope: Scope) -> Prose:
    """The prose of a leaf block. What is wrong with it goes to the scope."""
    return InlineParser(leaf, scope).parse()


class InlineParser:
    def __init__(self, leaf: Leaf, scope: Scope) -> None:
        self.leaf, self.text, self.scope = leaf, leaf.text, scope
        self.frames = [Frame(0)]
        self.runs = self.backtick_runs()
        self.absent: set[str] = set()

    def parse(self) -> Prose:
        at = 0
        while at < len(self.text):
            at = self.step(at)
        while len(self.frames) > 1:
            self.literal_bracket()
        return self.prose(self.frames[0], 0, len(self.text))

    def step(self, at: int) -> int:
        """Takes one thing off the text at `at` and returns where the next begins."""
        match self.text[at]:
            case "`":
                return self.code(at)
            case "$":
                return self.dollars(at)
            case "\\":
                return self.backslash(at)
            case "<":
                return self.angle(at)
            case "!" if self.text.startswith("![", at):
                return self.open_bracket(at, image=True)
            case "[":
                return self.open_bracket(at, image=False)
            case "]":
                return self.close_bracket(at)
        end = SPECIAL.search(self.text, at + 1)
        return self.literal(at, self.text[at : end.start() if end else len(self.text)])

    def literal(self, at: int, text: str) -> int:
        self.frames[-1].text.append(text)
        return at + len(text)

    def prose(self, frame: Frame, start: int, end: int) -> Prose:
        return Prose("".join(frame.text), tuple(frame.holes), self.leaf.span(start, end))

    # ── Code spans and values ──

    def backtick_runs(self) -> dict[int, list[int]]:
        """Where the runs of backticks of each length begin, last first, so that a closing run is found at once."""
        runs: dict[int, list[int]] = {}
        for run in reversed(list(BACKTICKS.finditer(self.text))):
            runs.setdefault(len(run[0]), []).append(run.start())
        return runs

    def code(self, at: int) -> int:
        opening = BACKTICKS.match(self.text, at)
        assert opening is not None
        length = len(opening[0])
        starts = self.runs[length]
        while starts and starts[-1] <= at:
            starts.pop()
        if not starts:
            return self.unclosed_code(at, length)
        close = starts.pop()
        self.frames[-1].add(self.code_or_value(self.text[at + length : close], at, close + length))
        return close + length

    def unclosed_code(self, at: int, length: int) -> int:
        if self.text.startswith("{python", at + length):
            span = self.leaf.span(at, at + length + len("{python}"))
            self.scope.error("unclosed-value", "this value has no closing backtick", span, "close it in this paragraph")
        return self.literal(at, "`" * length)

    def code_or_value(self, content: str, start: int, end: int) -> Hole:
        content = content.replace("\n", " ")
        if content.startswith(" ") and content.endswith(" ") and content.strip():
            content = content[1:-1]
        span = self.leaf.span(start, end)
        if (value := VALUE.fullmatch(content)) and value[2].strip():
            return Value(value[2].strip(), value[1], self.scope.next_value(), span)
        if content.startswith("{python"):
            self.scope.error(
                "malformed-value", "this looks like a value and is none", span, "write `` `{python} expression` ``"
            )
        return CodeSpan(content, span)

    # ── Math, escapes and tags ──

    def dollars(self, at: int) -> int:
        """`$…$` and `$$…$$`. A single dollar sign, as in prices, is text."""
        found = DOLLARS.match(self.text, at)
        if not found:
            return self.literal(at, "$")
        display = found[1] is not None
        return self.math(at, found[1] if display else found[2], found.end(), display)

    def backslash(self, at: int) -> int:
        r"""`\(…\)` and `\[…\]` are math; any other punctuation after a backslash is literal."""
        following = self.text[at + 1 : at + 2]
        if following in ("(", "["):
            closing = "\\)" if following == "(" else "\\]"
            end = self.find(closing, at + 2)
            if end > at + 2:
                return self.math(at, self.text[at + 2 : end], end + 2, following == "[")
        if following == "\n":
            return self.literal(at, "  ") - 1
        if following and following in PUNCTUATION:
            self.frames[-1].text.append(f"&#{ord(following)};")
            return at + 2
        return self.literal(at, "\\")

    def math(self, at: int, text: str, end: int, display: bool) -> int:
        self.frames[-1].add(Math(text.strip(), display, self.leaf.span(at, end)))
        return end

    def find(self, needle: str, start: int) -> int:
        """Like `str.find`, but what was not found once is not looked for again."""
        if needle in self.absent:
            return -1
        found = self.text.find(needle, start)
        if found < 0:
            self.absent.add(needle)
        return found

    def angle(self, at: int) -> int:
        if self.text.startswith("<!--", at):
            end = self.find("-->", at + 4)
            if end >= 0:
                return end + 3
        if link := AUTOLINK.match(self.text, at):
            span = self.leaf.span(at, link.end())
            label = CodeSpan(link[1], span)
            self.frames[-1].add(Link(link[1], Prose(f"{HOLE_OPEN}0{HOLE_CLOSE}", (label,), span), span))
            return link.end()
        if tag := TAG.match(self.text, at):
            self.frames[-1].add(RawHtml(tag[0], self.leaf.span(at, tag.end())))
            return tag.end()
        return self.literal(at, "<")

    # ── Links and claims ──

    def open_bracket(self, at: int, *, image: bool) -> int:
        self.frames.append(Frame(at, image))
        return at + (2 if image else 1)

    def close_bracket(self, at: int) -> int:
        if len(self.frames) == 1:
            return self.literal(at, "]")
        target = TARGET.match(self.text, at + 1)
        if not target:
            self.literal_bracket()
            return self.literal(at, "]")
        frame = self.frames.pop()
        url = target[2] if target[1] is None else target[1]
        self.link(frame, url, at, target.end())
        return target.end()

    def literal_bracket(self) -> None:
        frame = self.frames.pop()
        parent = self.frames[-1]
        parent.text.append("![" if frame.image else "[")
        parent.absorb(frame)

    def link(self, frame: Frame, url: str, close: int, end: int) -> None:
        span = self.leaf.span(frame.start, end)
        text = self.prose(frame, frame.start + 1, close)
        parent = self.frames[-1]
        if frame.image:
            self.scope.error("image", "images are not supported yet", span, "say it in words or in a table")
        elif url.startswith("claim:"):
            self.claim(url, text, span)
        elif url.startswith("#"):
            parent.add(NoteLink(url[1:], text, span))
        elif url.lower().startswith(WEB):
            parent.add(Link(url, text, span))
        else:
            self.scope.error(
                "link-target",
                f"`{url}` is no target for a link",
                span,
                "link to `https://…`, to a claim with `claim:NAME`, or to a note with `#id`",
            )

    def claim(self, url: str, text: Prose, span: Span) -> None:
        found = CLAIM.fullmatch(url)
        if found is None:
            self.scope.error("claim-name", f"`{url}` names no claim", span, "write `[text](claim:NAME)`")
        elif not text.text.strip():
            self.scope.error("claim-text", "this claim says nothing", span, "write what it proves in the brackets")
        else:
            self.frames[-1].add(ClaimLink(found[2], found[1], text, span))
