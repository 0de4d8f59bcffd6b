"""A package's zip: its members are read one at a time, into memory or one file, and never beyond their limits.

What a zip says of its sizes is looked at first, so that a bomb is refused before anything is unpacked; what comes out
is counted all the same, for the zip may lie. Nothing is ever written under a member's name. Owns zstandard.
"""

from __future__ import annotations

import json
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO

import zstandard

from verideck.importer import protobuf
from verideck.importer.entry import RefusedError
from verideck.media import MOST_BYTES
from verideck.model import Span

MIB = 2**20
MOST_PACKAGE = 2048 * MIB
MOST_DATABASE = 512 * MIB
MOST_LIST = 32 * MIB
MOST_MEMBERS = 100_000
MOST_RATIO, SMALL = 500, 16 * MIB
"""A database may shrink to a hundredth; what shrinks further, and is not small, was made to fill a disk."""

COLLECTIONS = ("collection.anki21b", "collection.anki21", "collection.anki2")
"""The newest first: a package for newer Ankis has an older collection beside it that only says so."""

CHUNK = MIB
ENCRYPTED = 0x1
WINDOW = 2**27
BROKEN = (zipfile.BadZipFile, zstandard.ZstdError, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)


class Archive:
    """An open package. Raises RefusedError for everything that is wrong with it."""

    def __init__(self, path: Path, name: str) -> None:
        self.span, self.media_bytes = Span(name, 1), 0
        try:
            if path.stat().st_size > MOST_PACKAGE:
                raise self.refused(f"it has more than {MOST_PACKAGE // MIB:,} MiB")
            self.zip = zipfile.ZipFile(path)
        except BROKEN as error:
            raise self.refused(f"it is not a zip that can be read: {reason(error)}") from None
        self.members = {info.filename: info for info in self.zip.infolist()}
        if len(self.zip.infolist()) > MOST_MEMBERS:
            raise self.refused(f"it has more than {MOST_MEMBERS:,} files in it")
        if len(self.members) < len(self.zip.infolist()):
            raise self.refused("two files in it have one name")

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.zip.close()

    def refused(self, message: str, help: str = "export it from Anki once more, as .apkg") -> RefusedError:
        return RefusedError(f"this package is not taken over: {message}", self.span, help)

    # ── Members ──

    def chunks(self, name: str, most: int, *, packed: bool) -> Iterator[bytes]:
        """A member's content, of `most` bytes at most; `packed` where zstd shrank it before the zip did."""
        info = self.members[name]
        if info.flag_bits & ENCRYPTED:
            raise self.refused(f"`{shown(name)}` in it is encrypted", "remove the password")
        if stat.S_ISLNK(info.external_attr >> 16):
            raise self.refused(f"`{shown(name)}` in it is a link, not a file")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise self.refused(f"`{shown(name)}` in it is compressed in a way that Anki does not know")
        if info.file_size > most or is_bomb(info.file_size, info.compress_size):
            raise self.too_large(name, most)
        size = 0
        try:
            with self.zip.open(info) as member:
                for chunk in unpacked(member) if packed else plain(member):
                    size += len(chunk)
                    if size > most or is_bomb(size, info.compress_size):
                        raise self.too_large(name, most)
                    yield chunk
        except BROKEN as error:
            raise self.refused(f"`{shown(name)}` in it is broken: {reason(error)}") from None

    def too_large(self, name: str, most: int) -> RefusedError:
        return self.refused(f"`{shown(name)}` in it would unpack to more than {most // MIB:,} MiB, or is a zip bomb")

    def read(self, name: str, most: int, *, packed: bool) -> bytes:
        return b"".join(self.chunks(name, most, packed=packed))

    # ── What is in it ──

    @property
    def collection(self) -> str:
        """The member that holds the notes."""
        for name in COLLECTIONS:
            if name in self.members:
                return name
        raise self.refused("it holds no collection of notes")

    @property
    def modern(self) -> bool:
        return self.collection == COLLECTIONS[0]

    def unpack_collection(self, target: Path) -> None:
        with target.open("wb") as file:
            for chunk in self.chunks(self.collection, MOST_DATABASE, packed=self.modern):
                file.write(chunk)

    def media(self) -> dict[str, str]:
        """The members that are media by the names that notes call them."""
        if "media" not in self.members:
            return {}
        data = self.read("media", MOST_LIST, packed=self.modern)
        try:
            listed = modern_list(data) if self.modern else legacy_list(data)
        except (ValueError, RecursionError) as error:
            raise self.refused(f"its list of media is broken: {error}") from None
        return {name: member for member, name in listed if member in self.members}

    def medium(self, member: str) -> bytes | None:
        """A media file; None where it is too large for a card."""
        if self.members[member].file_size > MOST_BYTES:
            return None
        data = self.read(member, MOST_BYTES, packed=self.modern)
        self.media_bytes += len(data)
        if self.media_bytes > MOST_PACKAGE:
            raise self.refused(f"the images of its notes would unpack to more than {MOST_PACKAGE // MIB:,} MiB")
        return data


def modern_list(data: bytes) -> list[tuple[str, str]]:
    """(member, name) of each: the entries are numbered in their order."""
    entries = [value for number, value in protobuf.fields(data) if number == 1 and isinstance(value, bytes)]
    return [(str(protobuf.number(entry, 255) or index), protobuf.text(entry, 1)) for index, entry in enumerate(entries)]


def legacy_list(data: bytes) -> list[tuple[str, str]]:
    listed = json.loads(data)
    if not isinstance(listed, dict):
        raise ValueError("it is not a table of names")
    return [(member, name) for member, name in listed.items() if isinstance(name, str)]


def plain(member: IO[bytes]) -> Iterator[bytes]:
    while chunk := member.read(CHUNK):
        yield chunk


def unpacked(member: IO[bytes]) -> Iterator[bytes]:
    with zstandard.ZstdDecompressor(max_window_size=WINDOW).stream_reader(member) as reader:
        while chunk := reader.read(CHUNK):
            yield chunk


def is_bomb(size: int, packed: int) -> bool:
    return size > SMALL and size > MOST_RATIO * max(packed, 1)


def reason(error: BaseException) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error) or type(error).__name__


def shown(name: str) -> str:
    return name if len(name) <= 60 else f"{name[:57]}..."
