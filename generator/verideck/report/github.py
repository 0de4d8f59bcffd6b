"""Diagnostics as GitHub's workflow commands, which annotate the lines of a pull request."""

from __future__ import annotations

from collections.abc import Iterable

from verideck.model import Diagnostic
from verideck.report.text import position


def github(diagnostics: Iterable[Diagnostic], prefix: str = "") -> str:
    """A line for each. `prefix` leads from the repository's root to the project's, as in `decks/tensorflow/`."""
    return "".join(f"{command(each, prefix)}\n" for each in sorted(diagnostics, key=position))


def command(diagnostic: Diagnostic, prefix: str) -> str:
    span = diagnostic.span
    properties = {"file": prefix + span.path, "line": span.line, "endLine": span.end_line or span.line}
    if span.end_line in (0, span.line):  # columns are of one line, or GitHub ignores the place
        properties["col"] = span.column
        if span.end_column:
            properties["endColumn"] = span.end_column
    properties["title"] = diagnostic.code
    listed = ",".join(f"{name}={property_text(str(value))}" for name, value in properties.items())
    return f"::{diagnostic.severity} {listed}::{escaped(message(diagnostic))}"


def message(diagnostic: Diagnostic) -> str:
    """Everything that it says, line by line."""
    lines = [diagnostic.message]
    lines += [f"expected: {diagnostic.expected}"] if diagnostic.expected is not None else []
    lines += [f"actual: {diagnostic.actual}"] if diagnostic.actual is not None else []
    lines += [f"{each.span.path}:{each.span.line}: {each.message}" for each in diagnostic.related]
    lines += [f"help: {diagnostic.help}"] if diagnostic.help else []
    return "\n".join(lines)


def escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def property_text(text: str) -> str:
    return escaped(text).replace(":", "%3A").replace(",", "%2C")
