"""What a name may be: of a note, a claim, a region, a tag, a deck."""

from __future__ import annotations

import re

NAME = r"[A-Za-z0-9_][A-Za-z0-9_.-]*"
"""Claims, regions and snippets, as part of a regular expression."""

OTHER_LANGUAGES = frozenset({"cython", "jython", "python2", "rpython"})
"""Languages of their own, though their names look like misspellings of Python's."""

NOTE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


def is_tag(tag: str) -> bool:
    """Whether Anki keeps the tag as it is: no white space, and `::` only between names."""
    return bool(tag) and not any(character.isspace() for character in tag) and "" not in tag.split("::")


def is_deck(deck: str) -> bool:
    """Whether Anki keeps the deck's name as it is: no level is empty or has white space at its ends."""
    return all(level and level == level.strip() for level in deck.split("::"))
