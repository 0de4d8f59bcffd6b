"""Takes out of a recording what differs from run to run and says nothing: addresses, temporary paths, timings.

Only what is certain to be one of these is replaced, by `...`. A duration that a program prints in words of its own may
be the answer, so it stays; `verideck check --repeat` finds those that change.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from verideck.execute.seam import Trace, Tracer
from verideck.model import (
    Aborted,
    ClaimFailure,
    ClaimRun,
    Diagnostic,
    FigureRun,
    Output,
    Program,
    Raised,
    Recording,
    UnitRun,
    ValueRun,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """What is replaced, by which template, and why it says nothing. Its pattern takes linear time.

    It is compiled when it is first of use: a build whose recordings are all known needs none.
    """

    name: str
    pattern: str
    replacement: str
    reason: str


BACKSPACE, ESCAPE = "\x08", "\x1b"
PATH_CHARACTER = r"[\w.+~@%-]"
STEP = r"[ ][0-9]+(?:s|ms|us)/(step|epoch|sample)"

TEXT_RULES = (
    Rule(
        "address",
        r"\bat 0x[0-9a-fA-F]{6,16}\b",
        "at 0x...",
        "where an object lies in memory, as the default repr says it; doctests write it like this, too",
    ),
    Rule(
        "scratch-path",
        rf"(?<![\w.+~@%/-])(?:/{PATH_CHARACTER}++)*?/verideck-[a-z0-9_]{{8}}/run-[a-z0-9_]{{8}}(?![a-z0-9_])",
        "/tmp/...",
        "the folder that a program runs in has a new name every time",
    ),
    Rule(
        "temporary-file",
        r"(/tmp(?:/\.\.\.)?)/(tmp|__autograph_generated_file)[a-z0-9_]{8}(?![a-z0-9_])",
        r"\1/\2...",
        "`tempfile` and AutoGraph make up the names of their files",
    ),
)
"""For every text that a program leaves: what it wrote, values, the texts of claims and exceptions."""

STREAM_RULES = (
    *TEXT_RULES,
    Rule(
        "erased-progress",
        rf"\r[^\r\n{BACKSPACE}]*+{BACKSPACE}++(?=\r)",
        "",
        "Keras draws a bar as often as time allows, and erases it before the next one; a terminal keeps the last",
    ),
    Rule(
        "progress-bar",
        (
            rf"\r(?:{ESCAPE}\[1m)?([ ]*[0-9]+/(?:[0-9]+|Unknown))(?:{ESCAPE}\[0m)?"
            rf"([ ])(?:{ESCAPE}\[32m)?(━*+)(?:{ESCAPE}\[0m)?(?:{ESCAPE}\[37m)?(━*+)(?:{ESCAPE}\[0m)?([ ]?)"
            rf"{ESCAPE}\[1m(?:[0-9]+s|[0-9]+:[0-9:]+){ESCAPE}\[0m{STEP}"
            rf"((?>(?:[^\r\n{BACKSPACE} ]++|[ ]++(?![\r\n]|\Z))*))[ ]*+"
        ),
        r"\1\2\3\4\5...s .../\6\7",
        "the time that a step takes; counts and metrics stay, colours and the padding of an earlier bar go",
    ),
    Rule(
        "progress-line",
        rf"(?m)^([0-9]+/[0-9]+) - [0-9]+s -{STEP}",
        r"\1 - ...s - .../\2",
        "the same, as Keras writes it with `verbose=2`",
    ),
    Rule(
        "elapsed",
        r"(?i)\b((?:elapsed(?: time)?|wall time) ?[:=]? ?)[0-9]+(?:\.[0-9]+)?( ?(?:s|ms|us|µs|ns|seconds?)\b)",
        r"\1...\2",
        "a duration that the program itself calls elapsed or wall time was measured by a clock",
    ),
    Rule(
        "log-time",
        r"(?m)^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}\.[0-9]{6}(?=: [IWEF] )",
        "...",
        "when TensorFlow logged a line",
    ),
    Rule(
        "log-origin",
        r"(?m)^([IWEF])[0-9]{4} [0-9:.]+[ ]+[0-9]+(?= [^ \n\]]++\] )",
        r"\1...",
        "the same as Abseil writes it, with the number of the process",
    ),
)
"""For what a program wrote to its streams, in this order."""


@functools.cache
def digest() -> str:
    """SHA-256 of this file, the rules and where they apply: recordings of other rules are others."""
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()


class Normalised:
    """A Sandbox and a Tracer: what another one records, by the rules."""

    def __init__(self, tracer: Tracer) -> None:
        self.tracer = tracer

    def run(self, program: Program) -> Recording | Aborted:
        """As with Sandbox."""
        trace = self.trace(program)
        return trace.recording if isinstance(trace, Trace) else trace

    def trace(self, program: Program) -> Trace | Aborted:
        """As with Tracer. Why a run was aborted is told as it was."""
        trace = self.tracer.trace(program)
        return replace(trace, recording=normalised(trace.recording)) if isinstance(trace, Trace) else trace

    def remarks(self) -> tuple[Diagnostic, ...]:
        """As with Sandbox."""
        return self.tracer.remarks()

    def close(self) -> None:
        """As with Sandbox."""
        self.tracer.close()


def normalised(recording: Recording) -> Recording:
    """The recording with the rules applied to all that comes from the program."""
    return replace(
        recording,
        units=tuple(map(unit, recording.units)),
        claims=tuple(map(claim, recording.claims)),
        values=tuple(map(value, recording.values)),
    )


def stream(written: str) -> str:
    """What a program wrote to stdout or stderr, by all rules."""
    return applied(STREAM_RULES, written)


def text(said: str) -> str:
    """A value, a repr or a message, by the rules for every text."""
    return applied(TEXT_RULES, said)


def applied(rules: Iterable[Rule], to: str) -> str:
    for rule in rules:
        to = re.sub(rule.pattern, rule.replacement, to)
    return to


def unit(run: UnitRun) -> UnitRun:
    return replace(
        run,
        outputs=tuple(map(output, run.outputs)),
        result=optional(run.result),
        raised=exception(run.raised),
        figures=tuple(map(figure, run.figures)),
    )


def figure(run: FigureRun) -> FigureRun:
    undrawn = run.undrawn
    return run if undrawn is None else replace(run, undrawn=replace(undrawn, detail=text(undrawn.detail)))


def output(written: Output) -> Output:
    return replace(
        written,
        stdout=stream(written.stdout),
        stderr=stream(written.stderr),
        warnings=text(written.warnings),
        raised=exception(written.raised),
    )


def claim(run: ClaimRun) -> ClaimRun:
    return replace(run, failures=tuple(map(failure, run.failures)))


def failure(of: ClaimFailure) -> ClaimFailure:
    operands = tuple((source, text(shown)) for source, shown in of.operands)
    return replace(
        of,
        operands=operands,
        message=text(of.message),
        raised=exception(of.raised),
        difference=text(of.difference),
    )


def value(run: ValueRun) -> ValueRun:
    return replace(run, text=optional(run.text), raised=exception(run.raised))


def exception(raised: Raised | None) -> Raised | None:
    return raised and replace(raised, message=text(raised.message))


def optional(said: str | None) -> str | None:
    return None if said is None else text(said)
