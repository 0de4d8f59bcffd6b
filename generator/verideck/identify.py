"""Writes the ids of new notes into their headings, so that a note keeps its history whatever becomes of its text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from verideck.files import write_atomically
from verideck.model import Draft

CLOSING = re.compile(rb"[ \t]+#+[ \t]*$|[ \t]*$")
BRACES = re.compile(rb"\{(?=\s*(?:[#.]\S|[A-Za-z][\w-]*\s*=)[^{}]*\}[ \t]*(?:#+[ \t]*)?$)")
"""The opening brace of attributes at a heading's end, not that of a set such as `{1, 2}`."""


def write_ids(root: Path, path: str, text: str, drafts: Iterable[Draft]) -> bool:
    """Writes the id of each draft into its heading, in one file. False where the file is no longer what was read.

    `text` is the file as it was read. Line ends and everything else stay as they are. Raises OSError.
    """
    file = root / path
    lines = re.split(rb"(?<=\n)|(?<=\r)(?!\n)", file.read_bytes())
    if [without_end(line) for line in lines] != [line.encode() for line in text.split("\n")]:
        return False
    for draft in drafts:
        lines[draft.span.line - 1] = with_id(lines[draft.span.line - 1], str(draft.id).encode())
    write_atomically(file, b"".join(lines))
    return True


def without_end(line: bytes) -> bytes:
    return line.rstrip(b"\r\n").removeprefix(b"\xef\xbb\xbf")


def with_id(line: bytes, id: bytes) -> bytes:
    """A heading's line with `{#id}` at its end, or `#id` in the braces that stand there."""
    body = line.rstrip(b"\r\n")
    end = line[len(body) :]
    if brace := BRACES.search(body):
        return body[: brace.end()] + b"#" + id + b" " + body[brace.end() :] + end
    closing = CLOSING.search(body)
    at = closing.start() if closing else len(body)
    return body[:at] + b" {#" + id + b"}" + body[at:] + end
