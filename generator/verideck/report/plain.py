"""A field's HTML as lines that people can read and compare."""

from __future__ import annotations

import re
from html.parser import HTMLParser

TEXT = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "table", "tr", "blockquote", "pre")
BLOCKS = frozenset((*TEXT, "div", "hr", "br", "details", "summary", "figure"))
"""The elements that begin a line."""


def lines_of(html: str) -> list[str]:
    """The text of each block, code with its indentation; an image stands as its file's name in brackets."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    reader.end_line()
    return reader.lines


class Reader(HTMLParser):
    """Collects the lines. Outside code, blanks are one space, as a browser shows them."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.line = ""
        self.code = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self.end_line()
        if tag == "img":
            self.line += f"[{dict(attrs).get('src') or ''}]"
        if tag in ("td", "th") and self.line:
            self.line += " | "
        self.code += tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.end_line()
        self.code -= tag == "pre"

    def handle_data(self, data: str) -> None:
        if not self.code:
            self.line += re.sub(r"\s+", " ", data)
            return
        first, *rest = data.split("\n")
        self.line += first
        for line in rest:
            self.lines.append(self.line.rstrip())
            self.line = line

    def end_line(self) -> None:
        text = self.line.rstrip() if self.code else self.line.strip()
        if text:
            self.lines.append(text)
        self.line = ""
