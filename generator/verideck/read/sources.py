"""Finds the card files and the snippets of a project and decodes them."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, TypeAlias

from verideck.model import HOLE_CLOSE, HOLE_OPEN, Diagnostic, Project, Source, Span

SourceKind: TypeAlias = Literal["card", "snippet", "style"]

MAX_STYLE = 100_000
"""Bytes. It travels with every note type, and each card is shown with all of it."""

MAX_LINE = 100_000
"""Characters. Nobody writes such a line by hand, and every later tool would choke on it."""

TOO_LONG = re.compile(rf"^[^\n]{{{MAX_LINE + 1}}}", re.MULTILINE)
FORBIDDEN = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{HOLE_OPEN}{HOLE_CLOSE}]")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
NOT_SOURCES = frozenset({"readme.md"})


def read(project: Project) -> Iterator[Source | Diagnostic]:
    """Every card file, then every snippet, each kind sorted by path; then the deck's own stylesheet.

    A README.md in the cards folder is for people and not a source; nor are hidden files and folders. Of the data
    only what is wrong with them is told.
    """
    settings = project.settings
    if not (project.root / settings.cards).is_dir():
        message = f"there is no folder `{settings.cards}` to read cards from"
        help = "make it, or name another with `cards` in the settings"
        yield Diagnostic("no-cards", message, Span(project.settings_path, 1), help=help)
    yield from read_folder(project.root, settings.cards, (".md", ".markdown"), "card")
    yield from read_folder(project.root, settings.snippets, (".py",), "snippet")
    for folder in (project.root / path for path in settings.data):
        if folder.is_dir():
            yield from (found for found in walk(folder, project.root, frozenset()) if isinstance(found, Diagnostic))
    if settings.css:
        yield read_style(project.root / settings.css, project.root)


def read_folder(root: Path, folder: str, suffixes: Sequence[str], kind: SourceKind) -> Iterator[Source | Diagnostic]:
    order = 0
    for found in walk(root / folder, root, frozenset()):
        if isinstance(found, Diagnostic):
            yield found
        elif found.suffix.lower() in suffixes and found.name.lower() not in NOT_SOURCES:
            yield decode(found, root, kind, order)
            order += 1


def read_style(path: Path, root: Path) -> Source | Diagnostic:
    if path.is_file() and (size := path.stat().st_size) > MAX_STYLE:
        message = f"this stylesheet has {size:,} bytes, and a deck may bring {MAX_STYLE:,}"
        return unreadable(path, root, "style", message, "make it smaller: cards need few rules")
    return decode(path, root, "style", 0)


def walk(folder: Path, root: Path, above: frozenset[str]) -> Iterator[Path | Diagnostic]:
    """All files below a folder, sorted. Links are followed within the project; one that leads back to a folder above
    it is reported."""
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
        if problem := entry_problem(entry, root):
            yield problem
        elif entry.is_dir():
            yield from walk(Path(entry.path), root, above | {real})
        else:
            yield Path(entry.path)


def entry_problem(entry: os.DirEntry[str], root: Path) -> Diagnostic | None:
    """Why an entry of a folder cannot be a source, if so. A device or a pipe is never opened: it might never end."""
    path = Path(entry.path)
    try:
        mode = entry.stat().st_mode
        entry.name.encode()
    except UnicodeEncodeError:
        return unreadable(path, root, "file-name", "the name of this file is not UTF-8", "rename it")
    except OSError as error:
        code = "symlink-loop" if error.errno == errno.ELOOP else "unreadable"
        return unreadable(path, root, code, f"cannot be read: {error.strerror}")
    if CONTROL.search(entry.name):
        return unreadable(path, root, "file-name", "the name of this file holds a control character", "rename it")
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        return unreadable(path, root, "unreadable", "this is neither a file nor a folder")
    if entry.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root)):
        help = "copy what it leads to into the project: only what lies there is run and tracked"
        return unreadable(path, root, "outside-project", "this link leads out of the project", help)
    return None


def unreadable(path: Path, root: Path, code: str, message: str, help: str = "remove it or mend it") -> Diagnostic:
    return Diagnostic(code, message, Span(relative(path, root), 1), help=help)


def relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix().encode("utf-8", "replace").decode()


def decode(path: Path, root: Path, kind: SourceKind, order: int) -> Source | Diagnostic:
    """The file's text, without a byte order mark and with bare newlines, or why it cannot be had."""
    name = relative(path, root)
    try:
        data = path.read_bytes()
    except OSError as error:
        return unreadable(path, root, "unreadable", f"cannot be read: {error.strerror}")
    try:
        text = bare(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        before = bare(error.object[: error.start].decode("utf-8", "replace"))
        message = f"byte 0x{error.object[error.start]:02x} is not UTF-8"
        return Diagnostic("not-utf8", message, Span.at(name, before, len(before)), help="save the file as UTF-8")
    if kind == "card" and not text.strip():
        return Diagnostic("empty-file", "the file is empty", Span(name, 1), help="write a question in it, or delete it")
    return refusal(name, text) or Source(name, text, kind, order)


def bare(text: str) -> str:
    """The text with bare newlines."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def refusal(name: str, text: str) -> Diagnostic | None:
    """Why no later stage may see this text, if so."""
    if bad := FORBIDDEN.search(text):
        message = f"U+{ord(bad[0]):04X} is a character that no card can show"
        help = "remove it; in code, write it as an escape such as `\\x1b`"
        return Diagnostic("control-character", message, Span.at(name, text, bad.start()), help=help)
    if long := TOO_LONG.search(text):
        end = text.find("\n", long.start())
        length = (end if end >= 0 else len(text)) - long.start()
        message, at = f"this line has {length:,} characters", long.start() + MAX_LINE
        return Diagnostic("line-too-long", message, Span.at(name, text, at), help="break it up")
    return None
