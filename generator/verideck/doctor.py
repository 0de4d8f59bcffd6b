"""What a deck needs of this machine, what is there of it, and how to get what is not."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.machinery import PathFinder
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from verideck.errors import InterpreterError, SandboxError
from verideck.execute import launch, open_fresh
from verideck.execute.confinement import confinement
from verideck.execute.interpreter import Interpreter, find
from verideck.model import Limits, Program, Project, Recording, Settings, Unit
from verideck.sandbox.installed import installed, normalised


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `weak` works, but worse than it could; without what is `missing` nothing builds.

    `help` says how to get it.
    """

    name: str
    state: Literal["ok", "weak", "missing"]
    found: str
    help: str | None = None


def examine(project: Project | None) -> Iterator[Finding]:
    """Everything, for a deck or, without one, for decks in general. TensorFlow is not imported."""
    yield Finding("verideck", "ok", f"{version('verideck')} on Python {platform.python_version()}")
    with project_or_none(project) as deck:
        yield located(project)
        try:
            python = find(deck)[1]
        except InterpreterError as error:
            yield Finding("interpreter", "missing", str(error))
        except SandboxError as error:
            yield Finding("sandbox", "missing", str(error))
        else:
            yield Finding("interpreter", "ok", f"{launch.interpreter(deck)}, Python {python.version.split()[0]}")
            yield from libraries(deck, python)
            yield sandboxed(deck)
            yield figures(deck, python)
    yield anki()


@contextmanager
def project_or_none(project: Project | None) -> Iterator[Project]:
    """The project, or an empty one that leaves nothing behind."""
    if project is not None:
        yield project
        return
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "snippets").mkdir()
        yield Project(Path(folder), "verideck.toml", Settings("none", "none", "none"))


def located(project: Project | None) -> Finding:
    if project is None:
        help = "`verideck init` begins one; what follows is about decks in general"
        return Finding("project", "weak", "no deck in this folder or above", help)
    return Finding("project", "ok", f"{project.root / project.settings_path}")


# ── What programs run under ──────────────────────────────────────────────────────────────────────────────────────


def libraries(project: Project, python: Interpreter) -> Iterator[Finding]:
    """TensorFlow, and what the deck imports before its programs run."""
    known = python.distributions()
    for name in dict.fromkeys(["tensorflow", *(module.partition(".")[0] for module in project.settings.preload)]):
        if PathFinder.find_spec(name, list(python.path)) is not None:
            yield Finding(name, "ok", known.get(normalised(name), "part of Python"))
            continue
        needed = name in {module.partition(".")[0] for module in project.settings.preload}
        help = f"{launch.interpreter(project)} -m pip install {name}"
        yield (
            Finding(name, "missing", "not installed, and the deck's `preload` names it", help)
            if needed
            else Finding(name, "weak", "not installed; this deck does not need it", f"if you do: {help}")
        )


def sandboxed(project: Project) -> Finding:
    """Tried with a program: that a command is there does not say that the system lets it work."""
    try:
        how = confinement(project)
        bare = replace(project, settings=replace(project.settings, preload=()))
        with open_fresh(bare, 0) as sandbox:
            ran = sandbox.run(TRIAL)
    except (InterpreterError, SandboxError) as error:
        return Finding("sandbox", "missing", str(error))
    if not isinstance(ran, Recording) or ran.units[0].result != "2":
        return Finding("sandbox", "missing", f"a program that adds 1 and 1 did not finish: {ran}")
    if how.problem is not None:
        return Finding("sandbox", "weak", f"programs run with less of a sandbox: {how.problem}")
    return Finding("sandbox", "ok", HOW[how.name])


TRIAL = Program("trial", (Unit("fence", "trial", 1, "1 + 1"),), (), "", Limits())
HOW = {
    "bubblewrap": "bubblewrap, tried: a program ran without network and without your files",
    "kernel": "a program ran with limits",
    "off": "switched off: programs run with your rights",
    "spawn": "a program ran in an interpreter of its own",
}


def figures(project: Project, python: Interpreter) -> Finding:
    known = python.distributions().get("matplotlib")
    if known is None:
        help = f"if fences are to show figures: {launch.interpreter(project)} -m pip install matplotlib"
        return Finding("figures", "weak", "Matplotlib is not installed", help)
    fonts = (Path(entry) / "matplotlib/mpl-data/fonts/ttf/DejaVuSans.ttf" for entry in python.path)
    if any(font.exists() for font in fonts):
        return Finding("figures", "ok", f"Matplotlib {known} with its own fonts")
    help = "install Matplotlib from PyPI, which brings DejaVu, or the package with its fonts"
    return Finding("figures", "weak", f"Matplotlib {known} without its own fonts", help)


# ── Anki ─────────────────────────────────────────────────────────────────────────────────────────────────────────

OLDEST = (25, 2)
GET_ANKI = "get Anki 25.02 or later from https://apps.ankiweb.net; only the import needs it, and it may be elsewhere"


def anki() -> Finding:
    place = next((each for each in anki_places() if each.exists()), None)
    if place is None:
        return Finding("anki", "weak", "not found", GET_ANKI)
    known = anki_version(place)
    if known is None:
        return Finding("anki", "ok", f"{place}; its version is unknown; 25.02 or later imports the package")
    numbers = tuple(int(part) for part in known.split(".")[:2] if part.isdigit())
    return Finding(
        "anki", "ok" if numbers >= OLDEST else "weak", f"{known}, {place}", None if numbers >= OLDEST else GET_ANKI
    )


def anki_places() -> Iterator[Path]:
    """Where installers, package managers and people put it."""
    if command := shutil.which("anki"):
        yield Path(command)
    home = Path.home()
    yield home / ".local/share/AnkiProgramFiles/.venv"
    yield home / "Library/Application Support/AnkiProgramFiles/.venv"
    for folder in (home / ".local/share", Path("/var/lib")):
        yield folder / "flatpak/exports/bin/net.ankiweb.Anki"
    yield from (Path("/snap/bin/anki-woodrow"), Path("/Applications/Anki.app"), home / "Applications/Anki.app")
    for name in ("LOCALAPPDATA", "PROGRAMFILES"):
        if folder_name := os.environ.get(name):
            yield Path(folder_name) / "AnkiProgramFiles/.venv"
            yield Path(folder_name) / "Programs/Anki/anki.exe"
            yield Path(folder_name) / "Anki/anki.exe"


def anki_version(place: Path) -> str | None:
    """By what is installed beside it; Anki is not started."""
    around = [place, place.resolve().parent.parent]
    folders = [
        folder for each in around for folder in (*each.glob("lib/python3*/site-packages"), each / "Lib/site-packages")
    ]
    own = sys.path if place.parent == Path(sys.prefix) / "bin" else []
    return installed([*map(str, folders), *own]).get("aqt")
