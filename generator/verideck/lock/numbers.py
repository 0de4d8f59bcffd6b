"""Numbers of deletions and items: one that a learner has a card of is never given to another text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from verideck.lock.digest import sha256
from verideck.lock.identity import Refused
from verideck.model import Lock, LockedNote, NoteFields


def digests(note: NoteFields) -> dict[int, str]:
    """What each card of a cloze note asks for, by its ordinal, in a form that a line of the lock has room for."""
    return {ordinal: digest(words) for ordinal, words in note.asks}


def digest(words: str) -> str:
    return sha256(words)[:8]


def recollected(lines: Iterable[LockedNote], items: Iterable[tuple[int | None, str]]) -> dict[int, int]:
    """The numbers that items had before they lost them, by the items' places. `lines` are what is known of their note.

    An item is its number and what it asks for. One of several numbers is that of a card which still asks for it.
    """
    items = list(items)
    used = {number for number, _ in items}
    known: dict[str, list[int]] = {}
    for line in lines:
        asks = dict(line.asks)
        for ordinal in (*line.cards, *line.gone):
            if ordinal in asks and ordinal + 1 not in used:
                known.setdefault(asks[ordinal], []).append(ordinal + 1)
                used.add(ordinal + 1)
    lost = ((place, known.get(digest(words))) for place, (number, words) in enumerate(items) if number is None)
    return {place: numbers.pop(0) for place, numbers in lost if numbers}


def reused(known: Lock, ahead: Iterable[LockedNote], notes: Iterable[NoteFields]) -> Iterator[Refused]:
    """Notes in which a text stands under the number of another: one that is gone, or one that it changed places with.

    A text may change under its number, and come back under the one that it had. `ahead` are the lines of notes that
    were shipped later than the lock knows: a note that asks as they do changes nothing.
    """
    lines, last = {line.guid: line for line in known.notes}, {line.guid: line for line in ahead}
    for note in notes:
        if (line := lines.get(note.guid)) and not asks_as(note, last.get(note.guid)):
            before, now = dict(line.asks), digests(note)
            free = max({*line.cards, *line.gone, *note.cards}) + 1
            if taken := [each for each in now if each in line.gone and before.get(each, now[each]) != now[each]]:
                yield number_reused(note, taken, free)
            elif moves := list(moved(before, now)):
                yield numbers_moved(note, moves, free)


def asks_as(note: NoteFields, line: LockedNote | None) -> bool:
    return line is not None and digests(note) == {each: asked for each, asked in line.asks if each in line.cards}


def moved(before: dict[int, str], now: dict[int, str]) -> Iterator[tuple[int, int]]:
    """Ordinals that now ask for what the second asked for and no longer does, where that gives a card to another text.

    One that is new takes a text along without harm if the card of the second is gone.
    """
    left = [(owner, asked) for owner, asked in before.items() if now.get(owner) != asked]
    for ordinal, digest in now.items():
        owners = (owner for owner, asked in left if asked == digest and (ordinal in before or owner in now))
        if before.get(ordinal) != digest and (owner := next(owners, None)) is not None:
            yield ordinal, owner


def number_reused(note: NoteFields, taken: list[int], free: int) -> Refused:
    names = ", ".join(f"`c{ordinal + 1}`" for ordinal in taken)
    return Refused(
        note.id,
        "number-reused",
        f"{names} was the number of another text, whose card learners may still have, with its history",
        f"write `c{free + 1}`, which no card has had; or bring the old text back as it was",
    )


def numbers_moved(note: NoteFields, moves: list[tuple[int, int]], free: int) -> Refused:
    names = ", ".join(f"`c{now + 1}` now asks for what `c{before + 1}` asked for" for now, before in moves)
    return Refused(
        note.id,
        "number-reused",
        f"{names}: a card would go on with the history of another",
        f"give each text back the number that it had; gaps do no harm, and new texts begin at `c{free + 1}`",
    )
