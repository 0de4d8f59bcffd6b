"""Running text as HTML. Owns Markdown and pymdown-extensions, which set emphasis, strikethrough and line breaks.

Blocks, code, links and formulas were settled when the file was parsed and stand as holes in the text, so nothing in
a paragraph can be taken for them again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from html.entities import html5
from typing import TYPE_CHECKING, TypeAlias, assert_never

from verideck.model import (
    HOLE_CLOSE,
    HOLE_OPEN,
    ClaimLink,
    CodeSpan,
    Deletion,
    Hole,
    Image,
    Link,
    Math,
    NoteLink,
    Prose,
    RawHtml,
    Value,
)
from verideck.render.cloze import deletion, with_blanks
from verideck.render.escape import escape, escape_attribute, escape_output, escape_prose, plain
from verideck.render.material import Material

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown.treeprocessors import InlineProcessor

Slot: TypeAlias = Hole | str
"""What the Markdown library does not get to see: a hole, or characters that are meant literally."""

EDGE = "|"
"""Stands on both sides of a slot, for the rules of emphasis ask whether a mark's neighbour is punctuation: what was
there before, a backquote, bracket, dollar, ampersand or backslash, was."""

SLOT = re.compile(rf"\{EDGE}{HOLE_OPEN}([0-9]+){HOLE_CLOSE}\{EDGE}")

KEPT = re.compile(
    rf"{HOLE_OPEN}(?P<hole>[0-9]+){HOLE_CLOSE}"
    r"|\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<hardbreak>(?:\\|\ {2,})\n)"
    r"|(?P<entity>&(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]*);)"
)

HARD_BREAK = "  \n"

MARKS = re.compile(r"[*_~\s]+")
MARKED = re.compile(rf"[*_~]|{HARD_BREAK}")


def set_prose(prose: Prose, material: Material) -> str:
    """HTML of running text, without an element around it."""
    text, slots = keep(prose)
    if not MARKED.search(text):
        return set_text(text, slots, material)
    try:
        element = emphasised(text)
        if is_whole(element, text):
            return set_element(element, slots, material)
    except RecursionError:  # hundreds of emphases within each other, which no reader could follow
        pass
    return set_text(text, slots, material)


def is_whole(element: Element, text: str) -> bool:
    """Whether nothing was lost but marks, and no slot torn apart: the library does so where marks are in a tangle."""
    parts = list(element.itertext())
    whole = [slot for part in parts for slot in SLOT.findall(part)] == SLOT.findall(text)
    return whole and MARKS.sub("", "".join(parts)) == MARKS.sub("", text)


def keep(prose: Prose) -> tuple[str, list[Slot]]:
    """Take everything but the emphasis out of the text: holes, backslash escapes and entities become slots."""
    slots: list[Slot] = []

    def slot(match: re.Match[str]) -> str:
        if match["hardbreak"]:
            return HARD_BREAK
        slots.append(prose.holes[int(match["hole"])] if match["hole"] else literal(match))
        return f"{EDGE}{HOLE_OPEN}{len(slots) - 1}{HOLE_CLOSE}{EDGE}"

    unindented = re.sub(r"\n[ \t]+", "\n", plain(prose.text))
    return KEPT.sub(slot, unindented), slots


def literal(match: re.Match[str]) -> str:
    if match["escaped"]:
        return match["escaped"]
    entity = match["entity"]
    if entity[1] != "#" and entity[1:] not in html5:
        return entity
    return unescape(entity) or "\N{REPLACEMENT CHARACTER}"


def emphasised(text: str) -> Element:
    """The text as an element with `strong`, `em`, `del` and `br` in it."""
    from xml.etree.ElementTree import Element, SubElement

    root = Element("div")
    paragraph = SubElement(root, "p")
    paragraph.text = text
    library = inline_patterns()
    library.md.reset()
    library.run(root)
    return paragraph


@cache
def inline_patterns() -> InlineProcessor:
    """The library's inline half with emphasis (as CommonMark has it), strikethrough and line breaks, and no more.

    Its block parser is never run, so text that looks like a list or heading stays text. Imported late: it takes
    longer than everything else that a build without changes does.
    """
    from markdown import Markdown
    from markdown.inlinepatterns import SubstituteTagInlineProcessor
    from markdown.treeprocessors import InlineProcessor
    from markdown.util import Registry
    from pymdownx.betterem import BetterEmExtension  # type: ignore[import-untyped]  # ships no types
    from pymdownx.tilde import DeleteSubExtension  # type: ignore[import-untyped]  # ships no types

    library = Markdown()
    library.inlinePatterns = Registry()
    library.inlinePatterns.register(SubstituteTagInlineProcessor(HARD_BREAK, "br"), "linebreak", 100)
    library.registerExtensions([BetterEmExtension(), DeleteSubExtension(subscript=False)], {})
    return InlineProcessor(library)


def set_element(element: Element, slots: list[Slot], material: Material) -> str:
    html = set_text(element.text or "", slots, material)
    for child in element:
        inner = set_element(child, slots, material)
        html += "<br>" if child.tag == "br" else f"<{child.tag}>{inner}</{child.tag}>"
        html += set_text(child.tail or "", slots, material)
    return html


def set_text(text: str, slots: list[Slot], material: Material) -> str:
    return "".join(
        escape_prose(piece) if isinstance(piece, str) else set_hole(piece, material) for piece in pieces(text, slots)
    )


def pieces(text: str, slots: list[Slot]) -> Iterator[Slot]:
    """Text and holes in turn. Literal characters join their neighbours, so that `\\` and `(` are seen together."""
    run = ""
    for place, part in enumerate(SLOT.split(text)):
        piece = slots[int(part)] if place % 2 else part
        if isinstance(piece, str):
            run += piece
        else:
            yield run
            yield piece
            run = ""
    yield run


def set_math(math: Math) -> str:
    opening, closing = (r"\[", r"\]") if math.display else (r"\(", r"\)")
    tex = with_blanks(math.blanks, len(math.text), lambda start, end: escape(math.text[start:end]))
    return f"<span>{opening}{tex}{closing}</span>"


def set_hole(hole: Hole, material: Material) -> str:
    match hole:
        case CodeSpan(text):
            return f"<code>{escape(text)}</code>"
        case Value(index=index):
            return f'<code class="vd-value">{escape_output(material.values[index])}</code>'
        case ClaimLink(text=text):
            if name := material.unproven.get(hole):
                return f'<span class="{name}">{set_prose(text, material)}</span>'
            return f'<span class="vd-claim">{set_prose(text, material)}</span>'
        case Math():
            return set_math(hole)
        case Deletion(numbers, text, hint):
            return deletion(numbers, set_prose(text, material), set_prose(hint, material) if hint else "")
        case Link(url, text):
            return f'<a href="{escape_attribute(url)}">{set_prose(text, material)}</a>'
        case NoteLink(text=text):
            return f"<span>{set_prose(text, material)}</span>"
        case Image(path, alt):
            name = material.images[path].name
            return f'<img class="vd-image" src="{name}" alt="{escape_attribute(alt)}">'
        case RawHtml(text, images=images):
            return set_raw(text, images, material) if material.allow_html else escape_prose(text)
        case _:
            assert_never(hole)


def set_raw(html: str, images: tuple[tuple[str, Image], ...], material: Material) -> str:
    """Raw HTML with the names that its images have in Anki."""
    for source, image in images:
        html = html.replace(source, f'src="{material.images[image.path].name}"')
    return plain(html)
