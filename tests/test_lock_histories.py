"""Numbers over years of edits and reverts, against a ledger of what learners have."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import example, given, settings
from hypothesis import strategies as st

from decks import NOON, cloze, named_by
from known import Known, Ledger
from verideck.lock import advance, highest
from verideck.model import Lock, NoteFields

Asks = Mapping[int, str]
ASKS: st.SearchStrategy[Asks] = st.dictionaries(st.integers(1, 3), st.sampled_from("abc"), min_size=1, max_size=3)
REVERTS = st.tuples(st.integers(0, 5), st.booleans())
"""To which of the builds before, and whether the sources go back with the lock."""


def asking(asks: Asks) -> NoteFields:
    made = cloze("three", str(sorted(asks.items())), tuple(number - 1 for number in sorted(asks)))
    words = tuple((number - 1, asks[number]) for number in sorted(asks))
    return NoteFields(made.id, made.guid, "cloze", made.kind, made.deck, (), made.fields, made.cards, asks=words)


class Years:
    """What was shipped so far, build by build."""

    def __init__(self) -> None:
        self.lock, self.published, self.ledger = Lock("n"), Lock("n"), Ledger()
        self.builds: list[tuple[Lock, dict[str, Known], Asks]] = []

    def build(self, asks: Asks) -> bool:
        """Whether it is refused, as the ledger demands."""
        note = asking(asks)
        now = NOON + 60 * len(self.builds)
        named = [named_by("three")]
        made = advance(self.lock, [note], (), named=named, complete=True, now=now, published=self.published)
        assert bool(made.refused) == bool(self.ledger.harmed(note.guid, asks))
        if not made.refused:
            self.lock, self.published = made.lock, highest(self.published, made.lock)
            self.ledger.ships({note.guid: asks})
            self.builds.append((self.lock, self.ledger.lock, asks))
        return bool(made.refused)

    def revert(self, place: int, sources: bool) -> None:
        """Neither what was shipped last is refused nor, with its lock, what was shipped before."""
        self.lock, self.ledger.lock, asks = self.builds[place % len(self.builds)]
        assert not self.build(asks if sources else self.builds[-1][2])


@settings(max_examples=200)
@given(st.lists(st.one_of(ASKS, ASKS, REVERTS), min_size=3, max_size=9))
@example([{1: "a", 2: "b"}, {1: "c", 2: "d"}, {1: "b", 2: "a"}, (0, False)])
@example([{1: "a", 2: "a"}, {1: "b", 3: "a"}])
def test_a_number_is_refused_where_a_learner_would_lose_by_it(steps: list[Asks | tuple[int, bool]]) -> None:
    """And nowhere else: who is refused without need has no way out."""
    years = Years()
    for step in [{1: "a"}, *steps]:
        if isinstance(step, tuple):
            years.revert(*step)
        else:
            years.build(step)
