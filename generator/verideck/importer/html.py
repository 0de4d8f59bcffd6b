"""HTML fields of foreign notes as Markdown that Anki shows the same where a project allows raw HTML.

A field of one line without blocks becomes running text with its tags in it. Any other becomes one block of HTML, which
ends at the first blank line: so no blank line, and no line that would begin a fence, is left in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from verideck.importer.markdown import escaped
from verideck.parse import FENCE_LINE, visible_html

TAG = re.compile(
    r"</?[A-Za-z][A-Za-z0-9-]*(?:\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:[^\s\"'=<>`]+|'[^'<>]*'|\"[^\"<>]*\"))?)*\s*/?>"
)
"""A tag that `parse` takes for one in running text."""

BROKEN = re.compile(r"<[A-Za-z/!?]")
"""What begins a tag in a browser but is never closed: left to the browser."""

ANY_TAG = re.compile(rf"{TAG.pattern}|(<[A-Za-z/!?][^>]*)")
"""A tag, or up to its `>` what a browser takes for one although no tag is written so."""

ENDING = re.compile(r"\n(?:[ \t]*\n)+|\n(?= {0,3}(?:`{3}|~{3}))")
"""The ends of lines that would end a block, or begin a fence."""

LIGHT = re.compile(
    "a|abbr|b|bdi|bdo|br|cite|code|del|em|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|u|var", re.IGNORECASE
)
"""The elements that may stand in a heading."""

INTERPRETED = re.compile(r"\\[(\[]|\[(?:sound:|anki:|latex\]|\$|type:)|\{\{", re.IGNORECASE)
"""What Anki acts upon. A block of HTML passes it through; running text would show it as it is written."""

IN_FORMULA = r"(?:[^`<>\]]|\](?!\()){0,5000}?"
KEPT = re.compile(rf"(\{{\{{c[\d,]+::|::|\}}\}}|\\\({IN_FORMULA}\\\)|\\\[{IN_FORMULA}\\\])")
"""What of a cloze text is not literal text: the marks of its deletions, and whole formulas."""

RAW_START = re.compile(r"<(script|style)\b", re.IGNORECASE)
BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")
SWALLOWED = re.compile(r"\{(?=python\b)|\((?=<?claim:)")
LONGEST_HEADING = 200
UNSEEN = "<span></span>"
"""Keeps a tag that stands first in a paragraph from beginning a block."""


def plain_text(html: str) -> str:
    """What a learner reads of a field, on one line."""
    text = "".join(text for text, _ in stretches(visible_html(html)))
    spaced = re.sub(r"<br\b[^<>]*>|</(?:div|li|p|td|tr|h\d)>", " ", text, flags=re.IGNORECASE)
    asked = re.sub(r"\{\{c[\d,]+::|(?:::[^{}]*)?\}\}", "", re.sub(r"<[^<>]*>", "", spaced))
    return " ".join(unescape(asked).split())


def heading(html: str) -> str | None:
    """The field as a heading; None where it does not look like one."""
    line = html.strip()
    tags = map(name_of, TAG.findall(line))
    light = "\n" not in line and "<!--" not in line and all(map(LIGHT.fullmatch, tags))
    if (
        not light
        or BROKEN.search(TAG.sub("", line))
        or INTERPRETED.search(line)
        or not 0 < len(plain_text(line)) <= LONGEST_HEADING
    ):
        return None
    return line_of(line)


def name_of(tag: str) -> str:
    return tag.strip("</>").split()[0].rstrip("/")


def body(html: str) -> str:
    """The field as blocks of Markdown."""
    short = heading(html)
    return on_its_own_line(short) if short else block(html)


def line_of(html: str, *, cloze: bool = False) -> str:
    """The field as running text on one line, its tags as they are; with `cloze` its deletions and formulas, too."""
    text = visible_html(html)
    line_break = "\n" if "<pre" in text.lower() else " "
    written, at = "", 0
    for tag in TAG.finditer(text):
        written += literal(text[at : tag.start()], cloze, line_break) + tag[0].replace("\n", " ")
        at = tag.end()
    return written + literal(text[at:], cloze, line_break)


def literal(text: str, cloze: bool, line_break: str) -> str:
    """Text between tags: what it says, with nothing in it that Markdown would read."""
    if not cloze:
        return escaped(unescape(text.replace("\n", line_break))).replace("\n", "&#10;")
    parts = KEPT.split(text)
    return "".join(
        part.replace("\n", " ") if place % 2 else literal(part, False, line_break) for place, part in enumerate(parts)
    )


def on_its_own_line(line: str) -> str:
    """A paragraph of one line, whatever it begins with."""
    first = TAG.match(line)
    if first and not LIGHT.fullmatch(name_of(first[0])):
        return UNSEEN + line
    return re.sub(r"^(?=[#>+=|:~-])|^(\d{1,9})(?=[.)](?:\s|$))", lambda found: f"{found[1] or ''}\\", line, count=1)


def block(html: str) -> str:
    """The field as one block of raw HTML."""
    text = visible_html(html).replace("<!--", "&lt;!--")
    inner = "".join(kept_raw(raw) if raw else kept(plain) for plain, raw in stretches(text))
    return f"<div>\n{inner}\n</div>"


def stretches(html: str) -> Iterator[tuple[str, str]]:
    """(HTML, "") and ("", script or style sheet) in turn. One that is never closed goes on to the end."""
    at, lower = 0, html.lower()
    while start := RAW_START.search(html, at):
        yield html[at : start.start()], ""
        end = lower.find(f"</{start[1].lower()}", start.end())
        at = html.find(">", end) + 1 if end >= 0 else 0
        at = at or len(html)
        yield "", html[start.start() : at]
    yield html[at:], ""


def kept(text: str) -> str:
    """HTML without what would end its block or be refused in it; entities say the same.

    They do not between the attributes of a tag, where a browser reads them as names: white space is one there.
    """
    end = text.rfind(">")
    tags = ANY_TAG.sub(lambda found: ENDING.sub(" ", found[1]) if found[1] else found[0], text[: max(end, 0)])
    unbroken = BLANK_LINES.sub(lambda lines: "\n" + lines[0][1:].replace("\n", "&#10;"), tags + text[max(end, 0) :])
    unfenced = FENCE_LINE.sub(lambda found: found[0].replace(found[1][0], f"&#{ord(found[1][0])};", 1), unbroken)
    return SWALLOWED.sub(lambda found: f"&#{ord(found[0])};", unfenced)


def kept_raw(text: str) -> str:
    """A script or style sheet likewise: in it there are no entities, but blank lines and indentation hardly matter."""
    return FENCE_LINE.sub(lambda found: "    " + found[0].lstrip(), BLANK_LINES.sub("\n", text))
