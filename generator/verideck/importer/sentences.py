"""Where the sentences of running text end, and which of them state something that can be proven or refuted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from verideck.model import HOLE_OPEN

END = re.compile(
    rf"""[.!?]["'”’)\]*_~]*\s+(?=["'“‘(\[*_~]*[^\W_a-z]|["'“‘(\[*_~]*{HOLE_OPEN})|[。！？]["'”’」』）]*\s*"""
)  # fmt: skip
ABBREVIATION = re.compile(
    r"(?:\b(?:al|approx|cf|dr|e\.g|eq|fig|i\.e|mr|mrs|no|nr|prof|resp|st|vs|z\.b)|(?<!\w)[^\W\d_])\.\s*$", re.IGNORECASE
)
LONGEST = 20
"""Of an abbreviation, with room."""

LEAST_WORDS, LEAST_CHARACTERS = 2, 6
"""Of a statement; the second where no spaces part the words."""


def sentences(text: str) -> Iterator[str]:
    """The sentences of one paragraph, without the white space between them."""
    start = 0
    for end in END.finditer(text):
        if not ABBREVIATION.search(text[max(start, end.start() - LONGEST) : end.start() + 1]):
            yield text[start : end.end()].strip()
            start = end.end()
    if rest := text[start:].strip():
        yield rest


def states_something(sentence: str) -> bool:
    """Whether a sentence may be true or false: a question, an exclamation, an "as follows:" and a "Yes." may not."""
    bare = sentence.rstrip("\"'”’)]")
    if bare.endswith(("?", "!", ":", "？", "！", "：")):
        return False
    return len(bare.split()) >= LEAST_WORDS or (not bare.isascii() and len(bare) >= LEAST_CHARACTERS)
