"""Finds the settings of the project around a folder. Imports next to nothing: pytest asks in every project there is."""

from __future__ import annotations

import re
from pathlib import Path

from verideck.errors import ProjectError

PYPROJECT, OWN_FILE = "pyproject.toml", "verideck.toml"
OWN_TABLE = re.compile(r"^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*verideck[ \t]*(?:[\].]|$)", re.MULTILINE)


def locate(start: Path) -> Path | None:
    """The file with the settings of the project that `start` lies in, None where it lies in none.

    Raises ProjectError where a file that may be it cannot be read.
    """
    start = start.absolute()
    for folder in (start, *start.parents):
        for name in (OWN_FILE, PYPROJECT):
            path = folder / name
            if path.is_file() and (name == OWN_FILE or OWN_TABLE.search(read_text(path))):
                return path
    return None


def read_text(path: Path) -> str:
    """A settings file's text; what is not UTF-8 in it becomes U+FFFD. Raises ProjectError."""
    try:
        return path.read_text("utf-8-sig", "replace")
    except OSError as error:
        raise ProjectError(f"{path} cannot be read: {error.strerror}") from None
