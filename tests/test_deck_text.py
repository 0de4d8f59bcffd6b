"""What this repository's own deck must look like, read without running it."""

from __future__ import annotations

from pathlib import Path

from outcomes import shown_code
from verideck.build import parse_all, resolve_all
from verideck.model import Note, Project
from verideck.project import load_project

REPOSITORY = Path(__file__).parents[1]
PHONE = 40
"""Columns of code that a phone shows without breaking a line."""


def notes() -> list[Note]:
    project = load_project(REPOSITORY)
    assert isinstance(project, Project), project
    return [each for each in resolve_all(project, parse_all(project)) if isinstance(each, Note)]


def test_shown_code_fits_a_phone() -> None:
    """A line that wraps is read as two, and Python's indentation is lost with it."""
    codes = [(note.id, code) for note in notes() for code in shown_code(note)]
    assert len(codes) > 50
    assert [(id, line) for id, code in codes for line in code.split("\n") if len(line) > PHONE] == []


def test_the_deck_has_its_size() -> None:
    """Eleven questions, taken apart: fewer notes would leave facts out, more would be trivia."""
    assert 80 <= len(notes()) <= 130
