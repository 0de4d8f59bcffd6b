"""Which versions are installed. Used on both sides of the fork server, and for verideck's own libraries."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path


def installed(path: Iterable[str]) -> dict[str, str]:
    """Normalised name → version of every `*.dist-info` in the folders of `path`; the first one found counts."""
    found: dict[str, str] = {}
    for folder in path:
        for entry in Path(folder).glob("*.dist-info"):  # nothing in an archive, nor where there is no folder
            name, dash, version = entry.name.removesuffix(".dist-info").partition("-")
            if dash:
                found.setdefault(normalised(name), version)
    return found


def normalised(name: str) -> str:
    """The name as packaging.python.org's name normalisation has it."""
    return re.sub(r"[-_.]+", "-", name).lower()
