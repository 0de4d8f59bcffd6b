"""Stage 1: finds the card files and the snippets of a project and decodes them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, TypeAlias

from verideck.model import HOLE_CLOSE, HOLE_OPEN, Diagnostic, Project, Source, Span

SourceKind: TypeAlias = Literal["card", "snippet"]

MAX_LINE = 100_000
"""Characters. Nobody writes such a line by hand, and every tool behind this stage would choke on it."""

FORBIDDEN = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f{HOLE_OPEN}{HOLE_CLOSE}]")
NOT_SOURCES = frozenset({"readme.md"})


def read(project: Project) -> Iterator[Source | Diagnostic]:
    """Every card file, then every snippet, each kind sorted by path.

    A README.md in the cards folder is for people and no source; hidden files and folders are none either.
    """
    settings = project.settings
    yield from read_folder(project.root, settings.cards, ".md", "card")
    yield from read_folder(project.root, settings.snippets, ".py", "snippet")


def read_folder(root: Path, folder: str, suffix: str, kind: SourceKind) -> Iterator[Source | Diagnostic]:
    order = 0
    for found in walk(root / folder, root, frozenset()):
        if isinstance(found, Diagnostic):
            yield found
        elif found.suffix.lower() == suffix and found.name.lower() not in NOT_SOURCES:
            yield decode(found, root, kind, order)
            order += 1


def walk(folder: Path, root: Path, above: frozenset[str]) -> Iterator[Path | Diagnostic]:
    """All files below a folder, sorted. Links are followed; one that leads back to a folder above it is reported."""
    real = os.path.realpath(folder)
    if real in above:
        yield unreadable(folder, root, "symlink-loop", "this link leads back to a folder that it lies in")
        return
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    except OSError as error:
        yield unreadable(folder, root, "unreadable", f"cannot be read: {error.strerror}")
        return
    for entry in entries:
        if entry.name.startswith((".", "__pycache__")):
            continue
        path = Path(entry.path)
        try:
            entry.stat()
        except OSError as error:
            code = "symlink-loop" if entry.is_symlink() else "unreadable"
            yield unreadable(path, root, code, f"cannot be read: {error.strerror}")
            continue
        if entry.is_dir():
            yield from walk(path, root, above | {real})
        else:
            yield path


def unreadable(path: Path, root: Path, code: str, message: str) -> Diagnostic:
    return Diagnostic(code, message, Span(relative(path, root), 1), help="remove it or mend it")


def relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def decode(path: Path, root: Path, kind: SourceKind, order: int) -> Source | Diagnostic:
    """The file's text, without a byte order mark and with bare newlines, or why it cannot be had."""
    name = relative(path, root)
    try:
        data = path.read_bytes()
    except OSError as error:
        return unreadable(path, root, "unreadable", f"cannot be read: {error.strerror}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        return Diagnostic(
            "not-utf8",
            f"byte 0x{data[error.start]:02x} is not UTF-8",
            place(name, before, len(before)),
            help="save the file as UTF-8",
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if kind == "card" and not text.strip():
        return Diagnostic("empty-file", "the file is empty", Span(name, 1), help="write a question in it, or delete it")
    return refusal(name, text) or Source(name, text, kind, order)


def refusal(name: str, text: str) -> Diagnostic | None:
    """Why no later stage may see this text, if so."""
    if bad := FORBIDDEN.search(text):
        return Diagnostic(
            "control-character",
            f"U+{ord(bad[0]):04X} is a character that no card can show",
            place(name, text, bad.start()),
            help="remove it; in code, write it as an escape such as `\\x1b`",
        )
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_LINE:
            span = Span(name, number, MAX_LINE + 1, number, MAX_LINE + 2)
            return Diagnostic("line-too-long", f"a line of {len(line):,} characters", span, help="break it up")
    return None


def place(name: str, text: str, offset: int) -> Span:
    line = text.count("\n", 0, offset) + 1
    column = offset - text.rfind("\n", 0, offset)
    return Span(name, line, column, line, column + 1)
