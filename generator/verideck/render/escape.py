"""Text that Anki shows as it is: nothing in it is markup, sound, LaTeX, a field, a type box or a formula."""

from __future__ import annotations

import re
import unicodedata
from html import escape as escape_markup

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters but tab and newline (Anki's importer chokes on U+001F), and halves of surrogate pairs."""

INTERPRETED = re.compile(r"\[(?=sound:|anki:|latex\]|\$|\[type:)|\{\{", re.IGNORECASE)
"""The openings that Anki interprets wherever they stand in a field. HTML entities for them are proven to be inert."""

FORMULA = re.compile(r"\\(?=\(|\[|&#91;)")
"""What MathJax takes for the beginning of a formula, except in `<code>` and `<pre>`."""

NONCHARACTERS = re.compile(r"[\ufdd0-\ufdef]")
"""What stands in unfinished HTML for holes and deletions, and in no text that can be read."""

BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")

ANSI = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # colours and cursor movements
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"  # titles and links
    r"|\x1b[ -/]*[0-~]"
)


def plain(text: str) -> str:
    """The text without characters that no field can hold."""
    return UNPRINTABLE.sub("", text)


def escape(text: str) -> str:
    """HTML of a text in `<code>`, `<pre>` or a formula, where MathJax finds no formula of its own.

    In a `.cloze` note Anki would look for one all the same, and take every tag out of it.
    """
    return FORMULA.sub("&#92;", inert(text))


def inert(text: str) -> str:
    """HTML of a text with nothing in it that Anki interprets, but for formulas."""
    return unchanged(INTERPRETED.sub(as_entities, escape_markup(NONCHARACTERS.sub("", plain(text)), quote=False)))


def unchanged(html: str) -> str:
    """The same HTML where Anki would put other characters in place of some: it keeps fields in Unicode's form C.

    That form also makes one character of the `>` of a tag and a combining one that follows.
    """
    if html.isascii():
        return html
    if not unicodedata.is_normalized("NFC", html):
        return BEYOND_ASCII.sub(as_entities, html)
    return as_entity(html[0]) + html[1:] if unicodedata.combining(html[0]) else html


def escape_attribute(text: str) -> str:
    """HTML of an attribute's value in double quotes."""
    return escape(text).replace('"', "&quot;")


def escape_prose(text: str) -> str:
    """HTML of running text, where MathJax looks for formulas: a tag after the backslash keeps it from finding one."""
    return FORMULA.sub(r"<span>\\</span>", inert(unicodedata.normalize("NFC", text)))


def escape_output(text: str) -> str:
    """HTML of what a program wrote, as a terminal shows it in the end: without colours, after carriage returns."""
    lines = ANSI.sub("", text).split("\n")
    return escape("\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines))


def as_entities(opening: re.Match[str]) -> str:
    return "".join(map(as_entity, opening.group()))


def as_entity(character: str) -> str:
    return f"&#{ord(character)};"
