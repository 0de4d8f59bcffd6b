"""The block tokens of a card file, from the CommonMark parser, markdown-it-py, which says what lines each takes up."""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from verideck.parse.scope import content_start

MAX_DEPTH = 20
"""How many quotes, lists and items may stand within each other."""


@cache
def block_parser() -> MarkdownIt:
    """CommonMark's blocks and tables, without running text. Reference definitions stay visible as paragraphs."""
    parser = MarkdownIt("commonmark", {"maxNesting": MAX_DEPTH}).enable("table").disable("reference")
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


def tokenize(text: str) -> list[Token]:
    """The block tokens of a file, `token.map` in 0-based lines, the end exclusive."""
    tokens, lines = block_parser().parse(text + "\n"), text.split("\n")
    for token in tokens:
        if token.type == "inline":
            leave_blank_lines(token, lines)
    return tokens


def leave_blank_lines(inline: Token, lines: list[str]) -> None:
    """Running text begins where its content does: a line of wide spaces above is its paragraph's, and is taken out."""
    assert inline.map is not None
    first, end = inline.map
    while end - first > inline.content.count("\n") + 1 and not lines[first][content_start(lines[first]) :].strip():
        first += 1
    inline.map = [first, end]


def line_of(token: Token) -> int:
    """The 1-based line on which a token begins."""
    assert token.map is not None
    return token.map[0] + 1


def is_closed(token: Token) -> bool:
    """The block parser closes an open fence silently where its container ends: then its last line is code too."""
    assert token.map is not None
    return token.content.count("\n") < token.map[1] - token.map[0] - 1
