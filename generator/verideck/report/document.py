"""The JSON document: what came of every note, and every diagnostic. docs/report.md describes it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import TypedDict

from verideck.model import Diagnostic, Outcome, Runs
from verideck.report.entries import (
    CountsEntry,
    CoverageEntry,
    NoteEntry,
    note_entry,
    seconds,
)
from verideck.report.environment import EnvironmentEntry
from verideck.report.located import DiagnosticEntry, diagnostic_entry
from verideck.report.text import position
from verideck.schema import encode


class PackageEntry(TypedDict):
    """`written` is false where it was what it is already."""

    file: str
    written: bool
    notes: int


class FileEntry(TypedDict):
    """The sums over a card file; `seconds` counts a program once."""

    file: str
    notes: int
    verified: int
    counts: CountsEntry
    coverage: CoverageEntry
    seconds: float | None


class Document(TypedDict):
    """`totals` is as for one file with an empty name. `package` is null where none was to be written, or none was."""

    format: int
    name: str
    notes: list[NoteEntry]
    files: list[FileEntry]
    totals: FileEntry
    diagnostics: list[DiagnosticEntry]
    environment: EnvironmentEntry
    package: PackageEntry | None


FORMAT = 1
"""Rises when a key changes its meaning or goes; new keys may come at any time."""


def document(
    outcomes: Iterable[Outcome],
    diagnostics: Iterable[Diagnostic],
    environment: EnvironmentEntry,
    *,
    name: str = "",
    runs: Runs = MappingProxyType({}),
    ran: Collection[str] = (),
    package: PackageEntry | None = None,
) -> Document:
    """Notes, files and diagnostics are sorted by their places. `name` is the deck's, `ran` the programs run now.

    A claim's `held` is null where it could not be tried, and its `file` and `line` are the assert's; a value's or an
    output's `text` is null unless the note is verified.
    """
    entries = sorted(
        (note_entry(each, runs, ran) for each in outcomes), key=lambda note: (note["file"], note["line"], note["id"])
    )
    return {
        "format": FORMAT,
        "name": name,
        "notes": entries,
        "files": [file_entry(file, list(notes), runs) for file, notes in groupby(entries, lambda note: note["file"])],
        "totals": file_entry("", entries, runs),
        "diagnostics": [diagnostic_entry(each) for each in sorted(diagnostics, key=position)],
        "environment": environment,
        "package": package,
    }


def as_json(document: Document) -> bytes:
    """One line; equal documents give equal bytes."""
    return encode(document) + b"\n"


def file_entry(file: str, notes: Sequence[NoteEntry], runs: Runs) -> FileEntry:
    return {
        "file": file,
        "notes": len(notes),
        "verified": sum(note["outcome"] == "verified" for note in notes),
        "counts": {
            "claims": sum(note["counts"]["claims"] for note in notes),
            "values": sum(note["counts"]["values"] for note in notes),
            "outputs": sum(note["counts"]["outputs"] for note in notes),
            "figures": sum(note["counts"]["figures"] for note in notes),
        },
        "coverage": {
            "sentences": sum(note["coverage"]["sentences"] for note in notes),
            "covered": sum(note["coverage"]["covered"] for note in notes),
        },
        "seconds": seconds(dict.fromkeys(name for note in notes for name in note["programs"]), runs),
    }
