"""Puts other expectations into the fences of a file, and changes nothing else of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from verideck.files import write_atomically

LINE = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")
MARKER = re.compile(r"`{3,}|~{3,}")
PROMPT = re.compile(r">>>(?=\s)")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Edit:
    """The lines of a file from `first` to before `end`, counted from 1, become those of `text`, which is not indented.

    They stand in a fence that the lines `opening` and `closing` begin and end. What stands below a prompt begins in the
    column of that prompt, of which `prompt` is the line.
    """

    opening: int
    closing: int
    first: int
    end: int
    text: str
    prompt: int | None = None


def rewrite(root: Path, path: str, text: str, edits: Iterable[Edit]) -> bool:
    """Makes the edits in one file. False where the file is no longer what was read.

    `text` is the file as it was read. Line ends and a byte order mark stay as they are. Raises OSError.
    """
    data = (root / path).read_bytes()
    try:
        decoded = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    if "\n".join(line.rstrip("\r\n") for line in LINE.split(decoded)) != text:
        return False
    mark = BYTE_ORDER_MARK if data.startswith(BYTE_ORDER_MARK) else b""
    write_atomically(root / path, mark + edited(decoded, edits).encode())
    return True


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text after the edits. A fence gets longer where its new text would end it."""
    lines = LINE.split(text)
    for _, group in groupby(sorted(edits, key=place, reverse=True), key=lambda edit: edit.opening):
        of_fence = list(group)
        fit_markers(lines, of_fence)
        for edit in of_fence:  # from the bottom up, so that the lines above stay where they are
            lines[edit.first - 1 : edit.end - 1] = indented(edit, lines)
    return "".join(lines)


def place(edit: Edit) -> tuple[int, int]:
    return edit.opening, edit.first


def fit_markers(lines: list[str], edits: Sequence[Edit]) -> None:
    """Gives a fence's first and last line as many characters as its text needs."""
    found = MARKER.search(lines[edits[0].opening - 1])
    assert found is not None, "a fence begins with a marker"
    sign = found[0][0]
    runs = [len(run) for edit in edits for run in re.findall(rf"^[ \t]*({sign}+)", edit.text, re.MULTILINE)]
    longest = max(runs, default=0)
    if longest >= len(found[0]):
        for number in (edits[0].opening, edits[0].closing):
            lines[number - 1] = re.sub(rf"{sign}{{3,}}", sign * (longest + 1), lines[number - 1], count=1)


def indented(edit: Edit, lines: Sequence[str]) -> list[str]:
    """The text's lines, each after what stands before every line of its fence: indentation, and the `>` of quotes."""
    opening = lines[edit.opening - 1]
    end = opening[len(opening.rstrip("\r\n")) :]
    before = prefix(edit, lines)
    return [f"{before}{line}".rstrip() + end for line in (edit.text.split("\n") if edit.text else ())]


def prefix(edit: Edit, lines: Sequence[str]) -> str:
    """What stands before a line of the fence. A list's bullet or number stands before the first one alone."""
    line, sign = (lines[edit.opening - 1], MARKER) if edit.prompt is None else (lines[edit.prompt - 1], PROMPT)
    found = sign.search(line)
    assert found is not None, "a fence begins with a marker, an example with a prompt"
    return re.sub(r"[^>\s]", " ", line[: found.start()])
