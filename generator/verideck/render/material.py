"""What the holes and fences of one note are filled with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from verideck.model import ClaimLink, Media, Shown


@dataclass(frozen=True, slots=True)
class Material:
    """`values` and `shown` are the results by the `index` of a value or fence, `regions` the code by fence index,
    `images` the files by their paths.

    Without `allow_html` raw HTML is shown as text. `unproven` are the claims that did not hold, or were not tried, with
    the class that says so.
    """

    values: tuple[str, ...] = ()
    shown: tuple[Shown, ...] = ()
    regions: Mapping[int, str] = field(default_factory=dict)
    images: Mapping[str, Media] = field(default_factory=dict)
    allow_html: bool = False
    unproven: Mapping[ClaimLink, str] = field(default_factory=dict)
