"""Builds notes with their expectations, and what their programs did, for the tests of verify and report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from verideck.model import (
    AskedValue,
    CitedClaim,
    Claim,
    ClaimLink,
    ClaimRun,
    Draft,
    Expectation,
    Expected,
    Frame,
    Kind,
    Limits,
    Listing,
    Match,
    Note,
    Output,
    Program,
    Prose,
    PythonFence,
    Raised,
    Recording,
    Region,
    RegionFence,
    RunFence,
    ShownRegion,
    Span,
    Stream,
    Unit,
    UnitRun,
    Value,
    ValueRun,
)

CARD = "cards/ranges.md"
SNIPPET = "snippets/ranges.py"
OWN = "cards/ranges.md#same"

CARD_TEXT = """\
---
snippet: ranges
---

# Are they the same? {#same}

No: [the values agree](claim:agree); the dtype is `{python} a.dtype`.

```python raises=ValueError
b = [1]
int("x")
```

```output
[0 1 2]
float32
```
"""
SNIPPET_TEXT = """\
import numpy as np

a = np.arange(3)
# claim: agree
assert a.dtype == np.float32
print(a)
"""

SNIPPET_UNIT = Unit("snippet", SNIPPET, 1, SNIPPET_TEXT, (("agree", 5),))
FENCE_UNIT = Unit("fence", CARD, 10, 'b = [1]\nint("x")\n')
SNIPPET_PROGRAM = Program(SNIPPET, (SNIPPET_UNIT,), ("a.dtype",), "snippets", Limits())
OWN_PROGRAM = Program(OWN, (Unit("prelude", "pyproject.toml", 1, "import math"), FENCE_UNIT), (), "cards", Limits())


SILENT = UnitRun()


def note(*expectations: Expectation, source: str | None = None, listings: int = 0) -> Note:
    named = {each.program for each in expectations}
    programs = tuple(program for program in (SNIPPET_PROGRAM, OWN_PROGRAM) if program.name in named)
    draft = Draft(
        id="same",
        proposed_id="same",
        kind=Kind.BASIC,
        heading=Prose("Are they the same?"),
        front=(),
        back=tuple(Listing("c", "int x;", Span(CARD, 1)) for _ in range(listings)),
        deck=None,
        tags=(),
        snippet="ranges",
        source=source,
        guid=None,
        claims=(),
        order=0,
        span=Span(CARD, 5, 1, 5, 29),
    )
    return Note("same", "GUID", "Deck", ("dtypes",), draft, programs, expectations)


def claim() -> CitedClaim:
    link = ClaimLink("agree", None, Prose("the values agree"), Span(CARD, 7, 5, 7, 36))
    return CitedClaim(link, Claim("agree", 5, "assert a.dtype == np.float32", Span(SNIPPET, 4, 1, 4, 15)), SNIPPET)


def value(expression: str = "a.dtype", index: int = 0) -> AskedValue:
    return AskedValue(Value(expression, None, index, Span(CARD, 7, 51, 7, 69)), SNIPPET, index)


def fence(
    *,
    raises: str | None = None,
    expected: Expected | None = None,
    hide: bool = False,
    output: Literal["show", "hide", "only"] = "show",
    message: Expected | None = None,
) -> RunFence:
    span = Span(CARD, 9, 1, 12, 4)
    code = PythonFence(FENCE_UNIT.code, 10, hide, output, raises, expected, 0, span, message=message)
    return RunFence(code, OWN, 1)


def region(
    *, expected: Expected | None = None, output: Literal["show", "hide", "only"] = "show", index: int = 0
) -> ShownRegion:
    shown = Region("print", 6, 7, "print(a)", Span(SNIPPET, 6))
    return ShownRegion(RegionFence("print", output, expected, index, Span(CARD, 9, 1, 12, 4)), shown, SNIPPET, 0)


def expected(text: str, *, stream: Stream = "stdout", match: Match = "exact") -> Expected:
    return Expected(text, stream, match, 1e-6, 1e-6, 15, Span(CARD, 14, 1, 17, 4))


def raised(type: str = "ValueError", *frames: Frame, message: str = "no", bases: Sequence[str] = ()) -> Raised:
    return Raised(type, (type, *bases, "Exception"), message, frames)


def wrote(stdout: str = "", stderr: str = "", *, line: int = 6, result: str | None = None) -> UnitRun:
    return UnitRun((Output(line, line, stdout, stderr),), result)


def snippet_run(
    unit: UnitRun = SILENT, *, claims: Sequence[ClaimRun] = (), values: Sequence[ValueRun] = ()
) -> dict[str, Recording]:
    return {SNIPPET: Recording((unit,), tuple(claims), tuple(values), "3.11.7", ())}


def own_run(*units: UnitRun) -> dict[str, Recording]:
    return {OWN: Recording((UnitRun(), *units), (), (), "3.11.7", ())}
