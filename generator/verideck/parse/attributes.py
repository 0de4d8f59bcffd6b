"""`{#id .kind key="value"}` at the end of a heading, and the options in a fence's first line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

TOKEN = re.compile(
    r"""(?P<id>\#\S+)|(?P<kind>\.\S+)|(?P<key>[A-Za-z][\w-]*)\s*=\s*(?P<value>"[^"]*"|'[^']*'|\S*)|(?P<word>\S+)"""
)
BRACES = re.compile(r"(?:^|\s)(\{[^{}]*\})\s*$")


@dataclass(frozen=True, slots=True)
class Attributes:
    """What stands in the braces, in order. `words` are tokens that are neither an id, a kind, nor key=value."""

    ids: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    words: tuple[str, ...] = ()


@dataclass(slots=True)
class Heading:
    """A heading's text without its attributes, and these with the column offsets they stand at in the text."""

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


def split_heading(text: str) -> Heading:
    """Cuts the attributes off a heading. Braces that hold nothing like an attribute, such as `{1, 2}`, are text."""
    found = BRACES.search(text)
    if not found:
        return Heading(text.strip())
    attributes = parse_attributes(found[1][1:-1])
    if not (attributes.ids or attributes.kinds or attributes.pairs):
        return Heading(text.strip())
    return Heading(text[: found.start()].strip(), attributes, found.start(1), found.end(1))


def split_info(info: str) -> tuple[str, Attributes]:
    """A fence's language in lower case, and its options: `python show=x`, `Python {show=x}`, `{.python show=x}`."""
    head, brace, tail = info.strip().partition("{")
    if brace and tail.endswith("}"):
        tail = tail[:-1]
    attributes = parse_attributes(f"{head} {tail}" if brace else head)
    names = attributes.kinds if brace and not head.strip() and attributes.kinds else attributes.words
    words = attributes.words if names is attributes.kinds else attributes.words[1:]
    return (names[0].lower() if names else ""), Attributes(pairs=attributes.pairs, words=words)
