"""The folders in which a save may change what a check comes to."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from verideck.model import Project


def places(project: Project, images: Iterable[str]) -> frozenset[Path]:
    """The settings' folder, those of the sources and of the data with all below them, and those of single files.

    Never the whole project: its environment alone may hold more folders than the system can look at.
    """
    settings, root = project.settings, project.root
    styles = [settings.css] if settings.css else []
    named = [root / path for path in (settings.cards, settings.snippets, *settings.data, *styles)]
    found = {root, *(folder for path in named for folder in tree(path, root))}
    found.update((root / image).parent for image in images)
    return frozenset(nearest(folder, root) for folder in found)


def tree(path: Path, root: Path) -> Iterator[Path]:
    """The folder with all below it, and those that links within the project lead to; of a file its folder."""
    if path.is_file():
        yield path.parent
        return
    seen: set[str] = set()
    todo = [path]
    while todo:
        folder = todo.pop()
        real = os.path.realpath(folder)
        if real in seen or not Path(real).is_relative_to(os.path.realpath(root)):
            continue
        seen.add(real)
        yield folder
        todo += below(folder)


def below(folder: Path) -> Iterator[Path]:
    """The folders in it, and those of the files that links in it lead to."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if is_folder(entry):
            if not entry.name.startswith((".", "__pycache__")):
                yield Path(entry.path)
        elif entry.is_symlink():
            yield Path(os.path.realpath(entry.path)).parent


def is_folder(entry: os.DirEntry[str]) -> bool:
    """Also through a link, if that leads anywhere."""
    try:
        return entry.is_dir()
    except OSError:  # it leads to itself
        return False


def nearest(folder: Path, root: Path) -> Path:
    """The folder, or the first above it that exists: there it would be made."""
    return next((each for each in (folder, *folder.parents) if each.is_dir() or each == root), root)
