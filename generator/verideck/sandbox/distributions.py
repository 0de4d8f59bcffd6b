"""Which distribution a module came from, and which versions are installed. Used on both sides of the fork server."""

from __future__ import annotations

import importlib.metadata
import re
import sys
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


def by_module() -> dict[str, list[tuple[str, str]]]:
    """Top-level module → (normalised name, version) of the distributions that bring it."""
    versions = installed(sys.path)
    return {
        module: [(name, versions[name]) for name in sorted(map(normalised, names)) if name in versions]
        for module, names in importlib.metadata.packages_distributions().items()
    }


def imported(known: dict[str, list[tuple[str, str]]]) -> list[tuple[str, str]]:
    """The distributions of every module that is imported now, sorted."""
    tops = {name.partition(".")[0] for name in sys.modules}
    return sorted({distribution for top in tops for distribution in known.get(top, ())})
