"""`{#id .kind key="value"}` at the end of a heading, and the options in a fence's first line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

TOKEN = re.compile(
    r"""(?P<id>\#\S+)|(?P<kind>\.\S+)|(?P<key>[A-Za-z][\w-]*)\s*=\s*(?P<value>"[^"]*"|'[^']*'|[^\s"']\S*|)|(?P<word>\S+)"""
)
OPENING = re.compile(r"(?:^|(?<=\s)|(?<![$\\])(?=\{#))\{(?=\s*(?:[#.][^\W\d_]|[#.][0-9]|[A-Za-z][\w-]*\s*=))")
FORGOTTEN = re.compile(
    r"""(?:^|(?<=\s))\{(?=\s*\w[\w-]*(?=\s)[^{}$]*\s(?:\.[A-Za-z]+(?=[\s}])|[A-Za-z]+\s*=\s*["']))"""
)
"""Braces whose id has lost its `#`: a bare word, and beside it a kind or a text in quotes."""

BRACES = re.compile(r"""\{((?>(?:"[^"]*"|'[^']*'|[^{}])*))\}""")


BEFORE_BRACE = re.compile(r"""((?>(?:=\s*+(?:"[^"]*"|'[^']*')|[^{])*))(\{?)(.*)""", re.DOTALL)
"""Splits at the first brace that does not stand in a quoted value."""


@dataclass(frozen=True, slots=True)
class Attributes:
    """What stands in the braces, in order. `words` are tokens that are neither an id, a kind, nor key=value."""

    ids: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SplitHeading:
    """A heading's text without its attributes, and these with the offsets that they stand at in the whole text."""

    text: str
    attributes: Attributes = field(default_factory=Attributes)
    start: int = 0
    end: int = 0


def parse_attributes(text: str) -> Attributes:
    """The tokens of what stands between the braces, or of a fence's options."""
    ids, kinds, pairs, words = [], [], [], []
    for token in TOKEN.finditer(text):
        if token["id"]:
            ids.append(token["id"][1:])
        elif token["kind"]:
            kinds.append(token["kind"][1:])
        elif token["key"]:
            pairs.append((token["key"], unquoted(token["value"])))
        else:
            words.append(token["word"])
    return Attributes(tuple(ids), tuple(kinds), tuple(pairs), tuple(words))


def unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def split_heading(text: str) -> SplitHeading:
    """Cuts the attributes off a heading. Braces that do not begin like attributes, such as `{1, 2}`, are text."""
    openings = (*OPENING.finditer(text), *FORGOTTEN.finditer(text)) if text.endswith("}") else ()
    for opening in openings:
        if braces := BRACES.fullmatch(text, opening.start()):
            attributes = parse_attributes(braces[1])
            return SplitHeading(text[: opening.start()].rstrip(), attributes, opening.start(), len(text))
    return SplitHeading(text)


def split_info(info: str) -> tuple[str, Attributes]:
    """A fence's language in lower case, and its options: `python show=x`, `Python {show=x}`, `{.python show=x}`.

    Whatever is not key=value is a word of the options.
    """
    parts = BEFORE_BRACE.fullmatch(info.strip())
    assert parts is not None, "it matches everything"
    head, brace, tail = parts.groups()
    tokens = parse_attributes(f"{head} {tail.removesuffix('}')}" if brace else head)
    in_braces = brace and not head and tokens.kinds
    language, *words = tokens.kinds[:1] if in_braces else tokens.words[:1] or ("",)
    words += tokens.words if in_braces else tokens.words[1:]
    words += [f".{kind}" for kind in (tokens.kinds[1:] if in_braces else tokens.kinds)]
    return language.lower(), Attributes(pairs=tokens.pairs, words=(*words, *(f"#{id}" for id in tokens.ids)))
