"""What the settings declare as `data`, by its content: programs read it in ways that nobody can see."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from verideck.model import Project
from verideck.sandbox.manifest import digest


def digests(project: Project) -> tuple[tuple[str, str], ...]:
    """(path as declared, SHA-256 of all that lies there)."""
    return tuple((path, tree(project.root / path)) for path in project.settings.data)


def tree(path: Path) -> str:
    found = hashlib.sha256()
    for name, content in contents(path):
        found.update(f"{name}\0{content}\0".encode())
    return found.hexdigest()


def contents(path: Path) -> Iterator[tuple[str, str | None]]:
    """Each file below the path, and its digest; a link counts as where it leads."""
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    for file in files:
        if file.is_symlink():
            yield file.relative_to(path).as_posix(), file.readlink().as_posix()
        elif file.is_file():
            yield file.relative_to(path).as_posix(), digest(str(file))
