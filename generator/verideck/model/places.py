"""Where something stands, and what is to be said about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a file. Lines and columns are 1-based and count characters; the end column is exclusive.

    `path` is relative to the project's root, with forward slashes.
    """

    path: str
    line: int
    column: int = 1
    end_line: int = 0
    end_column: int = 0

    @classmethod
    def at(cls, path: str, text: str, offset: int, length: int = 1) -> Span:
        """So many characters of a line, from an offset of the file's text on."""
        line, column = text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
        return cls(path, line, column, line, column + length)


Severity: TypeAlias = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that a diagnostic speaks of, such as the snippet's line behind a claim."""

    span: Span
    message: str = ""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A located message with a stable kebab-case code; `help` says what to do."""

    code: str
    message: str
    span: Span
    severity: Severity = "error"
    expected: str | None = None
    actual: str | None = None
    related: tuple[Related, ...] = ()
    help: str | None = None
