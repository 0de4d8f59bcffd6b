"""Notes as `render` makes them, and an author who builds a deck of them again and again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from verideck.lock import Named, advance
from verideck.model import Kind, Lock, NoteFields, Tombstone
from verideck.pack import Contents, note_types, pack

NAMESPACE = "1f2e3d4c-test"
HOME = "Science::Tensors"
NOON = 1_250_000_000
"""When the first package is made: long before the learner, whose clock is this machine's, imports it."""
DESCRIPTION = "All of it was run.\n\nNote that 1 < 2."


def basic(
    id: str,
    front: str = "<p>What is it?</p>",
    back: str = "<p>A tensor.</p>",
    *,
    evidence: str = "<p>1 claim</p>",
    answer: str = "",
    reverse: str = "",
    tags: tuple[str, ...] = (),
    deck: str = HOME,
    guid: str | None = None,
) -> NoteFields:
    fields = {"Front": front, "Back": back, "Evidence": evidence, "Answer": answer, "Reverse": reverse, "Id": id}
    return NoteFields(
        id=id,
        guid=guid or f"guid of {id}",
        note_type="regular",
        kind=Kind.BASIC,
        deck=deck,
        tags=tags,
        fields=tuple((name, text) for name, text in fields.items() if text),
        cards=(0, 1) if reverse else (0,),
    )


def cloze(id: str, text: str, cards: tuple[int, ...]) -> NoteFields:
    fields = (("Text", text), ("Evidence", "<p>1 claim</p>"), ("Id", id))
    return NoteFields(id, f"guid of {id}", "cloze", Kind.CLOZE, HOME, (), fields, cards)


def named_by(id: str) -> Named:
    """What the sources say of a note, shipped or not, in which nothing but the id stands."""
    return Named(id, f"guid of {id}", f"heading of {id}")


NOTES = (basic("one", reverse="1"), basic("two", deck=f"{HOME}::Dtypes"), cloze("three", "{{c2::gap}}", (1,)))


@dataclass
class Author:
    """Keeps the lock from one build to the next."""

    lock: Lock = field(default_factory=lambda: Lock(NAMESPACE))
    tombstones: tuple[Tombstone, ...] = ()

    def contents(
        self,
        notes: Sequence[NoteFields],
        *,
        now: float = NOON,
        css: str = ".card {}",
        version: str = "2.21.0",
        present: Collection[str] | None = None,
        media: tuple[tuple[str, bytes], ...] = (),
    ) -> Contents:
        """The contents of the next package. Without `present` the sources hold these notes and no others."""
        designs = note_types(NAMESPACE, [("TensorFlow", version)], css)
        ids = {note.id for note in notes} if present is None else present
        named = [named_by(id) for id in ids]
        advanced = advance(self.lock, notes, designs, named=named, complete=True, now=now)
        assert not advanced.refused
        self.lock, self.tombstones = advanced.lock, advanced.tombstones
        return Contents((*notes, *advanced.tombstones), self.lock, designs, HOME, DESCRIPTION, media)

    def build(
        self,
        notes: Sequence[NoteFields],
        *,
        now: float = NOON,
        css: str = ".card {}",
        version: str = "2.21.0",
        media: tuple[tuple[str, bytes], ...] = (),
    ) -> bytes:
        """The next package."""
        return pack(self.contents(notes, now=now, css=css, version=version, media=media))
