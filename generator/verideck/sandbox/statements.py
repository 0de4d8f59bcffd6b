"""A unit's module-level statements, compiled one by one, with the line numbers of their file."""

from __future__ import annotations
import __future__

import ast
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType
from typing import Any

from .claims import Recorder, instrument
from .wire import Json


@dataclass(frozen=True, slots=True)
class Statement:
    """`line` is that of the first decorator where there is one. A `shown` one is evaluated for its value."""

    tree: ast.stmt
    path: str
    flags: int
    shown: bool

    @property
    def line(self) -> int:
        decorators: list[ast.expr] = getattr(self.tree, "decorator_list", [])
        return decorators[0].lineno if decorators else self.tree.lineno

    @property
    def end_line(self) -> int:
        return self.tree.end_lineno or self.tree.lineno

    def run(self, namespace: dict[str, Any]) -> object:
        """Execute it; the value of a shown expression, else None."""
        if self.shown and isinstance(self.tree, ast.Expr):
            return eval(self.compiled(ast.Expression(self.tree.value), "eval"), namespace)
        exec(self.compiled(ast.Module([self.tree], []), "exec"), namespace)
        return None

    def compiled(self, tree: ast.Module | ast.Expression, mode: str) -> CodeType:
        code: CodeType = compile(tree, self.path, mode, self.flags, dont_inherit=True)
        return code


@dataclass(frozen=True, slots=True)
class Typed:
    """What is typed at a prompt. It is compiled when it runs, for a mistake in it may be what the card shows."""

    source: str
    path: str
    line: int
    end_line: int
    splitter: Splitter

    def run(self, namespace: dict[str, Any]) -> None:
        """Execute it; the value of an expression is printed as `sys.displayhook` does. Raises SyntaxError."""
        exec(self.splitter.typed(self.source, self.path), namespace)


class Splitter:
    """Splits units. What one imports from `__future__` holds for those after it, as in a file that joins them."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.flags = 0

    def split(self, unit: Json) -> list[Statement]:
        """The statements with claims instrumented. Raises SyntaxError, and ValueError for a null character.

        The unit is compiled as a whole first, so that a mistake in its last line is found before its first line runs.
        """
        source = "\n" * (unit["line"] - 1) + unit["code"]
        tree = ast.parse(source, unit["path"])
        with warnings.catch_warnings(action="ignore"):  # they come again with their statement
            compile(tree, unit["path"], "exec", self.flags, dont_inherit=True)
        self.flags |= future_flags(tree)
        return list(self.statements(unit, tree, source))

    def prompts(self, unit: Json) -> Iterator[Typed]:
        """What is typed at each prompt of a `pycon` unit."""
        lines = unit["code"].split("\n")
        for line, end_line in unit["prompts"]:
            code = "\n".join(lines[line - unit["line"] : end_line - unit["line"] + 1])
            yield Typed("\n" * (line - 1) + code + "\n", unit["path"], line, end_line, self)

    def typed(self, source: str, path: str) -> CodeType:
        """The code of one statement at a prompt, with claims instrumented. Raises SyntaxError."""
        tree = ast.parse(source, path, "single")
        body = [instrument(statement, path, source, self.recorder) for statement in tree.body]
        code: CodeType = compile(ast.Interactive(body), path, "single", self.flags, dont_inherit=True)
        self.flags |= future_flags(tree)
        return code

    def statements(self, unit: Json, tree: ast.Module, source: str) -> Iterator[Statement]:
        for index, statement in enumerate(tree.body):
            shown = unit["role"] == "fence" and statement is tree.body[-1] and not is_ended(statement, source)
            if is_text(statement) and index and not shown:
                continue  # alone in a module of its own, it would become the docstring
            tree_with_claims = instrument(statement, unit["path"], source, self.recorder)
            yield Statement(tree_with_claims, unit["path"], self.flags, shown)


def is_ended(statement: ast.stmt, source: str) -> bool:
    """Whether a semicolon ends it, by which authors of notebooks say that its value is not to be shown."""
    assert statement.end_lineno
    line = source.encode().split(b"\n")[statement.end_lineno - 1]
    return line[statement.end_col_offset :].lstrip().startswith(b";")


def is_text(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def future_flags(tree: ast.Module | ast.Interactive) -> int:
    flags: int = 0
    for statement in tree.body:
        if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
            for alias in statement.names:
                flags |= getattr(__future__, alias.name).compiler_flag
    return flags
