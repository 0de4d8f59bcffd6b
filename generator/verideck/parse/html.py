"""Blocks of raw HTML: what is left of them without comments, and what they would swallow."""

from __future__ import annotations

import re

FENCE_LINE = re.compile(r"^ {0,3}(`{3,}|~{3,})", re.MULTILINE)
HTML_WITH_END = (
    (
        re.compile(r"<(?:script|pre|style|textarea)(?=[\s>]|$)", re.IGNORECASE),
        re.compile(r"</(?:script|pre|style|textarea)>", re.IGNORECASE),
    ),
    (re.compile(r"<!--"), re.compile(r"-->")),
    (re.compile(r"<\?"), re.compile(r"\?>")),
    (re.compile(r"<!\[CDATA\["), re.compile(r"\]\]>")),
    (re.compile(r"<![A-Za-z]"), re.compile(r">")),
)
"""The blocks of HTML that no blank line ends."""


def visible_html(text: str) -> str:
    """A block of HTML without its comments; one that is never closed stays."""
    at, kept = 0, list[str]()
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 2)) >= 0:
        kept.append(text[at:start])
        at = end + 3
    return ("".join(kept) + text[at:]).strip()


def is_open_html(text: str) -> bool:
    return any(opening.match(text) and not closing.search(text) for opening, closing in HTML_WITH_END)
