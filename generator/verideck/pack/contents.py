"""What a package is made of."""

from __future__ import annotations

from dataclasses import dataclass, field

from verideck.model import Lock, NoteFields, NoteTypeDesign, Options, Tombstone


@dataclass(frozen=True, slots=True)
class Contents:
    """Notes in the order in which a learner meets them, and all else that decides on the package's bytes.

    `lock` is the one that will stand beside the package. `deck` carries the `description`, plain text in which blank
    lines separate paragraphs. `media` are (name, bytes); a name tells its contents and is never used for others.
    `options` become a preset of the deck, if there are any.
    """

    notes: tuple[NoteFields | Tombstone, ...]
    lock: Lock
    designs: tuple[NoteTypeDesign, ...]
    deck: str
    description: str = ""
    media: tuple[tuple[str, bytes], ...] = ()
    options: Options = field(default_factory=Options)
