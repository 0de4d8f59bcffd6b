"""Sets the deletions of a field, `{{c1::text::hint}}`, as Anki does."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TypeAlias

TOKEN = re.compile(r"\{\{c(?P<numbers>[0-9,]+)::|(?P<close>\}\})")
FORMULA = re.compile(r"(\\[(\[])(.*?)(\\[)\]])", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
UNQUOTED = re.compile(r"[\x00-\xff](?<![A-Za-z0-9])")


@dataclass(slots=True)
class Gap:
    """A deletion, and what stands in it."""

    numbers: tuple[int, ...]
    parts: list[Part] = field(default_factory=list)


Part: TypeAlias = str | Gap


def set_cloze(html: str, number: int, *, asking: bool) -> str:
    """The field on the card of this number; `asking` hides its deletions."""
    found = "".join(set_part(part, number, asking) for part in parse(html))
    return FORMULA.sub(lambda match: match[1] + TAG.sub("", match[2]) + match[3], found)


def parse(html: str) -> list[Part]:
    """Text and gaps, which may hold others. A gap that is not closed is text."""
    root: list[Part] = []
    open_gaps: list[tuple[Gap, str]] = []
    end = 0
    for token in TOKEN.finditer(html):
        into = open_gaps[-1][0].parts if open_gaps else root
        into.append(html[end : token.start()])
        end = token.end()
        if token["numbers"]:
            open_gaps.append((Gap(tuple(int(each) for each in token["numbers"].split(",") if each)), token[0]))
        elif open_gaps:
            gap, _ = open_gaps.pop()
            (open_gaps[-1][0].parts if open_gaps else root).append(gap)
        else:
            into.append(token[0])
    (open_gaps[-1][0].parts if open_gaps else root).append(html[end:])
    for gap, opening in reversed(open_gaps):
        outer = next((each.parts for each, _ in open_gaps if each is not gap and gap in each.parts), root)
        outer.extend([opening, *gap.parts])
    return root


def set_part(part: Part, number: int, asking: bool) -> str:
    if isinstance(part, str):
        return part
    text, hint = halves(part)
    inner = "".join(set_part(each, number, asking) for each in text)
    ordinal = ",".join(map(str, part.numbers))
    if number not in part.numbers:
        return f'<span class="cloze-inactive" data-ordinal="{ordinal}">{inner}</span>'
    if not asking:
        return f'<span class="cloze" data-ordinal="{ordinal}">{inner}</span>'
    return f'<span class="cloze" data-cloze="{quoted(inner)}" data-ordinal="{ordinal}">[{hint or "..."}]</span>'


def halves(gap: Gap) -> tuple[list[Part], str]:
    """What the gap hides, and its hint: what follows the first `::` of its own text."""
    for place, part in enumerate(gap.parts):
        if isinstance(part, str) and "::" in part:
            text, _, hint = part.partition("::")
            return [*gap.parts[:place], text], hint
    return gap.parts, ""


NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


def quoted(html: str) -> str:
    """An attribute's value, with an entity for everything of Latin-1 but letters and digits of ASCII."""
    return UNQUOTED.sub(lambda match: NAMED.get(match[0]) or f"&#x{ord(match[0]):02X};", html)
