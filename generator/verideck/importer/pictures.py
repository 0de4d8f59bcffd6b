"""The media that imported notes show: under names that every system can have, beside the cards."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import unquote

from verideck.media import ENDINGS, kind_of, svg_problem

SOURCE = re.compile(
    r"""(?P<before><img\b[^<>]*?\ssrc\s*=\s*)(?P<value>"[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE
)  # fmt: skip
SOUND = re.compile(r"\[sound:([^\]]+)\]", re.IGNORECASE)
DATA = re.compile(r"data:image/[\w.+-]+;base64,(?P<data>[\sA-Za-z0-9+/=]+)", re.IGNORECASE)
ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|//")
ATTACHMENT = "attachment:"
"""Begins the address of an image that a notebook's cell holds itself."""

LONGEST_NAME = 80


@dataclass(slots=True)
class Pictures:
    """Collects files. `folder` is where they will be, relative to the card file."""

    folder: str
    files: dict[str, bytes] = field(default_factory=dict)

    def add(self, name: str, data: bytes) -> str:
        """The path of a file, relative to the card file; "" where no card can show it."""
        kind = kind_of(data)
        if kind is None or (kind == "svg" and svg_problem(data)):
            return ""
        stem, _, ending = name.rpartition(".")
        stem = re.sub(r"[^A-Za-z0-9_-]+", "-", stem or name).strip("-.")[:LONGEST_NAME] or "image"
        ending = ending.lower() if ENDINGS.get(ending.lower()) == kind else kind
        return f"{self.folder}/{self.free(stem, ending, data)}"

    def free(self, stem: str, ending: str, data: bytes) -> str:
        """A name that no other file has, whether or not the system tells capital letters from small ones."""
        taken = {name.lower(): name for name in self.files}
        name, number = f"{stem}.{ending}", 2
        while (same := taken.get(name.lower())) is not None and self.files[same] != data:
            name, number = f"{stem}-{number}.{ending}", number + 1
        self.files.setdefault(same or name, data)
        return same or name


@dataclass(slots=True)
class Placing:
    """Puts the images of HTML where cards find them. `read` has the bytes of a file by its name, or None.

    `lost` are the names of what no card can show.
    """

    pictures: Pictures
    read: Callable[[str], bytes | None]
    paths: dict[str, str] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)

    def place(self, html: str) -> str:
        """The HTML with the paths of its images."""
        self.lost += [unescape(name) for name in SOUND.findall(html)]
        return SOURCE.sub(self.moved, html)

    def moved(self, found: re.Match[str]) -> str:
        value = found["value"]
        url = unescape(value.strip("\"'"))
        path = self.path(url)
        return found[0] if path is None else f'{found["before"]}"{path}"'

    def path(self, url: str) -> str | None:
        """Where the image of an address stands; None where it stays where it is."""
        url = url.removeprefix(ATTACHMENT)
        if data := DATA.fullmatch(url):
            return self.embedded(data["data"])
        if ELSEWHERE.match(url):
            return None
        if url not in self.paths:
            data_of = self.read(url) or self.read(unquote(url))
            self.paths[url] = self.pictures.add(unquote(url), data_of) if data_of else ""
        if not self.paths[url]:
            self.lost.append(url)
        return self.paths[url] or None

    def embedded(self, data: str) -> str | None:
        try:
            return self.pictures.add("image", base64.b64decode(data)) or None
        except (binascii.Error, ValueError):
            return None
