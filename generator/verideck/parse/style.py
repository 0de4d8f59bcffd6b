"""What a deck's own stylesheet may not say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from verideck.model import Diagnostic, Source, Span

TAG = re.compile(r"<[/!]")

PARTS = re.compile(
    r"/\*.*?\*/"
    r"|\"(?>(?:\\.|[^\"\\\n])*)\"|'(?>(?:\\.|[^'\\\n])*)'"
    r"|(?P<fetch>@import\b|url\(\s*+(?![\"']?(?:data:|\#))|\b(?:image-set|src)\()"
    r"|(?P<escape>\\)|(?P<open>\{)|(?P<close>\})"
    r"|(?P<unclosed>/\*|[\"']).*",
    re.IGNORECASE | re.DOTALL,
)
"""What is not closed hides all that follows, and takes it along."""

REFUSED = {
    "tag": ("this would end the stylesheet within the page", "leave it out"),
    "fetch": ("nothing is fetched for a card", "write the rules here, and pictures as `url(data:…)`"),
    "escape": ("an escape may hide what is fetched", "write the character itself, or put it in quotes"),
    "unclosed": ("this is never closed", "close it"),
    "close": ("this closes nothing", "remove it"),
}


def parse_style(source: Source) -> Iterator[Diagnostic]:
    """Every mistake in a stylesheet: what fetches, what leads out of it, and what is not closed."""
    yield from (refused(source, "tag", *found.span()) for found in TAG.finditer(source.text))
    opened: list[tuple[int, int]] = []
    for part in PARTS.finditer(source.text):
        name = part.lastgroup
        if name == "open":
            opened.append(part.span(name))
        elif name == "close" and opened:
            opened.pop()
        elif name:
            yield refused(source, name, *part.span(name))
    yield from (refused(source, "unclosed", *span) for span in opened[:1])


def refused(source: Source, name: str, start: int, end: int) -> Diagnostic:
    message, help = REFUSED[name]
    span = Span.at(source.path, source.text, start, end - start)
    return Diagnostic("style", f"`{source.text[start:end].strip()}`: {message}", span, help=help)
