"""What a program did differently when it ran again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from verideck.model.expectation import Expectation
from verideck.model.outcome import Note

FactKind: TypeAlias = Literal[
    "stdout", "stderr", "warnings", "raised", "result", "figure", "exception", "claim", "value", "end", "rest"
]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something of a recording, by where it comes from: a statement's stream, a unit's result, a claim, a value.

    `index` counts the units, claims or values of the program. `path` and the lines are the statement's or the unit's;
    a value has none. `raised` is what came of a prompt, `exception` what ended a unit, `end` how the program ended, and
    `rest` what no other kind tells. A figure has the lines after which it is drawn.
    """

    kind: FactKind
    program: str
    index: int = 0
    path: str = ""
    line: int = 0
    end_line: int = 0


@dataclass(frozen=True, slots=True)
class Unstable:
    """A fact that differs. `first` is its text in the run that was verified, `again` in the run numbered `run`, from 1.

    `differing` of `runs` further runs differed. `expectation` is a note's that it touches, None where it touches none;
    `matters` is whether the note came to something else.
    """

    fact: Fact
    first: str
    again: str
    run: int
    differing: int
    runs: int
    note: Note | None = None
    expectation: Expectation | None = None
    matters: bool = False
