"""The text of a foreign file, whose encoding only its bytes tell."""

from __future__ import annotations

import codecs

from verideck.importer.entry import RefusedError
from verideck.model import Span
from verideck.read import FORBIDDEN, bare

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""UTF-32 before UTF-16, which begins the same."""


def decoded(data: bytes, name: str, encoding: str | None = None) -> str:
    """The text with bare newlines. Raises RefusedError at the first byte or character that cannot be taken over."""
    chosen = encoding or next((codec for mark, codec in MARKS if data.startswith(mark)), "utf-8")
    try:
        text = bare(data.decode(chosen).removeprefix("\ufeff"))
    except UnicodeDecodeError as error:
        before = bare(data[: error.start].decode(chosen, "replace"))
        byte = data[error.start : error.start + 1].hex() or "the end"
        help = "save the file as UTF-8, or name its encoding, as in `--encoding latin-1`"
        message = f"byte 0x{byte} is not {chosen.removesuffix('-sig').upper()}"
        raise RefusedError(message, Span.at(name, before, len(before)), help) from None
    if bad := FORBIDDEN.search(text):
        help = "remove it"
        if bad[0] == "\0":
            help = "name the file's encoding, as in `--encoding utf-16-le`, if it is another than UTF-8"
        message = f"U+{ord(bad[0]):04X} is a character that no card can show"
        raise RefusedError(message, Span.at(name, text, bad.start()), help)
    return text


def is_fit(text: str) -> bool:
    """Whether a card file can hold a text that did not come from a file's bytes."""
    return fit(text) == bare(text)


def fit(text: str) -> str:
    """The text with bare newlines, without characters that no card can have: as an escape, any can be written."""
    return FORBIDDEN.sub("", bare(text)).encode("utf-8", "ignore").decode()
