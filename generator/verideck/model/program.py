"""What runs in one process, and what it did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from verideck.model.project import Limits

FigureFormat: TypeAlias = Literal["svg", "png"]


@dataclass(frozen=True, slots=True)
class View:
    """Lines of a unit, both included, whose figures a card shows in this format once they have run."""

    first: int
    last: int
    format: FigureFormat


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of code that one program runs in one go: the prelude, a fence, or a whole snippet file.

    `line` is the file's line of its first line, so that tracebacks name the author's file and line. Only a `fence`
    shows the value of a last expression. `claims` are (name, line of the assert in the file). What is typed at a prompt
    of a `pycon` unit stands on the lines `prompts`, both included.
    """

    role: Literal["prelude", "fence", "pycon", "snippet"]
    path: str
    line: int
    code: str
    claims: tuple[tuple[str, int], ...] = ()
    prompts: tuple[tuple[int, int], ...] = ()
    views: tuple[View, ...] = ()


@dataclass(frozen=True, slots=True)
class Program:
    """What one process runs: units in order, then the value of each expression, `f"{expression}"`.

    `name` says what it is to people: the snippet's path, or the card file's path with the note's id.
    `path_entry` is the folder, relative to the root, that imports come from, as with `python FOLDER/x.py`.
    """

    name: str
    units: tuple[Unit, ...]
    values: tuple[str, ...]
    path_entry: str
    limits: Limits


@dataclass(frozen=True, slots=True)
class Output:
    """What one module-level statement wrote. `line` and `end_line` are the statement's lines in its file.

    `warnings` are Python's, which are not part of stderr: `Category: message`, a line each. `raised` is what was typed
    at a prompt came to; elsewhere an exception ends the unit.
    """

    line: int
    end_line: int
    stdout: str = ""
    stderr: str = ""
    warnings: str = ""
    raised: Raised | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """A line of a traceback in an author's file; frames of libraries and of the runner are left out."""

    path: str
    line: int
    function: str


@dataclass(frozen=True, slots=True)
class Raised:
    """An exception that ended a unit or a value. `bases` are the names of its class and all base classes.

    `type` is the name as Python prints it: bare for built-in exceptions, dotted for others.
    """

    type: str
    bases: tuple[str, ...]
    message: str
    frames: tuple[Frame, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as drawn: the file, and its size in CSS pixels (96 an inch)."""

    format: FigureFormat
    data: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Undrawn:
    """Why a figure was not drawn. `detail` is what there is to say about it: a size, or an exception."""

    reason: Literal["animated", "too-large", "too-heavy", "no-glyph", "failed"]
    detail: str = ""


@dataclass(frozen=True, slots=True)
class FigureRun:
    """The `count` figures that a view left open. One alone is drawn: then there is a `figure` or an `undrawn`."""

    view: View
    count: int
    figure: Figure | None = None
    undrawn: Undrawn | None = None


@dataclass(frozen=True, slots=True)
class UnitRun:
    """What a unit did. `outputs` holds only statements that wrote something; `result` is a fence's last value.

    Of a prompt there is an output too where it raised something and wrote nothing.
    """

    outputs: tuple[Output, ...] = ()
    result: str | None = None
    raised: Raised | None = None
    figures: tuple[FigureRun, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimFailure:
    """One failing of an assert: the operands' source and repr, the assert's own message, or what it raised.

    `difference` says where two operands differ that should be equal, where their texts are too long to see it.
    """

    operands: tuple[tuple[str, str], ...] = ()
    message: str = ""
    raised: Raised | None = None
    difference: str = ""


@dataclass(frozen=True, slots=True)
class ClaimRun:
    """How often a claim's assert was reached, and how it failed. It held if it was reached and never failed."""

    name: str
    reached: int = 0
    failures: tuple[ClaimFailure, ...] = ()


@dataclass(frozen=True, slots=True)
class ValueRun:
    """The text of a value, or what evaluating it raised."""

    text: str | None = None
    raised: Raised | None = None


@dataclass(frozen=True, slots=True)
class Recording:
    """What a run did: one entry a unit (fewer after an exception), a claim, a value (none after an exception).

    `python` is the version of the interpreter, `distributions` the (name, version) of what was imported, sorted.
    """

    units: tuple[UnitRun, ...]
    claims: tuple[ClaimRun, ...]
    values: tuple[ValueRun, ...]
    python: str
    distributions: tuple[tuple[str, str], ...]
    seconds: float = field(compare=False, default=0.0)


@dataclass(frozen=True, slots=True)
class Aborted:
    """A run that did not finish; it is never cached.

    `path` and `line` are the module-level statement that was running; `detail` is one sentence, such as
    "killed by SIGABRT" or "still running after 30 s"; `stderr` the end of what it wrote there.
    """

    reason: Literal["timeout", "crashed", "exited", "output-limit", "memory-limit", "process-limit"]
    detail: str
    path: str = ""
    line: int = 0
    stderr: str = ""


Run: TypeAlias = Recording | Aborted
Runs: TypeAlias = Mapping[str, Run]
"""What programs did, by their names."""
