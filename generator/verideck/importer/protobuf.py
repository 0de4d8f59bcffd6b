"""The little of protobuf's wire format that packages need: which fields a message has, without knowing its type."""

from __future__ import annotations

from collections.abc import Iterator

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
LONGEST_VARINT = 10


def fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """(number, value) of each field in order. Raises ValueError where this is not a message."""
    at = 0
    while at < len(message):
        key, at = varint(message, at)
        number, kind = key >> 3, key & 7
        if kind == VARINT:
            value, at = varint(message, at)
            yield number, value
            continue
        if kind == BYTES:
            length, at = varint(message, at)
        elif kind in (FIXED64, FIXED32):
            length = 8 if kind == FIXED64 else 4
        else:
            raise ValueError(f"field {number} is of the unknown type {kind}")
        if at + length > len(message):
            raise ValueError(f"field {number} is cut off")
        yield number, message[at : at + length]
        at += length


def varint(message: bytes, at: int) -> tuple[int, int]:
    """A number, and where the next thing begins."""
    value = 0
    for place, byte in enumerate(message[at : at + LONGEST_VARINT]):
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return value, at + place + 1
    raise ValueError("a number is cut off")


def text(message: bytes, number: int) -> str:
    """The text in a field of that number, "" where there is none."""
    return next((v.decode("utf-8", "replace") for n, v in fields(message) if n == number and isinstance(v, bytes)), "")


def number(message: bytes, wanted: int) -> int:
    """The number in a field, 0 where there is none."""
    return next((value for n, value in fields(message) if n == wanted and isinstance(value, int)), 0)
