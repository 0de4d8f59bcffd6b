"""What Anki shows of a typed answer: both texts letter by letter, or the expected one where nothing was typed."""

from __future__ import annotations

import html
import re
import unicodedata
from difflib import SequenceMatcher

SHOWN = "<code id=typeans>{}</code>"
ARROW = "<br><span id=typearrow>&darr;</span><br>"
LINES = re.compile(r"\n+")


def compare(answer: str, typed: str) -> str:
    """`answer` is the field: text with entities. What is wrong, missing or right has Anki's class for it."""
    expected = text_of(answer)
    if not typed:
        return SHOWN.format(html.escape(expected))
    expected, typed = unicodedata.normalize("NFC", expected), unicodedata.normalize("NFC", typed)
    if typed == expected:
        return SHOWN.format(f"<span class=typeGood>{html.escape(typed)}</span>")
    above, below = [], []
    for what, start, end, first, last in SequenceMatcher(None, typed, expected, autojunk=False).get_opcodes():
        given, wanted = typed[start:end], expected[first:last]
        if what == "equal":
            above.append(span("typeGood", given))
            below.append(span("typeGood", given))
        else:
            above.append(span("typeBad", given) if given else span("typeMissed", "-" * len(wanted)))
            below.append(span("typeMissed", wanted) if wanted else "")
    return SHOWN.format("".join(above) + ARROW + "".join(below))


def text_of(answer: str) -> str:
    """Anki looks for spaces that do not break where there are entities only."""
    text = LINES.sub(" ", answer)
    return (html.unescape(text).replace("\u00a0", " ") if "&" in text else text).strip()


def span(name: str, text: str) -> str:
    """A mark that combines with the letter before it stands on a space of its own."""
    alone = "\u00a0" if unicodedata.category(text[0]).startswith("M") else ""
    return f"<span class={name}>{alone}{html.escape(text)}</span>"
