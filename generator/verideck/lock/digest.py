"""Digests of what a package ships."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from verideck import schema


def content_hash(fields: tuple[tuple[str, str], ...], tags: Iterable[str]) -> str:
    """Over what an import updates: the fields, which name media by their contents, and the tags.

    Anki leaves cards in their deck and in their order, so a note that only moved is not sent anew.
    """
    return sha256((fields, sorted(set(tags))))


def retired_hash(ordinals: tuple[int, ...]) -> str:
    """Of a tombstone, which every note of these cards has the same."""
    return sha256(("retired", ordinals))


def sha256(value: object) -> str:
    return hashlib.sha256(schema.encode(value)).hexdigest()[:32]
