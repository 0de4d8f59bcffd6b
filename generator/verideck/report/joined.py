"""One diagnostic for one mistake that several notes suffer from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from verideck.model import Diagnostic, Related
from verideck.report.stopped import ABORTED

STOPPED = frozenset({"uncaught-exception", *ABORTED})
"""Codes of what ended a program: every note that needs the program says so."""


def joined(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Equal diagnostics stand once; of those that tell of one program's end, the first names the others' places."""
    groups: dict[Diagnostic, list[Diagnostic]] = {}
    for diagnostic in dict.fromkeys(diagnostics):
        groups.setdefault(cause(diagnostic), []).append(diagnostic)
    return tuple(with_others(first, others) for first, *others in groups.values())


def cause(diagnostic: Diagnostic) -> Diagnostic:
    """What two diagnostics of one program's end have in common: all but the note's place."""
    if diagnostic.code in STOPPED and diagnostic.related:
        return replace(diagnostic, span=diagnostic.related[0].span)
    return diagnostic


def with_others(first: Diagnostic, others: Iterable[Diagnostic]) -> Diagnostic:
    places = tuple(Related(other.span, "this needs it, too") for other in others)
    return replace(first, related=first.related + places)
