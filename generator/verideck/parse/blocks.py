"""A note's body as a tree of blocks, from its tokens: running text goes to `prose`, fences go to `fences`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it.token import Token

from verideck.model import (
    Admonition,
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
    Span,
    Table,
)
from verideck.parse.admonitions import admonition_in
from verideck.parse.attributes import split_heading
from verideck.parse.deletions import refuse_deletions
from verideck.parse.fences import (
    RawFence,
    read_expected,
    read_fence,
    refuse_swallowed,
    swallowed_heading,
)
from verideck.parse.html import FENCE_LINE, is_open_html, visible_html
from verideck.parse.images import html_images
from verideck.parse.inline import EVIDENCE, refuse_evidence_in_html
from verideck.parse.languages import is_output, may_have_output
from verideck.parse.prose import parse_prose
from verideck.parse.scope import Scope, leaf_of
from verideck.parse.strays import refuse_ids, refuse_strays
from verideck.parse.tables import cell_leaves
from verideck.parse.tokens import MAX_DEPTH, is_closed, line_of

MOST_TEXT = 100_000
"""How many characters of running text may stand together, as in a line: emphasis takes the square of it to set."""


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
                yield self.heading(token)
            case "blockquote_open":
                self.refuse_depth(token)
                admonition = self.admonition()
                yield Quote(tuple(self.inside()), admonition)
            case "bullet_list_open" | "ordered_list_open":
                yield self.item_list(token)
            case "table_open":
                yield self.table()
            case "hr":
                yield Rule()
            case "fence":
                yield from self.fence(token)
            case "code_block":
                yield self.indented(token)
            case "html_block":
                yield from self.html(token)
            case other:
                raise AssertionError(f"the block parser made a token that nobody expects: {other}")

    def span(self, token: Token) -> Span:
        assert token.map is not None
        return self.scope.lines_span(token.map[0] + 1, token.map[1])

    def admonition(self) -> Admonition | None:
        """What the first line of the quote that was just opened makes of it; that line is taken."""
        if self.tokens[self.at].type != "paragraph_open":
            return None
        inline = self.tokens[self.at + 1]
        first, _, rest = inline.content.partition("\n")
        name = admonition_in(first, self.scope, line_of(inline))
        if name and rest:
            assert inline.map is not None
            inline.content, inline.map = rest, [inline.map[0] + 1, inline.map[1]]
        elif name:
            self.at += len(("paragraph_open", "inline", "paragraph_close"))
        return name

    def refuse_depth(self, token: Token) -> None:
        """The block parser leaves out what nests more deeply."""
        if token.level >= MAX_DEPTH - 1:
            help = "nest quotes and lists less deeply"
            self.scope.error("nesting", "this is nested too deeply to be read", self.span(token), help)

    def heading(self, token: Token) -> Heading:
        refuse_setext(token, self.scope)
        inline = self.tokens[self.at]
        if split_heading(inline.content).end:
            help = "only headings of level 1 and 2 begin notes, outside of quotes and lists"
            self.scope.error("heading-attribute", "this heading does not begin a note", self.span(token), help)
        return Heading(int(token.tag[1:]), self.leaf())

    def leaf(self) -> Prose:
        """The running text of the block that was just opened, with its closing token."""
        inline = self.take()
        self.at += 1
        return self.prose(inline)

    def prose(self, inline: Token) -> Prose:
        if (length := len(inline.content)) > MOST_TEXT:
            message = f"this text goes on for {length:,} characters, and at most {MOST_TEXT:,} may stand together"
            help = "break it up with blank lines"
            self.scope.error("text-too-long", message, self.scope.line_span(line_of(inline)), help)
            return Prose("")
        leaf = leaf_of(self.scope.path, inline.content, line_of(inline), self.scope.lines)
        return parse_prose(leaf, self.scope)

    def paragraph(self) -> Prose:
        inline = self.tokens[self.at]
        refuse_strays(inline.content, line_of(inline), self.scope)
        return self.leaf()

    def indented(self, token: Token) -> Listing:
        if FENCE_LINE.match(token.content):
            help = "indent it by three spaces at most, or less within a list"
            message = "this fence is indented so far that it is shown as text and does not run"
            self.scope.error("indented-fence", message, self.span(token), help)
        refuse_ids(token.content, line_of(token), self.scope)
        refuse_deletions(token.content, line_of(token), self.scope)
        return Listing("", token.content.rstrip("\n"), self.span(token))

    def item_list(self, opening: Token) -> ItemList:
        start = int(opening.attrs.get("start", 1)) if opening.type == "ordered_list_open" else None
        first = self.at
        items = []
        while (item := self.take()).type == "list_item_open":
            self.refuse_depth(item)
            items.append(tuple(self.inside()))
        tight = not any(is_loose(token, opening.level + 2) for token in self.tokens[first : self.at])
        return ItemList(start, tight, tuple(items))

    def table(self) -> Table:
        rows: list[tuple[Prose, ...]] = []
        row: list[Token] = []
        align: list[str] = []
        while (token := self.take()).type != "table_close":
            if token.type == "inline":
                row.append(token)
            elif token.type == "th_open":
                align.append(str(token.attrs.get("style", "")).removeprefix("text-align:"))
            elif token.type == "tr_close":
                rows.append(tuple(self.cells(row)))
                row = []
        return Table(tuple(align), rows[0], tuple(rows[1:]))

    def cells(self, row: list[Token]) -> Iterator[Prose]:
        line = line_of(row[0])
        leaves = cell_leaves(self.scope.path, self.scope.lines[line - 1], line)
        if len(leaves) > len(row):
            help = "write as many cells as the table's head has; a `|` inside a cell is written `\\|`"
            self.scope.error("table-row", "this row has too many cells", self.scope.line_span(line), help)
        for leaf in leaves[: len(row)]:
            yield parse_prose(leaf, self.scope)
        for _ in row[len(leaves) :]:
            yield Prose("", (), self.scope.line_span(line))

    def html(self, token: Token) -> Iterator[Block]:
        text, span = visible_html(token.content), self.span(token)
        if is_open_html(text):
            help = "close it, or write `\\<`; until then it swallows all that follows"
            self.scope.error("unclosed-html", "this raw HTML is never closed", span, help)
        elif FENCE_LINE.search(text):
            help = "put a blank line between the tag and the fence"
            self.scope.error("fence-in-html", "this raw HTML swallows a fence, which would not run", span, help)
        elif EVIDENCE.search(text):
            refuse_evidence_in_html(self.scope, span)
        elif text:
            refuse_deletions(token.content, line_of(token), self.scope)
            yield HtmlBlock(text, span, html_images(text, span, self.scope))

    # ── Fences ──

    def fence(self, token: Token) -> Iterator[Block]:
        raw = self.raw_fence(token)
        if raw is None:
            self.scope.refused += 1
            return
        if is_output(raw.info):
            help = "put it right after the `python` fence whose output it is"
            self.scope.error("output-without-fence", "no Python fence stands right before this output", raw.span, help)
            return
        read = read_fence(raw, self.expected() if may_have_output(raw.info) else None, self.scope)
        if read is None:
            self.scope.refused += 1
        else:
            self.claims += read.claims
            yield read.block

    def expected(self) -> Expected | None:
        """The `output` fence right after a fence, if there is one; it is taken."""
        if self.at == len(self.tokens) or self.tokens[self.at].type != "fence":
            return None
        raw = self.raw_fence(self.tokens[self.at], report=False)
        if raw is None or not is_output(raw.info):
            return None
        self.raw_fence(self.take())
        return read_expected(raw, self.scope)

    def raw_fence(self, token: Token, *, report: bool = True) -> RawFence | None:
        if report and not is_closed(token):
            help = f"after its last line, add one that is {token.markup}"
            self.scope.error("unclosed-fence", "this fence is never closed", self.span(token), help)
            return None
        line = line_of(token)
        assert token.map is not None
        raw = RawFence(token.info, token.content, line + 1, self.scope.line_span(line), token.map[1])
        if report and (swallowed := swallowed_heading(raw)):
            refuse_swallowed("a note", swallowed, raw, self.scope)
            return None
        return raw


def is_loose(token: Token, level: int) -> bool:
    return token.type == "paragraph_open" and token.level == level and not token.hidden


def refuse_setext(heading: Token, scope: Scope) -> None:
    """`---` right under text makes it a heading, which is hardly ever meant where `---` also splits a note."""
    if heading.markup in ("-", "="):
        assert heading.map is not None
        line = heading.map[1]
        help = "leave a blank line before it; write headings with `#`"
        scope.error("setext-heading", "this line turns the text above it into a heading", scope.line_span(line), help)
