"""What must hold for a note, in a form that can be checked: one class for each kind of evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from verideck.model.fences import PyconFence, PythonFence, RegionFence
from verideck.model.prose import ClaimLink, Value
from verideck.model.snippet import Claim, Region


@dataclass(frozen=True, slots=True)
class CitedClaim:
    """A claim link, the claim that it names, and the program that reaches it."""

    link: ClaimLink
    claim: Claim
    program: str


@dataclass(frozen=True, slots=True)
class AskedValue:
    """A value and the place of its expression among the program's values."""

    value: Value
    program: str
    slot: int


@dataclass(frozen=True, slots=True)
class RunFence:
    """A Python fence and the place of its unit in the note's own program."""

    fence: PythonFence
    program: str
    unit: int


@dataclass(frozen=True, slots=True)
class RunExamples:
    """A `pycon` fence and the place of its unit in the note's own program."""

    fence: PyconFence
    program: str
    unit: int


@dataclass(frozen=True, slots=True)
class ShownRegion:
    """A region fence, the region, and the place of the snippet's unit in its program."""

    fence: RegionFence
    region: Region
    program: str
    unit: int


Expectation: TypeAlias = CitedClaim | AskedValue | RunFence | RunExamples | ShownRegion
