"""What the disk says before anything runs, and what of it is new."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from verideck.build import parse_all
from verideck.checked import Parsed
from verideck.execute import left_by_editor
from verideck.model import Confining, Diagnostic, Project
from verideck.project import load_project, settings_texts


@dataclass(frozen=True, slots=True)
class Mistaken:
    """Settings that are wrong, with the texts of their files for excerpts."""

    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Look:
    """A project and what its sources say."""

    project: Project
    parsed: Parsed

    @property
    def files(self) -> dict[str, object]:
        """The contents of the sources and images, by path."""
        texts = {source.path: source.text for source in self.parsed.sources}
        return {**texts, **self.parsed.images}


def look(folder: Path, sandbox: Confining | None = None) -> Look | Mistaken:
    """Raises ProjectError."""
    project = load_project(folder, sandbox)
    if isinstance(project, Project):
        return Look(project, parse_all(project))
    return Mistaken(project, settings_texts(project, folder))


def changes(before: Look | Mistaken, now: Look | Mistaken, saved: Collection[Path]) -> tuple[str, ...]:
    """The files that differ, by their paths from the project's root; () where a save changed nothing."""
    if isinstance(before, Mistaken) or isinstance(now, Mistaken):
        mistaken = next(each for each in (now, before) if isinstance(each, Mistaken))
        return (mistaken.diagnostics[0].span.path,) if before != now else ()
    found = {*new_settings(before, now), *differing(before.files, now.files), *data(now.project, saved)}
    if not found and before.parsed != now.parsed:  # a file that cannot be read, or a folder
        found = {path.relative_to(now.project.root).as_posix() for path in saved}
    return tuple(sorted(found))


def new_settings(before: Look, now: Look) -> Iterator[str]:
    if before.project != now.project:
        yield now.project.settings_path


def differing(before: Mapping[str, object], now: Mapping[str, object]) -> Iterator[str]:
    for path in {**before, **now}:
        if path not in now or path not in before or before[path] != now[path]:
            yield path


def data(project: Project, saved: Collection[Path]) -> Iterator[str]:
    """What programs may read besides code, by its path alone: it may be large."""
    settings = project.settings
    folders = [project.root / path for path in settings.data]
    for path in saved:
        if path.is_dir() or left_by_editor(path.name):
            continue
        beside = path.is_relative_to(project.root / settings.snippets) and path.suffix not in (".py", ".pyc")
        if beside or any(path.is_relative_to(folder) for folder in folders):
            yield path.relative_to(project.root).as_posix()
