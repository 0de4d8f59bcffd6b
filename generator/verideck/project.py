"""Finds the project around a folder and reads its settings, `[tool.verideck]` or `verideck.toml`."""

from __future__ import annotations

import ast
import dataclasses
import os
import re
import tomllib
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import get_args

from verideck.errors import ProjectError
from verideck.locate import OWN_FILE, OWN_TABLE, PYPROJECT, locate, read_text
from verideck.model import CEILINGS, IN_BYTES, UNBOUND, Confining, Diagnostic, Limits, Options, Project, Settings, Span
from verideck.schema import Problem, convert, spoken

MOST_JOBS = 64
MOST_LEVELS = 100
"""Of folders in a path: to make them, Python recurses once for each."""
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
OWN_FOLDER = ".verideck"
SANDBOX = "VERIDECK_SANDBOX"
"""The variable by which people say how programs are confined wherever they build."""


def load_project(start: Path, sandbox: Confining | None = None) -> Project | tuple[Diagnostic, ...]:
    """The project that `start` lies in, or what is wrong with its settings.

    `sandbox` is what those who build ask for; None leaves it to their environment.

    Raises ProjectError where no folder from `start` up has settings for verideck, or they cannot be read.
    """
    path = locate(start)
    if path is not None:
        return read_settings(path, sandbox)
    raise ProjectError(
        f"no verideck project in {start.absolute()} or above: `verideck init` begins one, `-C FOLDER` names one"
        f" elsewhere; it has a {OWN_FILE}, or a table `[tool.verideck]` in its {PYPROJECT}"
    )


def read_settings(path: Path, sandbox: Confining | None) -> Project | tuple[Diagnostic, ...]:
    """The project whose settings file is `path`, or every mistake in it. Raises ProjectError."""
    text = read_text(path)
    if linked := links(path.parent):
        return linked
    if "\ufffd" in text:
        span = Span.at(path.name, text, text.index("\ufffd"))
        return (Diagnostic("settings", "this is not UTF-8", span, help="save the file as UTF-8"),)
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return (toml_error(path, text, str(error)),)
    table = data if path.name == OWN_FILE else data.get("tool", {}).get("verideck")
    if not isinstance(table, Mapping):
        return (located(path.name, text, Problem("verideck", "`verideck` must be a table")),)
    converted = convert(table, Settings)
    problems = [*converted.problems, *(misfits(converted.value, path.parent) if converted.value else ())]
    if problems or converted.value is None:
        return tuple(located(path.name, text, problem) for problem in problems)
    return Project(path.parent, path.name, converted.value, sandbox or asked_for())


def asked_for() -> Confining | None:
    """What this user asks for in every project. Raises ProjectError."""
    asked = os.environ.get(SANDBOX) or None
    known: tuple[Confining, ...] = get_args(Confining)
    found = next((each for each in known if each == asked), None)
    if found != asked:
        raise ProjectError(f"{SANDBOX} is `{asked}` in your environment; it may be {', '.join(known)}")
    return found


def overruled(project: Project) -> Iterator[Diagnostic]:
    """A setting that is not followed: who builds a deck decides what its programs may do, not who wrote it."""
    if project.settings.sandbox == "off" != project.confining:
        yield Diagnostic(
            "sandbox-off",
            'the settings say `sandbox = "off"`, which is for whoever builds the deck to decide',
            place_of(project, "sandbox"),
            "warning",
            help=f"remove it; `--sandbox off`, or {SANDBOX}=off in your environment, runs programs without a sandbox",
        )


def links(root: Path) -> tuple[Diagnostic, ...]:
    """Links in place of what verideck writes and deletes: they would lead it to what others would miss."""
    written = (root / OWN_FOLDER, *(root / OWN_FOLDER).glob("*"), root / "deck.lock")
    places = (path.relative_to(root).as_posix() for path in written if path.is_symlink())
    message = "this is a link, and verideck writes here"
    return tuple(Diagnostic("outside-project", message, Span(place, 1), help="remove it") for place in places)


def misfits(settings: Settings, root: Path) -> Iterator[Problem]:
    """What has the right type and cannot be right."""
    for key in ("namespace", "name", "deck", "cards", "snippets", "package"):
        if not getattr(settings, key).strip():
            yield Problem(key, f"`{key}` is empty", "give it a value")
    if not all(level and level == level.strip() for level in settings.deck.split("::")):
        yield Problem("deck", f"`{settings.deck}` is not a deck's name", "write a name; `A::B` nests decks")
    for key, path in [*(("data", path) for path in settings.data), *([("css", settings.css)] if settings.css else [])]:
        if not (root / path).exists():
            yield Problem(key, f"`{key}` names `{path}`, which does not exist", "correct the path or remove it")
        elif not (root / path).resolve().is_relative_to(root.resolve()):
            yield Problem(key, f"`{key}` names `{path}`, which is outside the project", "copy it into the project")
    if settings.report is not None and not settings.report.endswith(".html"):
        yield Problem("report", f"`report` is `{settings.report}`", "name a file that ends in .html")
    for key in ("cards", "snippets", "package", "report"):
        yield from path_problems(key, getattr(settings, key) or "", root)
    for key, unbound in UNBOUND.items():
        if not 0 <= getattr(settings, key) < unbound:
            help = f"write a number of at least 0, and for `rtol` below 1, such as `{key} = 1e-3`"
            yield Problem(key, f"`{key}` is not a tolerance", help)
    if not settings.package.endswith(".apkg"):
        yield Problem(
            "package", f"`package` names `{settings.package}`", "end it in `.apkg`, which is what Anki imports"
        )
    if not 1 <= settings.jobs <= MOST_JOBS:
        yield Problem("jobs", f"`jobs` is {settings.jobs}", f"give 1 to {MOST_JOBS}")
    yield from limit_problems(settings.limits)
    yield from option_problems(settings.options)
    yield from prelude_problems(settings.prelude)


def path_problems(key: str, path: str, root: Path) -> Iterator[Problem]:
    """Of a path that may not exist yet."""
    if CONTROL.search(path):
        yield Problem(key, f"`{key}` holds a control character", "write a path that can be read")
    elif len(Path(path).parts) > MOST_LEVELS:
        yield Problem(key, f"`{key}` goes more than {MOST_LEVELS} folders down", "give a shorter path")
    elif not Path(os.path.realpath(root / path)).is_relative_to(os.path.realpath(root)):
        yield Problem(key, f"`{key}` points outside the project", "give a path inside the project's folder")


def limit_problems(limits: Limits) -> Iterator[Problem]:
    for field in dataclasses.fields(limits):
        key, most = f"limits.{spoken(field.name)}", CEILINGS.get(field.name, float("inf"))
        if not 0 < (value := getattr(limits, field.name)) < float("inf"):
            yield Problem(key, f"`{key}` must be more than 0", "leave it out for the default")
        elif value > most:
            yield Problem(key, f"`{key}` can be {most:,} at most", "lower it: no program may use more")


def option_problems(options: Options) -> Iterator[Problem]:
    for name in ("new_per_day", "reviews_per_day"):
        if not 0 <= (getattr(options, name) or 0) <= 9999:
            key = f"options.{spoken(name)}"
            yield Problem(key, f"`{key}` must be from 0 to 9999", "leave it out for what Anki begins with")
    if options.desired_retention is not None and not 0.7 <= options.desired_retention <= 0.99:
        message = "`options.desired-retention` must be from 0.7 to 0.99"
        yield Problem("options.desired-retention", message, "0.9 is what Anki begins with")


def prelude_problems(prelude: str) -> Iterator[Problem]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(prelude)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        where = f", line {error.lineno}" if isinstance(error, SyntaxError) else ""
        reason = error.msg if isinstance(error, SyntaxError) else str(error)
        yield Problem("prelude", f"`prelude`{where} is not valid Python: {reason}", "mend the code")


def toml_error(path: Path, text: str, message: str) -> Diagnostic:
    place = re.search(r" \(at line (\d+), column (\d+)\)| \(at end of document\)", message)
    reason = message[: place.start()] if place else message
    line, column = (int(place[1]), int(place[2])) if place and place[1] else (text.count("\n") + 1, 1)
    span = Span(path.name, line, column, line, column + 1)
    written = text.split("\n")[line - 1][column - 1 :] if place and place[1] else ""
    bare = reason == "Invalid value" and written[:1].isalpha()
    help = "put text in quotes" if bare else "mend the file"
    return Diagnostic("settings", f"not valid TOML: {reason[:1].lower()}{reason[1:]}", span, help=help)


def located(name: str, text: str, problem: Problem) -> Diagnostic:
    """The problem at its key's line; at the table's head where the key is what is missing."""
    lines = text.split("\n")
    index = key_line(lines, problem.key.split(".")[-1], own_lines(name, lines))
    span = Span(name, index + 1, 1, index + 1, len(lines[index].rstrip()) + 1)
    help = problem.help or IN_BYTES.get(problem.key) or "mend the value"
    return Diagnostic("settings", problem.message, span, help=help)


def settings_texts(diagnostics: tuple[Diagnostic, ...], folder: Path) -> dict[str, str]:
    """The texts of the files that the diagnostics are about, for excerpts."""
    texts = {}
    for name in {diagnostic.span.path for diagnostic in diagnostics}:
        path = next((above / name for above in (folder, *folder.parents) if (above / name).is_file()), None)
        texts[name] = path.read_text("utf-8", "replace") if path else ""
    return texts


def place_of(project: Project, key: str) -> Span:
    """Where a setting stands."""
    text = read_text(project.root / project.settings_path)
    return located(project.settings_path, text, Problem(key, "")).span


def own_lines(name: str, lines: list[str]) -> list[int]:
    """The lines of verideck's tables."""
    own, inside = [], name == OWN_FILE
    for index, line in enumerate(lines):
        if name != OWN_FILE and re.match(r"[ \t]*\[", line):
            inside = bool(OWN_TABLE.match(line))
        if inside:
            own.append(index)
    return own or [0]


def key_line(lines: list[str], key: str, own: list[int]) -> int:
    pattern = re.compile(rf"[ \t]*[\"']?{re.escape(key)}[\"']?[ \t]*=|[ \t]*\[.*\b{re.escape(key)}\]")
    return next((index for index in own if pattern.match(lines[index])), own[0])
