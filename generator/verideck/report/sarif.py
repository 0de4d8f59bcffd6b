"""Diagnostics as SARIF 2.1.0, which code scanning and editors read."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from verideck.model import Diagnostic, Span
from verideck.report.github import message
from verideck.report.text import position
from verideck.schema import encode

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif(diagnostics: Iterable[Diagnostic], prefix: str = "") -> bytes:
    """One line of JSON; equal diagnostics give equal bytes. `prefix` is as for `github`."""
    found = sorted(diagnostics, key=position)
    codes = sorted({each.code for each in found})
    driver = {"name": "verideck", "version": version("verideck"), "rules": [{"id": code} for code in codes]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [result(each, codes, prefix) for each in found],
    }
    return encode({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}) + b"\n"


def result(diagnostic: Diagnostic, codes: list[str], prefix: str) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "ruleIndex": codes.index(diagnostic.code),
        "level": diagnostic.severity,
        "message": {"text": message(diagnostic)},
        "locations": [location(diagnostic.span, prefix)],
    }
    if diagnostic.related:
        entry["relatedLocations"] = [
            location(each.span, prefix) | {"message": {"text": each.message or "see here"}}
            for each in diagnostic.related
        ]
    return entry


def location(span: Span, prefix: str) -> dict[str, Any]:
    region = {"startLine": span.line, "startColumn": span.column}
    if span.end_line:
        region["endLine"] = span.end_line
    if span.end_column:
        region["endColumn"] = span.end_column
    artifact = {"uri": quote(prefix + span.path), "uriBaseId": "%SRCROOT%"}
    return {"physicalLocation": {"artifactLocation": artifact, "region": region}}
