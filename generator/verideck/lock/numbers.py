"""Numbers of deletions and items: one that a learner has a card of is never given to another text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from verideck.lock.digest import sha256
from verideck.lock.identity import Refused
from verideck.model import Lock, NoteFields


def digests(note: NoteFields) -> dict[int, str]:
    """What each card of a cloze note asks for, by its ordinal, in a form that a line of the lock has room for."""
    return {ordinal: sha256(words)[:8] for ordinal, words in note.asks}


def reused(known: Lock, notes: Iterable[NoteFields]) -> Iterator[Refused]:
    """Notes that ask for something else under a number that was gone. The same text may come back under its own."""
    lines = {line.guid: line for line in known.notes}
    for note in notes:
        if line := lines.get(note.guid):
            lost = {ordinal: digest for ordinal, digest in line.asks if ordinal in line.gone}
            taken = [ordinal for ordinal, digest in digests(note).items() if lost.get(ordinal, digest) != digest]
            if taken:
                yield number_reused(note, taken, {*line.cards, *line.gone, *note.cards})


def number_reused(note: NoteFields, taken: list[int], known: set[int]) -> Refused:
    names = ", ".join(f"`c{ordinal + 1}`" for ordinal in taken)
    return Refused(
        note.id,
        "number-reused",
        f"{names} was the number of another text, whose card learners may still have, with its history",
        f"write `c{max(known) + 2}`, which no card has had; or bring the old text back as it was",
    )
