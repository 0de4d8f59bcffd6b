"""What a file that a note shows may be: told by its contents, which give it its name, too."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from verideck.model import Media

MOST_BYTES = 100 * 2**20
"""AnkiWeb takes no larger file."""

ENDINGS = {"gif": "gif", "jpeg": "jpg", "jpg": "jpg", "png": "png", "svg": "svg", "webp": "webp"}
"""What a file's name may end in, and the kind of image that it tells: the one that `kind_of` must find."""

SVG = re.compile(rb"\s*(?:<\?xml\b|<!--|<!DOCTYPE\s+svg\b|<svg\b)")

EMBEDDED = re.compile(r"\s*(?:#|data:image/(?:png|jpeg|gif|webp)[;,])", re.IGNORECASE)
"""The addresses that lead to nothing outside the file."""

ADDRESS = re.compile(r"url\(\s*+[\"']?+\s*+(?!#|data:)|@import", re.IGNORECASE)

ACTIVE = frozenset({"script", "foreignobject", "iframe", "object", "embed", "audio", "video", "handler", "listener"})
"""Elements that may run code or hold a page."""


def media_of(data: bytes, kind: str) -> Media:
    """The file under the name that its contents give it, the same wherever and whenever it is made."""
    return Media(f"vd-{hashlib.sha256(data).hexdigest()[:32]}.{kind}", data)


def kind_of(data: bytes) -> str | None:
    """The kind of an image by how the file begins, None where not every Anki would show it."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "webp"
    return "svg" if SVG.match(data.removeprefix(b"\xef\xbb\xbf")) else None


def svg_problem(data: bytes) -> str | None:
    """Why an SVG is not shown, as half a sentence that follows "it". None where it draws and does no more.

    Anki shows it in an `<img>`, where nothing of this would work; a learner who opens the file gets no more of it.
    """
    from xml.parsers import expat  # an unchanged build without figures does without

    reader = SvgReader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.element
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.ProcessingInstructionHandler = reader.instruction
    parser.EntityDeclHandler = reader.entity
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        return f"is not well-formed XML: {error}"
    return reader.problem


@dataclass(slots=True)
class SvgReader:
    """Takes notice of the first thing in an SVG that does more than draw."""

    problem: str | None = None
    begun: bool = False
    in_style: bool = False

    def refuse(self, problem: str) -> None:
        self.problem = self.problem or problem

    def element(self, name: str, attributes: Mapping[str, str]) -> None:
        tag = name.rpartition(" ")[2].lower()
        if not self.begun and tag != "svg":
            self.refuse("holds no `<svg>`")
        self.begun, self.in_style = True, tag == "style"
        if tag in ACTIVE:
            self.refuse(f"holds a `<{tag}>`")
        for key, value in attributes.items():
            self.attribute(key.rpartition(" ")[2].lower(), value)

    def attribute(self, name: str, value: str) -> None:
        if name.startswith("on"):
            self.refuse(f"has the event handler `{name}`")
        if name in ("href", "src") and not EMBEDDED.match(value):
            self.refuse(f"refers to `{value[:80]}`")
        self.styles(value)

    def end(self, _name: str) -> None:
        self.in_style = False

    def text(self, text: str) -> None:
        if self.in_style:
            self.styles(text)

    def styles(self, text: str) -> None:
        if found := ADDRESS.search(text):
            self.refuse(f"refers to another file with `{found[0]}`")

    def instruction(self, target: str, _data: str) -> None:
        self.refuse(f"holds the instruction `<?{target}?>`")

    def entity(self, name: str, *_: object) -> None:
        self.refuse(f"declares the entity `{name}`")
