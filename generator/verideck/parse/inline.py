"""Running text: takes code, values, claims, math, links, images and tags out of it and leaves holes in their place.

One pass with a stack of open brackets and no search that is repeated, so that no text, however hostile, takes more
than linear time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from verideck.model import (
    HOLE_CLOSE,
    HOLE_OPEN,
    UNPROVEN,
    ClaimLink,
    CodeSpan,
    Deletion,
    Hole,
    Link,
    Math,
    NoteLink,
    Prose,
    RawHtml,
    Span,
)
from verideck.parse.brackets import OPENING
from verideck.parse.deletions import refuse_forgotten
from verideck.parse.formulas import refuse_commands
from verideck.parse.images import html_images, read_image
from verideck.parse.names import NAME
from verideck.parse.scope import Leaf, Scope
from verideck.parse.values import code_or_value, refuse_fence

PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
WEB = ("https://", "http://", "mailto:")

BACKTICKS = re.compile(r"`+")
DOLLARS = re.compile(r"\$\$([^$]+)\$\$|\$((?![\s$])(?:\\[^\n]|[^$\\\n])*?(?<!\s))\$(?!\d)")
COMMAND = re.compile(r"\\[A-Za-z]+[ \t]*\{|(?<=\$)\\[A-Za-z]|(?<=\$[ ])\\[A-Za-z]")
"""A command of TeX's, as nobody writes it outside a formula: with an argument, or after a dollar sign."""
AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^\s<>]*)>", re.IGNORECASE)
TAG = re.compile(
    r"</?[A-Za-z][A-Za-z0-9-]*(?:\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:[^\s\"'=<>`]+|'[^'<>]*'|\"[^\"<>]*\"))?)*\s*/?>"
)
TARGET = re.compile(r"\((?:<([^<>\n]*)>|([^\s()]*(?:\([^\s()]*\)[^\s()]*)*))(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)")
CLAIM = re.compile(rf"claim:(?:(?:({NAME})/)?({NAME})|(\?))")
EVIDENCE = re.compile(r"\{python\b|\(<?claim:")


@dataclass(frozen=True, slots=True)
class Bracket:
    """An open bracket: its offset, and how many pieces stand before it."""

    start: int
    pieces: int
    image: bool


@dataclass(slots=True)
class Finder:
    """Finds the next occurrence of a text. As offsets only grow, no part of the text is searched twice."""

    text: str
    last: dict[str, int] = field(default_factory=dict)

    def find(self, needle: str, start: int) -> int:
        """Like `str.find`, but the text's length where there is none."""
        known = self.last.get(needle, -1)
        if known < start:
            found = self.text.find(needle, start)
            known = self.last[needle] = found if found >= 0 else len(self.text)
        return known


class InlineParser:
    """Makes prose of a leaf block. What is wrong with it goes to the scope."""

    special = re.compile(r"[`$\\<!\[\]]")
    """The characters that may begin something."""

    def __init__(self, leaf: Leaf, scope: Scope) -> None:
        self.leaf, self.text, self.scope = leaf, leaf.text, scope
        self.pieces: list[str | Hole] = []
        self.brackets: list[Bracket] = []
        self.finder = Finder(self.text)
        self.dollar: int | None = None
        self.runs = self.backtick_runs()

    def parse(self) -> Prose:
        at = 0
        while at < len(self.text):
            at = self.step(at)
        return self.prose(self.pieces, 0, len(self.text))

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
        return self.run(at)

    def run(self, at: int) -> int:
        """Takes plain text up to the next character that may begin something."""
        end = self.special.search(self.text, at + 1)
        return self.plain(at, end.start() if end else len(self.text))

    def plain(self, at: int, end: int) -> int:
        text = self.text[at:end]
        if found := EVIDENCE.search(text):
            span = self.leaf.span(at + found.start(), at + found.end())
            if "python" in found[0]:
                help = "write `` `{python} expression` ``, in backticks"
                self.scope.error("malformed-value", "this looks like a value but is not one", span, help)
            else:
                help = "write `[text](claim:NAME)`, with nothing between the brackets"
                self.scope.error("malformed-claim", "this looks like a claim but is not one", span, help)
        if forgotten := OPENING.search(text):
            refuse_forgotten(self.leaf.span(at + forgotten.start(), at + forgotten.end()), self.scope)
        return self.literal(at, text)

    def literal(self, at: int, text: str) -> int:
        self.pieces.append(text)
        return at + len(text)

    def prose(self, pieces: Sequence[str | Hole], start: int, end: int) -> Prose:
        text: list[str] = []
        holes: list[Hole] = []
        for piece in pieces:
            if isinstance(piece, str):
                text.append(piece)
            else:
                text.append(f"{HOLE_OPEN}{len(holes)}{HOLE_CLOSE}")
                holes.append(piece)
        return Prose("".join(text), tuple(holes), self.leaf.span(start, end))

    # ── Code ──

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
        starts = self.runs.get(length, [])
        while starts and starts[-1] <= at:
            starts.pop()
        if not starts:
            return self.unclosed_code(at, length)
        close = starts.pop()
        raw, span = self.text[at + length : close], self.leaf.span(at, close + length)
        refuse_fence(raw, length, span, self.scope)
        self.pieces.append(code_or_value(raw, span, self.scope))
        return close + length

    def unclosed_code(self, at: int, length: int) -> int:
        if self.text.startswith("{python", at + length):
            span = self.leaf.span(at, at + length + len("{python"))
            self.scope.error("unclosed-value", "this value has no closing backtick", span, "close it in this paragraph")
            return self.literal(at, self.text[at : at + length + len("{python")])
        return self.literal(at, "`" * length)

    # ── Math, escapes and tags ──

    def dollars(self, at: int) -> int:
        """`$…$` and `$$…$$`. A single dollar sign, as in prices, is text."""
        found = DOLLARS.match(self.text, at)
        if not found or self.holds_evidence(at, found.end()):
            self.dollar = at
            return self.literal(at, "$")
        display = found[1] is not None
        return self.math(at, found[1] if display else found[2], found.end(), display)

    def backslash(self, at: int) -> int:
        r"""`\(…\)` and `\[…\]` are math; any other punctuation after a backslash is literal."""
        following = self.text[at + 1 : at + 2]
        if following in ("(", "["):
            end = self.finder.find("\\)" if following == "(" else "\\]", at + 2)
            if at + 2 < end < len(self.text) and not self.holds_evidence(at, end):
                return self.math(at, self.text[at + 2 : end], end + 2, following == "[")
        if following == "\n":
            return self.literal(at, "  ") - 1
        if following and following in PUNCTUATION:
            self.pieces.append(f"&#{ord(following)};")
            return at + 2
        self.refuse_command(at)
        return self.literal(at, "\\")

    def refuse_command(self, at: int) -> None:
        """Refuses what is meant for MathJax after a dollar sign that begins no formula."""
        if self.dollar is not None and (found := COMMAND.match(self.text, at)):
            help = "close it with a `$` on its line: no space inside its ends, no digit after it, no code in it"
            span = self.leaf.span(self.dollar, found.end())
            self.scope.error("unclosed-formula", "this looks like a formula but is not one", span, help)
            self.dollar = None

    def holds_evidence(self, start: int, end: int) -> bool:
        """Whether what looks like math would swallow a code span, a value or a claim: these count more."""
        return self.finder.find("`", start) < end or self.finder.find("](claim:", start) < end

    def math(self, at: int, text: str, end: int, display: bool) -> int:
        formula = Math(text.strip(), display, self.leaf.span(at, end))
        refuse_commands(text, formula.span, self.scope)
        self.pieces.append(formula)
        return end

    def angle(self, at: int) -> int:
        if self.text.startswith("<!--", at) and (end := self.finder.find("-->", at + 2)) < len(self.text):
            return end + 3
        if link := AUTOLINK.match(self.text, at):
            span = self.leaf.span(at, link.end())
            label = CodeSpan(link[1], span)
            self.pieces.append(Link(link[1], Prose(f"{HOLE_OPEN}0{HOLE_CLOSE}", (label,), span), span))
            return link.end()
        if tag := TAG.match(self.text, at):
            self.pieces.append(self.tag(tag[0], self.leaf.span(at, tag.end())))
            return tag.end()
        return self.literal(at, "<")

    def tag(self, text: str, span: Span) -> RawHtml:
        if EVIDENCE.search(text):
            refuse_evidence_in_html(self.scope, span)
        return RawHtml(text, span, html_images(text, span, self.scope))

    # ── Links and claims ──

    def open_bracket(self, at: int, *, image: bool) -> int:
        self.brackets.append(Bracket(at, len(self.pieces), image))
        return self.literal(at, "![" if image else "[")

    def close_bracket(self, at: int) -> int:
        if not self.brackets:
            return self.literal(at, "]")
        bracket = self.brackets.pop()
        target = TARGET.match(self.text, at + 1)
        if not target:
            self.refuse_target(bracket, at)
            return self.literal(at, "]")
        inside = self.pieces[bracket.pieces + 1 :]
        del self.pieces[bracket.pieces :]
        span = self.leaf.span(bracket.start, target.end())
        if any(map(holds_link, inside)):
            self.scope.error("nested-link", "a link stands inside another link", span, "put them side by side")
        text = self.prose(inside, bracket.start + 1, at)
        url = target[2] if target[1] is None else target[1]
        if bracket.image:
            image = read_image(url, inside, span, self.scope)
            self.pieces += [image] if image else []
        elif url.startswith("claim:"):
            self.claim(url, text, span)
        else:
            self.link(url, text, span)
        return target.end()

    def link(self, url: str, text: Prose, span: Span) -> None:
        if url.startswith("#"):
            self.pieces.append(NoteLink(url[1:], text, span))
        elif url.lower().startswith(WEB):
            self.pieces.append(Link(url, text, span))
        else:
            message = f"`{url}` is not something to link to" if url else "this link has no target"
            help = "link to `https://…`, to a claim with `claim:NAME`, or to a note with `#id`"
            self.scope.error("link-target", message, span, help)

    def refuse_target(self, bracket: Bracket, at: int) -> None:
        """Refuses what would not be shown as an image although it was meant as one."""
        if bracket.image and self.text.startswith(("(", "["), at + 1):
            span = self.leaf.span(bracket.start, at + 2)
            help = "write `![what it shows](path)`; put a path with spaces in it between `<` and `>`"
            self.scope.error("image", "this looks like an image but is not one", span, help)

    def claim(self, url: str, text: Prose, span: Span) -> None:
        found = CLAIM.fullmatch(url)
        if found is None:
            self.scope.error("claim-name", f"`{url}` names no claim", span, "write `[text](claim:NAME)`")
        elif not text.text.strip():
            self.scope.error("claim-text", "this claim says nothing", span, "write what it proves in the brackets")
        else:
            self.pieces.append(ClaimLink(found[2] or UNPROVEN, found[1], text, span))


def holds_link(piece: str | Hole) -> bool:
    match piece:
        case Link() | NoteLink() | ClaimLink():
            return True
        case Deletion(text=text):
            return any(map(holds_link, text.holes))
        case _:
            return False


def refuse_evidence_in_html(scope: Scope, span: Span) -> None:
    help = "put it outside the tag; in a block of HTML, put blank lines around it"
    scope.error("evidence-in-html", "this raw HTML swallows a value or a claim, which would not be checked", span, help)
