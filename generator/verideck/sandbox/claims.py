"""Claims: asserts that are counted, explained where they fail, and never end the program.

`assert f(x) == y, message` becomes

    try:
        @claims.begin(0)
        if @claims.tested(0, @claims.operand(0, 0, f(x)) == @claims.operand(0, 1, y)): @claims.held(0)
        else: @claims.failed(0, message)
    except @claims.errors: @claims.raised(0)

Operands pass through a call, not through assignments: so each is evaluated once, in its place and scope, only where
Python would, and nothing is left in the program's namespace. No author can write the name `@claims`.
"""

from __future__ import annotations

import ast
import builtins
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import BuiltinFunctionType, FunctionType, MethodType, MethodWrapperType, ModuleType
from typing import TypeVar, cast

from .authors import Authors, clip
from .contrast import contrast
from .operands import NAME, TEXT, Operands, attribute, call, placed
from .wire import Json

T = TypeVar("T")

FAILURES = 3
"""How many failures of a claim are kept."""


def instrument(statement: ast.stmt, path: str, source: str, recorder: Recorder) -> ast.stmt:
    """The statement with every claim in it recorded. `source` has the file's line numbers."""
    return cast(ast.stmt, Instrumented(path, source, recorder).visit(statement)) if recorder.slots else statement


@dataclass(slots=True)
class Count:
    """A claim's run so far. `sources` are the operands as written, `equal` the pairs that should be equal."""

    name: str
    sources: list[str] = field(default_factory=list)
    equal: list[tuple[int, int]] = field(default_factory=list)
    reached: int = 0
    failures: list[Json] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Attempt:
    """One evaluation of a claim's assert: the operands so far, by their place."""

    slot: int
    values: dict[int, object] = field(default_factory=dict)
    vacuous: str = ""


class Attempts(threading.local):
    """The evaluations under way in a thread: an operand may call a function with claims of its own."""

    def __init__(self) -> None:
        self.stack: list[Attempt] = []


class Recorder:
    """What instrumented asserts call. `slots` finds a claim's number by the path and line of its assert."""

    errors = Exception

    def __init__(self, units: Sequence[Json], authors: Authors) -> None:
        claims = [(unit["path"], line, name) for unit in units for name, line in unit["claims"]]
        self.counts = [Count(name) for _, _, name in claims]
        self.slots = {(path, line): slot for slot, (path, line, _) in enumerate(claims)}
        self.authors = authors
        self.lock = threading.Lock()
        self.attempts = Attempts()
        setattr(builtins, NAME, self)

    def begin(self, slot: int) -> None:
        with self.lock:
            self.counts[slot].reached += 1
        self.attempts.stack.append(Attempt(slot))

    def operand(self, slot: int, place: int, value: T) -> T:
        self.current(slot).values[place] = value
        return value

    def tested(self, slot: int, value: T) -> T | bool:
        """What the assert tests; False, with the reason, where it would be true whatever the code did."""
        why = why_vacuous(value)
        self.current(slot).vacuous = why
        return False if why else value

    def result(self, slot: int, place: int, value: T) -> T:
        """What is asserted as a whole. That it is false goes without saying."""
        if type(value).__name__ not in ("bool", "bool_"):
            self.operand(slot, place, value)
        return value

    def held(self, slot: int) -> None:
        self.attempts.stack.remove(self.current(slot))

    def failed(self, slot: int, text: object = "") -> None:
        self.keep(slot, {"message": self.current(slot).vacuous or printed(str, text)})

    def raised(self, slot: int) -> None:
        error = sys.exception()
        assert error is not None
        self.keep(slot, {"raised": self.authors.raised(error)})

    def current(self, slot: int) -> Attempt:
        """The innermost attempt of this claim: those of coroutines may be interleaved with others'."""
        return next(attempt for attempt in reversed(self.attempts.stack) if attempt.slot == slot)

    def keep(self, slot: int, why: Json) -> None:
        attempt, count = self.current(slot), self.counts[slot]
        self.attempts.stack.remove(attempt)
        if len(count.failures) < FAILURES:
            told = [(count.sources[place], value) for place, value in sorted(attempt.values.items())]
            operands = [(source, printed(repr, value)) for source, value in told if not is_named(source, value)]
            count.failures.append({"operands": operands, **contrasted(count, attempt.values), **why})

    def runs(self) -> list[Json]:
        """Every claim as `ClaimRun`."""
        return [{"name": c.name, "reached": c.reached, "failures": c.failures} for c in self.counts]


def contrasted(count: Count, values: dict[int, object]) -> Json:
    """Where the first pair that should be equal differs, if that needs to be said."""
    for one, other in count.equal:
        if one in values and other in values and (text := contrast(values[one], values[other], printed)):
            return {"difference": clip(text, TEXT)}
    return {}


ALWAYS_TRUE = {
    FunctionType: "a function",
    MethodType: "a method",
    BuiltinFunctionType: "a function",
    MethodWrapperType: "a method",
    partial: "a function",
    type: "a class",
    ModuleType: "a module",
    str: "a text",
}
"""What is true by being there. A text is, too, unless it is empty: `str(x == 2)` is as true as `x == 2` is false."""


def why_vacuous(value: object) -> str:
    """Why a tested value proves nothing; empty where it may."""
    if isinstance(value, Iterator):
        return "the assert tests an iterator, which is true whatever it holds: make a list of it, or use `all(…)`"
    kind = next((words for kind, words in ALWAYS_TRUE.items() if isinstance(value, kind)), None)
    if kind is None or value == "":
        return ""
    return f"the assert tests {kind}, which is true in any case: compare it, or call it"


def is_named(source: str, value: object) -> bool:
    """Whether it is a class, a function or a module, whose name says it all."""
    return isinstance(value, type | ModuleType) or source.rpartition(".")[2] == getattr(value, "__name__", None)


def printed(function: Callable[[object], str], value: object) -> str:
    try:
        return clip(function(value), TEXT)
    except Exception as error:
        return f"<{type(value).__name__} whose text raises {type(error).__name__}>"


class Instrumented(ast.NodeTransformer):
    """Replaces the asserts of claims, wherever they stand."""

    def __init__(self, path: str, source: str, recorder: Recorder) -> None:
        self.path = path
        self.source = source
        self.recorder = recorder

    def visit_Assert(self, node: ast.Assert) -> ast.stmt:
        slot = self.recorder.slots.get((self.path, node.lineno))
        if slot is None:
            return node
        message = [node.msg] if node.msg else []
        test = ast.If(
            call("tested", slot, self.operands(slot).test(node.test)),
            [ast.Expr(call("held", slot))],
            [ast.Expr(call("failed", slot, *message))],
        )
        handler = ast.ExceptHandler(attribute("errors"), None, [ast.Expr(call("raised", slot))])
        return placed(ast.Try([ast.Expr(call("begin", slot)), test], [handler], [], []), node)

    def operands(self, slot: int) -> Operands:
        count = self.recorder.counts[slot]
        return Operands(slot, self.source, count.sources, count.equal)
