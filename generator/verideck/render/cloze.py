"""Deletions as Anki wants them, `{{c1::text::hint}}`, and everything else so that Anki takes it for none.

While HTML is put together, deletions stand in it between non-characters, which `escape` keeps out of all other text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from verideck.model import Blank

OPEN, TEXT, HINT, CLOSE = "\ufdd2", "\ufdd3", "\ufdd4", "\ufdd5"

MARKER = re.compile(f"({OPEN}[0-9]+{TEXT}|{HINT}|{CLOSE})")
HINTED = re.compile(f"{HINT}[^{OPEN}{CLOSE}]*{CLOSE}")
MISTAKABLE = re.compile(r"\{(?=\{|$)|\}(?=\}|$)|:(?=:|$)")
"""What would begin a deletion, end it or begin its hint, also together with the marker that follows."""


def deletion(numbers: Iterable[int], html: str, hint: str = "") -> str:
    """Several numbers are deletions within each other, which older clients can read, too."""
    for number in reversed(tuple(numbers)):
        html = opening(number) + html + (f"{HINT}{hint}" if hint else "") + CLOSE
    return html


def opening(number: int) -> str:
    return f"{OPEN}{number}{TEXT}"


def with_blanks(blanks: Sequence[Blank], length: int, html: Callable[[int, int], str]) -> str:
    """A text of some length with its deletions; `html` sets a stretch of it in which none begins or ends."""
    cuts = sorted({0, length, *(blank.start for blank in blanks), *(blank.end for blank in blanks)})
    stretches = ((start, html(start, end)) for start, end in pairwise(cuts))
    return "".join(markers(blanks, start) + set_ for start, set_ in stretches) + markers(blanks, length)


def markers(blanks: Sequence[Blank], place: int) -> str:
    """The ends of deletions at a place, then the beginnings of others, outer ones first."""
    closing = sum(len(blank.numbers) for blank in blanks if blank.end == place)
    begins = sorted((blank for blank in blanks if blank.start == place), key=lambda blank: -blank.end)
    return CLOSE * closing + "".join(opening(number) for blank in begins for number in blank.numbers)


def asking(html: str) -> str:
    """HTML of the field from which Anki makes cards."""
    return "".join(
        marker(part) if place % 2 else MISTAKABLE.sub(as_entity, part) for place, part in enumerate(MARKER.split(html))
    )


def marker(part: str) -> str:
    match part[0]:
        case "\ufdd2":
            return f"{{{{c{part[1:-1]}::"
        case "\ufdd4":
            return "::"
        case _:
            return "}}"


def as_entity(character: re.Match[str]) -> str:
    return f"&#{ord(character[0])};"


def revealed(html: str) -> str:
    """HTML of any other field."""
    return MARKER.sub("", HINTED.sub("", html))
