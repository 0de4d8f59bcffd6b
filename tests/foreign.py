"""Foreign notes on their way through a card file, and what is the same before and after.

Two fields are the same where they have the same elements, attributes and characters. Left aside are: the elements that
verideck puts around a side (`<h1 class="vd-question">`, a `<p>` or `<div>`) and around a formula (`<span>`), comments,
white space at both ends, how much of it scripts and style sheets have, and the sentence that says where a cited note
comes from.
"""

from __future__ import annotations

import re
import unicodedata
from html.parser import HTMLParser

CITED = re.compile(r'<p class="vd-cited">.*</p>$', re.DOTALL)
QUESTION = re.compile(r'<h1 class="vd-question">(.*?)</h1>', re.DOTALL)
FORMULA = re.compile(r"<span>(\\\(.*?\\\)|\\\[.*?\\\])</span>", re.DOTALL)
AROUND = (("<p>", "</p>"), ("<div>", "</div>"))
UNSEEN = "<span></span>"


class Events(HTMLParser):
    """What a browser reads, apart from comments."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.events: list[object] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.events.append((tag, tuple(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.events.append(tag)

    def handle_data(self, data: str) -> None:
        data = unicodedata.normalize("NFC", data)  # as Anki keeps text
        if self.cdata_elem:
            data = re.sub(r"\s+", " ", data)
        if self.events and isinstance(self.events[-1], Text):
            self.events[-1].text += data
        else:
            self.events.append(Text(data))


class Text:
    """Characters. White space at the ends of a field is taken off later."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and other.text == self.text

    def __repr__(self) -> str:
        return repr(self.text)

    __hash__ = None  # type: ignore[assignment]  # it changes while it is read


def normal(html: str) -> list[object]:
    """What of a field must stay the same."""
    events = Events(html).events
    for end, strip in ((0, str.lstrip), (-1, str.rstrip)):
        if events and isinstance(events[end], Text):
            text = events[end]
            assert isinstance(text, Text)
            text.text = strip(text.text)
            if not text.text:
                events.pop(end)
    return events


def unwrapped(html: str) -> str:
    """A field of ours without what verideck put around it."""
    inner = CITED.sub("", html)
    if question := QUESTION.match(inner):
        inner = question[1] or inner[question.end() :]
    for start, end in AROUND:
        if inner.startswith(start) and inner.endswith(end):
            inner = inner[len(start) : -len(end)]
            break
    return FORMULA.sub(r"\1", inner.removeprefix(UNSEEN).replace("<span>\\</span>", "\\"))
