"""What a terminal makes of characters: widths, colours, and control characters that must not reach it. Owns rich."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

TAB = "    "
DANGEROUS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")
"""Format characters that turn the writing direction or break the line."""

CODES = {"error": "1;31", "warning": "1;33", "bold": "1", "dim": "1;34", "help": "36", "minus": "31", "plus": "32"}


@dataclass(frozen=True, slots=True)
class Paint:
    """Colours a text by one of the names in CODES, or leaves it plain."""

    color: bool

    def __call__(self, style: str, text: str) -> str:
        return f"\x1b[{CODES[style]}m{text}\x1b[0m" if self.color and text else text


def visible(text: str) -> str:
    """One line in which nothing moves the cursor or changes its colour: control characters become their pictures."""
    return text if text.isascii() and text.isprintable() else "".join(map(visible_character, text))


def visible_lines(text: str) -> str:
    """The same of several lines."""
    return "\n".join(map(visible, text.split("\n")))


def visible_character(character: str) -> str:
    if character == "\t":
        return TAB
    if character < " ":
        return chr(0x2400 + ord(character))
    if character == "\x7f":
        return "\u2421"
    if character in DANGEROUS or unicodedata.category(character) in {"Cc", "Cs", "Cn"}:
        return "\ufffd"
    return character


def cells(text: str) -> int:
    """How many columns a visible text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # most lines do without

    return cell_len(text)


def cropped(text: str, room: int) -> str:
    """As much of a visible text as so many columns hold."""
    if text.isascii():
        return text[:room]
    from rich.cells import set_cell_size

    return set_cell_size(text, room)


def fitting(text: str, room: int) -> str:
    """As much of a line as fits into so many columns, made visible; `…` stands where it was cut."""
    head = visible(text[: room + 1])
    if len(text) <= room + 1 and cells(head) <= room:
        return head
    return cropped(head, room - 1) + "…"
