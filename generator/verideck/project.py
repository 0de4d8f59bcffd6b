"""Finds the project around a folder and reads its settings, `[tool.verideck]` or `verideck.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from verideck.errors import ProjectError
from verideck.model import Diagnostic, Project, Settings, Span
from verideck.schema import Problem, convert

PYPROJECT, OWN_FILE = "pyproject.toml", "verideck.toml"


def load_project(start: Path) -> Project | tuple[Diagnostic, ...]:
    """The project that `start` lies in, or what is wrong with its settings.

    Raises ProjectError where no folder from `start` up has settings for verideck.
    """
    for folder in (start, *start.parents):
        for name in (OWN_FILE, PYPROJECT):
            path = folder / name
            if path.is_file() and (name == OWN_FILE or "[tool.verideck" in path.read_text("utf-8", "replace")):
                return read_settings(path)
    raise ProjectError(
        f"no verideck project in {start} or above: a project has a `[tool.verideck]` table in its {PYPROJECT}"
        f" or a {OWN_FILE}, with at least `namespace`, `name` and `deck`"
    )


def read_settings(path: Path) -> Project | tuple[Diagnostic, ...]:
    """The project whose settings file is `path`, or every mistake in it."""
    text = path.read_text("utf-8", "replace")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return (toml_error(path, str(error)),)
    table = data if path.name == OWN_FILE else data.get("tool", {}).get("verideck", {})
    converted = convert(cast("dict[str, object]", table), Settings)
    problems = [located(path.name, text, problem) for problem in converted.problems]
    if converted.value is not None:
        problems += [located(path.name, text, problem) for problem in misfits(converted.value, path.parent)]
    if problems or converted.value is None:
        return tuple(problems)
    return Project(path.parent, path.name, converted.value)


def misfits(settings: Settings, root: Path) -> Iterator[Problem]:
    """What has the right type and cannot be right."""
    for key in ("namespace", "name", "deck"):
        if not getattr(settings, key).strip():
            yield Problem(key, f"`{key}` is empty")
    for key in ("cards", "snippets", "package"):
        if not (root / getattr(settings, key)).resolve().is_relative_to(root.resolve()):
            yield Problem(key, f"`{key}` points outside the project", "give a path inside the project's folder")
    if settings.jobs < 1:
        yield Problem("jobs", f"`jobs` is {settings.jobs}", "give 1 or more")


def toml_error(path: Path, message: str) -> Diagnostic:
    place = re.search(r"\(at line (\d+), column (\d+)\)", message)
    line, column = (int(place[1]), int(place[2])) if place else (1, 1)
    return Diagnostic("settings", f"not valid TOML: {message}", Span(path.name, line, column, line, column + 1))


def located(name: str, text: str, problem: Problem) -> Diagnostic:
    """The problem at its key's line; at the table's head where the key is what is missing."""
    key = problem.key.split(".")[-1]
    lines = text.splitlines()
    start = next((i for i, line in enumerate(lines) if line.strip().startswith("[tool.verideck")), 0)
    pattern = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=")
    index = next((i for i in range(start, len(lines)) if pattern.match(lines[i])), start)
    length = len(lines[index]) if lines else 1
    span = Span(name, index + 1, 1, index + 1, length + 1)
    return Diagnostic("settings", problem.message, span, help=problem.help)
