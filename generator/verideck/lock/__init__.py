"""`deck.lock`: which times and ids the last package gave each note, so that Anki updates what changed and only that."""

from verideck.lock.advance import Advanced, Refused, advance, differences
from verideck.lock.text import dump_lock, read_lock

__all__ = ["Advanced", "Refused", "advance", "differences", "dump_lock", "read_lock"]
