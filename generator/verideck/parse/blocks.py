"""A note's body as a tree of blocks, from the tokens of a CommonMark parser. markdown-it-py is used here alone.

The parser says which lines a block takes up; running text goes to `inline`, fences go to `fences`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from verideck.model import (
    Block,
    Claim,
    Expected,
    Heading,
    HtmlBlock,
    ItemList,
    Listing,
    Paragraph,
    Prose,
    Quote,
    Rule,
    Table,
)
from verideck.parse.fences import RawFence, is_output, is_python, read_expected, read_fence
from verideck.parse.inline import parse_inline
from verideck.parse.scope import Scope, leaf_of

COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
FENCE_LINE = re.compile(r"^ {0,3}(`{3,}|~{3,})", re.MULTILINE)
REFERENCE = re.compile(r"\[[^\]\n]+\]:\s*\S")


@cache
def block_parser() -> MarkdownIt:
    """CommonMark's blocks and tables, without running text. Reference definitions stay visible as paragraphs."""
    parser = MarkdownIt("commonmark").enable("table").disable("reference")
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


def tokenize(text: str) -> list[Token]:
    """The block tokens of a file, `token.map` in 0-based lines, the end exclusive."""
    return block_parser().parse(text)


@dataclass(slots=True)
class Body:
    """The blocks of a note and the claims in its fences."""

    blocks: list[Block] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)


def build_body(tokens: list[Token], scope: Scope) -> Body:
    """The blocks of a run of top-level tokens. What is wrong with them goes to the scope."""
    builder = BodyBuilder(scope, tokens)
    return Body(builder.blocks(len(tokens)), builder.claims)


class BodyBuilder:
    """Walks over the tokens once; `at` is where it stands."""

    def __init__(self, scope: Scope, tokens: list[Token]) -> None:
        self.scope, self.tokens, self.at = scope, tokens, 0
        self.claims: list[Claim] = []

    def blocks(self, end: int) -> list[Block]:
        blocks: list[Block] = []
        while self.at < end:
            blocks += self.block()
        return blocks

    def inside(self) -> list[Block]:
        """The blocks up to the closing token of the container that was just opened, which is taken too."""
        blocks: list[Block] = []
        while self.tokens[self.at].nesting >= 0:
            blocks += self.block()
        self.at += 1
        return blocks

    def take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def block(self) -> Iterator[Block]:
        token = self.take()
        match token.type:
            case "paragraph_open":
                yield Paragraph(self.paragraph())
            case "heading_open":
                refuse_setext(token, self.scope)
                yield Heading(int(token.tag[1:]), self.leaf())
            case "blockquote_open":
                yield Quote(tuple(self.inside()))
            case "bullet_list_open" | "ordered_list_open":
                yield self.item_list(token)
            case "table_open":
                yield self.table()
            case "hr":
                yield Rule()
            case "fence":
                yield from self.fence(token)
            case "code_block":
                yield Listing("", token.content.rstrip("\n"), self.scope.line_span(line_of(token)))
            case "html_block":
                yield from self.html(token)
            case other:
                raise AssertionError(f"the block parser made a token that nobody expects: {other}")

    def leaf(self) -> Prose:
        """The running text of the block that was just opened, with its closing token."""
        inline = self.take()
        self.at += 1
        return self.prose(inline)

    def prose(self, inline: Token) -> Prose:
        leaf = leaf_of(self.scope.path, inline.content, line_of(inline), self.scope.lines)
        return parse_inline(leaf, self.scope)

    def paragraph(self) -> Prose:
        inline = self.tokens[self.at]
        if REFERENCE.match(inline.content):
            span = self.scope.line_span(line_of(inline))
            self.scope.error("reference-link", "link definitions are not supported", span, "write `[text](https://…)`")
        return self.leaf()

    def item_list(self, opening: Token) -> ItemList:
        start = int(opening.attrs.get("start", 1)) if opening.type == "ordered_list_open" else None
        tight = True
        items = []
        while self.tokens[self.at].type == "list_item_open":
            self.at += 1
            tight = tight and not self.is_loose()
            items.append(tuple(self.inside()))
        self.at += 1
        return ItemList(start, tight, tuple(items))

    def is_loose(self) -> bool:
        token = self.tokens[self.at]
        return token.type == "paragraph_open" and not token.hidden

    def table(self) -> Table:
        rows: list[tuple[Prose, ...]] = []
        row: list[Prose] = []
        align: list[str] = []
        while (token := self.take()).type != "table_close":
            if token.type == "inline":
                row.append(self.prose(token))
            elif token.type == "th_open":
                align.append(str(token.attrs.get("style", "")).removeprefix("text-align:"))
            elif token.type == "tr_close":
                rows.append(tuple(row))
                row = []
        return Table(tuple(align), rows[0], tuple(rows[1:]))

    def html(self, token: Token) -> Iterator[Block]:
        text = COMMENT.sub("", token.content).strip()
        span = self.scope.line_span(line_of(token))
        if FENCE_LINE.search(text):
            help = "put a blank line between the tag and the fence"
            self.scope.error("fence-in-html", "this raw HTML swallows a fence, which would not run", span, help)
        elif text:
            yield HtmlBlock(text, span)

    # ── Fences ──

    def fence(self, token: Token) -> Iterator[Block]:
        raw = self.raw_fence(token)
        if raw is None:
            return
        if is_output(raw):
            help = "put it right after the `python` fence whose output it is"
            self.scope.error("output-without-fence", "no Python fence stands right before this output", raw.span, help)
            return
        read = read_fence(raw, self.expected() if is_python(raw) else None, self.scope)
        if read is not None:
            self.claims += read.claims
            yield read.block

    def expected(self) -> Expected | None:
        """The `output` fence right after a fence, if there is one; it is taken."""
        if self.at == len(self.tokens) or self.tokens[self.at].type != "fence":
            return None
        raw = self.raw_fence(self.tokens[self.at], report=False)
        if raw is None or not is_output(raw):
            return None
        self.raw_fence(self.take())
        return read_expected(raw, self.scope)

    def raw_fence(self, token: Token, *, report: bool = True) -> RawFence | None:
        assert token.map is not None
        first, end = token.map
        if not self.is_closed(token) and report:
            span = self.scope.line_span(first + 1)
            help = f"add a line `{token.markup}` after its last line"
            self.scope.error("unclosed-fence", "this fence is never closed", span, help)
            return None
        line = self.scope.lines[first]
        code_line = self.scope.lines[first + 1] if first + 1 < end else line
        column = len(code_line) - len(token.content.partition("\n")[0]) + 1 if token.content.strip() else 1
        return RawFence(token.info, token.content, first + 2, max(column, 1), self.scope.line_span(first + 1))

    def is_closed(self, token: Token) -> bool:
        """The block parser closes an open fence silently where its container ends."""
        assert token.map is not None
        first, end = token.map
        last = self.scope.lines[min(end, len(self.scope.lines)) - 1].strip().lstrip("> \t")
        character = token.markup[0]
        return end - first >= 2 and len(last) >= len(token.markup) and not last.strip(character)


def refuse_setext(heading: Token, scope: Scope) -> None:
    """`---` right under text makes it a heading, which is hardly ever meant where `---` also splits a note."""
    if heading.markup in ("-", "="):
        assert heading.map is not None
        line = heading.map[1]
        help = "leave a blank line before it; write headings with `#`"
        scope.error("setext-heading", "this line turns the text above it into a heading", scope.line_span(line), help)


def line_of(token: Token) -> int:
    """The 1-based line on which a token begins."""
    assert token.map is not None
    return token.map[0] + 1
