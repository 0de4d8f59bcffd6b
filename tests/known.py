"""What learners know the numbers of a note by, and what an author may do with them, in plain texts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from written import Numbered


@dataclass(frozen=True)
class Known:
    """What the cards of a note asked for last, by their numbers; `made` are those that it made last."""

    made: frozenset[int]
    asks: Mapping[int, str]

    @classmethod
    def of(cls, asks: Mapping[int, str]) -> Known:
        return cls(frozenset(asks), asks)

    def then(self, asks: Mapping[int, str]) -> Known:
        """What is known once these were shipped."""
        return Known(frozenset(asks), {**self.asks, **asks})

    def beside(self, shipped: Known) -> Known:
        """The same of a lock, where more may have been shipped."""
        return Known(self.made, {**shipped.asks, **self.asks})

    def harmed(self, now: Mapping[int, str]) -> set[int]:
        """The numbers under which a text would have the history of another, or leave its own to another."""
        return {number for number, text in now.items() if self.harms(number, text, now)}

    def harms(self, number: int, text: str, now: Mapping[int, str]) -> bool:
        if self.asks.get(number) == text:
            return False
        left = [other for other, asked in self.asks.items() if asked == text and now.get(other) != text]
        if number in self.asks:
            return bool(left) or number not in self.made
        return any(other in now for other in left)

    def free(self, now: Mapping[int, str]) -> int:
        return max({*self.asks, *now}) + 1

    def mended(self, note: Numbered) -> Numbered:
        """As the diagnostic advises: each text has the number that it had, and a new one a number that no card had."""
        numbers: list[tuple[int, ...]] = []
        for part in note.parts:
            taken = {number for given in numbers for number in given}
            had = (number for number, text in self.asks.items() if text == part.word and number not in taken)
            numbers.append((next(had, self.free(dict.fromkeys(taken, ""))),))
        return note.numbered(numbers)


@dataclass
class Ledger:
    """What is known of all notes, by their GUIDs: in the lock, and on the machine that shipped them."""

    lock: dict[str, Known] = field(default_factory=dict)
    shipped: dict[str, Known] = field(default_factory=dict)

    def of(self, guid: str) -> Known:
        shipped = self.shipped.get(guid, Known.of({}))
        return self.lock[guid].beside(shipped) if guid in self.lock else shipped

    def harmed(self, guid: str, now: Mapping[int, str]) -> set[int]:
        """As above. Nothing is where learners have just this, whatever an old lock says."""
        last = self.shipped.get(guid, Known.of({}))
        return set() if now == {number: last.asks[number] for number in last.made} else self.of(guid).harmed(now)

    def heirs(self, guid: str, word: str, used: Collection[int]) -> set[int]:
        """The numbers that may be given back to an item which lost its own."""
        lines = (lines.get(guid, Known.of({})) for lines in (self.lock, self.shipped))
        return {number for line in lines for number, text in line.asks.items() if text == word}.difference(used)

    def ships(self, notes: Mapping[str, Mapping[int, str]]) -> None:
        """A package with these notes, and with a tombstone for each other one in the lock."""
        fresh = {guid: self.of(guid) for guid in self.lock} | {guid: self.of(guid).then(notes[guid]) for guid in notes}
        self.lock = self.lock | fresh
        self.shipped = self.shipped | fresh
