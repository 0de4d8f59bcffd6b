"""Code as HTML. Owns Pygments, of which it takes the lexers alone: the colours stand in `style.css`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias

from verideck.model import Blank
from verideck.render.cloze import with_blanks
from verideck.render.escape import escape, plain

if TYPE_CHECKING:
    from pygments.lexer import Lexer
    from pygments.token import _TokenType

Token: TypeAlias = tuple[str, str]
"""A class, or none, and the text that has it."""

CLASSES = {
    "Token.Comment": "vd-comment",
    "Token.Generic.Deleted": "vd-deleted",
    "Token.Generic.Heading": "vd-keyword",
    "Token.Generic.Inserted": "vd-inserted",
    "Token.Generic.Prompt": "vd-comment",
    "Token.Generic.Subheading": "vd-keyword",
    "Token.Keyword": "vd-keyword",
    "Token.Keyword.Constant": "vd-number",
    "Token.Literal.Number": "vd-number",
    "Token.Literal.String": "vd-string",
    "Token.Literal.String.Interpol": "",
    "Token.Name.Attribute": "vd-name",
    "Token.Name.Builtin": "vd-builtin",
    "Token.Name.Class": "vd-name",
    "Token.Name.Exception": "vd-builtin",
    "Token.Name.Function": "vd-name",
    "Token.Name.Tag": "vd-keyword",
    "Token.Operator.Word": "vd-keyword",
}
"""The class of each kind of token; a kind that is not named here looks like the one that it is a case of."""


def code_block(code: str, language: str, blanks: tuple[Blank, ...] = ()) -> str:
    """A box of code. The text of its `<code>` is `code`, character for character, so that it runs when copied."""
    return f'<pre class="vd-code"><code>{highlight(plain(code), language, blanks)}</code></pre>'


@lru_cache(maxsize=1024)
def highlight(code: str, language: str, blanks: tuple[Blank, ...] = ()) -> str:
    """The code with a `<span>` around each run of tokens of one colour; plain where Pygments lacks the language."""
    tokens = coloured(code, language)
    return with_blanks(blanks, len(code), lambda start, end: "".join(spans(between(tokens, start, end))))


def between(tokens: Iterable[Token], start: int, end: int) -> Iterator[Token]:
    """The tokens of a stretch of the code."""
    at = 0
    for name, text in tokens:
        if kept := text[max(start - at, 0) : max(end - at, 0)]:
            yield name, kept
        at += len(text)


def coloured(code: str, language: str) -> list[Token]:
    lexer = lexer_for(language)
    if lexer is None:
        return [("", code)]
    # get_tokens would expand tabs and cut blank lines; this is what it calls, with the newline that lexers count on.
    tokens = [(class_of(kind), text) for _, kind, text in lexer.get_tokens_unprocessed(code + "\n") if text]
    if "".join(text for _, text in tokens) != code + "\n":
        return [("", code)]
    name, last = tokens.pop()
    return [*tokens, (name, last[:-1])]


def spans(tokens: Iterable[Token]) -> Iterator[str]:
    """Neighbours of one class share a span, so that no opening that Anki interprets is cut in two and overlooked."""
    for name, run in groupby(tokens, key=lambda token: token[0]):
        html = escape("".join(text for _, text in run))
        yield f'<span class="{name}">{html}</span>' if name and html.strip() else html


@lru_cache(maxsize=64)
def lexer_for(language: str) -> Lexer | None:
    """Imports Pygments late: a build that changes nothing highlights nothing."""
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language)
    except ClassNotFound:
        return None


@lru_cache(maxsize=256)
def class_of(kind: _TokenType) -> str:
    while kind.parent is not None and str(kind) not in CLASSES:
        kind = kind.parent
    return CLASSES.get(str(kind), "")
