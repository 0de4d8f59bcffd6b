"""What the JSON documents say of one diagnostic."""

from __future__ import annotations

from typing import TypedDict

from verideck.model import Diagnostic, Span


class PlaceEntry(TypedDict):
    """`end_column` is exclusive, and null where the place reaches to the end of the line or has no known end."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int | None


class RelatedEntry(PlaceEntry):
    message: str


class DiagnosticEntry(PlaceEntry):
    code: str
    severity: str
    message: str
    expected: str | None
    actual: str | None
    related: list[RelatedEntry]
    help: str | None


def diagnostic_entry(diagnostic: Diagnostic) -> DiagnosticEntry:
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        **place_entry(diagnostic.span),
        "expected": diagnostic.expected,
        "actual": diagnostic.actual,
        "related": [{**place_entry(each.span), "message": each.message} for each in diagnostic.related],
        "help": diagnostic.help,
    }


def place_entry(span: Span) -> PlaceEntry:
    return {
        "file": span.path,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line or span.line,
        "end_column": span.end_column or None,
    }
