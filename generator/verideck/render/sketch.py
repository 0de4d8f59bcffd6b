"""A note that may not ship, set as well as it can be, for its author to see. What it makes is a type of its own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

from verideck.model import (
    ClaimLink,
    Draft,
    Found,
    Image,
    Media,
    Note,
    PreviewHtml,
    PyconFence,
    PythonFence,
    RegionFence,
    Shown,
    UnfitImage,
    Value,
)
from verideck.render.material import Material
from verideck.render.note import cards_of, region_codes, set_fields
from verideck.walk import elements

T = TypeVar("T")

UNKNOWN = "‹{}›"
"""Stands for a value that was not computed."""

FAILED, UNTRIED = "vd-failed", "vd-untried"
"""The classes of claims that did not hold, and of those that were not tried."""

MISSING = Media("missing", b"")
"""Stands for a file that no card can show: there is none of this name, so its description is shown."""


def sketch(
    draft: Draft,
    found: Found,
    note: Note | None = None,
    images: Mapping[str, Media | UnfitImage] = MappingProxyType({}),
    allow_html: bool = False,
) -> PreviewHtml:
    """The draft with what was found and marks in the place of what was not.

    `note` is what its names became, None where one of them is nothing. `images` are its files, or why they are unfit.
    """
    material = material_of(draft, found, note, images, allow_html)
    note_type, cards = cards_of(draft)
    figures = (shown.figure.media for shown in material.shown if shown.figure)
    pictures = (file for file in material.images.values() if file is not MISSING)
    return PreviewHtml(note_type, set_fields(draft, material), cards, (*pictures, *figures))


def material_of(
    draft: Draft, found: Found, note: Note | None, images: Mapping[str, Media | UnfitImage], allow_html: bool
) -> Material:
    named = list(elements(draft))
    values = {each.index: UNKNOWN.format(each.expression) for each in named if isinstance(each, Value)}
    fences = {each.index: Shown() for each in named if isinstance(each, PythonFence | RegionFence | PyconFence)}
    regions = {each.index: f"# region {each.region}" for each in named if isinstance(each, RegionFence)}
    pictures = {each.path: images.get(each.path) for each in named if isinstance(each, Image)}
    return Material(
        values=in_order({**values, **found.values}),
        shown=in_order({**fences, **found.shown}),
        regions={**regions, **(region_codes(note) if note else {})},
        images={path: file if isinstance(file, Media) else MISSING for path, file in pictures.items()},
        allow_html=allow_html,
        unproven={
            each: mark(each, found) for each in named if isinstance(each, ClaimLink) if not found.claims.get(each)
        },
    )


def in_order(by_index: Mapping[int, T]) -> tuple[T, ...]:
    return tuple(by_index[index] for index in sorted(by_index))


def mark(claim: ClaimLink, found: Found) -> str:
    return FAILED if claim in found.claims else UNTRIED
