"""Words an exception: its sentence, its places, and what the sentence cannot hold."""

from __future__ import annotations

from verideck.model import Raised, Related, Span


def raised_at(raised: Raised) -> tuple[Related, ...]:
    """Where it was raised, then the calls that led there, the innermost first; a repeated place stands once."""
    places = dict.fromkeys((frame.path, frame.line) for frame in reversed(raised.frames))
    words = ["raised here"] + ["called here"] * CALLS
    return tuple(Related(Span(*place), word) for place, word in zip(places, words, strict=False))


CALLS = 3
"""How many calls are shown at most: a recursion has as many frames as Python allows."""


def sentence(raised: Raised) -> str:
    """The exception on one line, as Python ends a traceback."""
    first = raised.message.strip().split("\n")[0]
    return f"{raised.type}: {shortened(first)}" if first else raised.type


def short_name(raised: Raised) -> str:
    return raised.type.rpartition(".")[2]


def rest(raised: Raised) -> str | None:
    """The whole message where a sentence cannot hold it."""
    message = raised.message.strip()
    return message if sentence(raised) != f"{raised.type}: {message}" and message else None


def shortened(line: str) -> str:
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


LONGEST = 200
"""Characters of a foreign message that a sentence takes in; the rest of it stands below."""
