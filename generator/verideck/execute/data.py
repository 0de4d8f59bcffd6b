"""What programs can read besides Python code, by its content: they read it in ways that nobody can see.

C++ opens files without a word to Python, and so does a process that a program starts.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from verideck.model import Project
from verideck.sandbox.manifest import digest

LEFT_BY_EDITORS = re.compile(
    r"\..*\.(sw[a-z]|kate-swp)|\.#.*|#.*#|.*~|4913|\.goutputstream-.*|.*___jb_(tmp|old|bak)___"
)
"""Swap files, locks, backups and trial files: they come and go while an author types."""


def left_by_editor(name: str) -> bool:
    """Whether a file of this name is an editor's own, which says nothing about the project."""
    return LEFT_BY_EDITORS.fullmatch(name) is not None


def digests(project: Project) -> tuple[tuple[str, str], ...]:
    """(path, SHA-256 of all that lies there) of what is declared as `data`, and of what lies beside the snippets."""
    settings = project.settings
    root = project.root.resolve()
    beside = (settings.snippets, tree(root, settings.snippets, is_no_code))
    return (beside, *((path, tree(root, path)) for path in settings.data))


def is_no_code(name: str) -> bool:
    """Modules are left out: which of them a program imports or reads is seen, and all others may change freely."""
    return not (name.endswith(".py") or "__pycache__" in name.split("/"))


def tree(root: Path, place: str, counts: Callable[[str], bool] = lambda _: True) -> str:
    """SHA-256 of the names and contents of the files that count."""
    found = hashlib.sha256()
    for name, content in contents(root, root / place, counts):
        found.update(f"{name}\0{content}\0".encode(errors="surrogatepass"))  # of a name that is not text
    return found.hexdigest()


def contents(root: Path, path: Path, counts: Callable[[str], bool]) -> Iterator[tuple[str, str | None]]:
    """Each file below the path that counts, and its digest; a link is known by where it leads, too."""
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    for file in files:
        name = file.relative_to(path).as_posix()
        if left_by_editor(file.name):
            continue
        if file.is_symlink() and counts(name):
            yield name, file.readlink().as_posix()
        if counts(name) and file.is_file():
            yield name, digest_within(root, file)


def digest_within(root: Path, file: Path) -> str | None:
    """SHA-256 of a file's bytes; None where there is none, or where a link leads out of the project.

    No program in the sandbox can follow such a link, and it might lead anywhere. `root` is without links.
    """
    return digest(str(file)) if Path(os.path.realpath(file)).is_relative_to(root) else None
