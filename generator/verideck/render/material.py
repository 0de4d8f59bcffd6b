"""What the holes and fences of one note are filled with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from verideck.model import Media, Shown


@dataclass(frozen=True, slots=True)
class Material:
    """`values` and `shown` are the results by the `index` of a value or fence, `regions` the code by fence index,
    `images` the files by their paths.

    Without `allow_html` raw HTML is shown as text.
    """

    values: tuple[str, ...] = ()
    shown: tuple[Shown, ...] = ()
    regions: Mapping[int, str] = field(default_factory=dict)
    images: Mapping[str, Media] = field(default_factory=dict)
    allow_html: bool = False
