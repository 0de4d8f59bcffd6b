"""What happens in the process of one program: its surroundings, its run, and the report."""

from __future__ import annotations

import builtins
import contextlib
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from importlib.machinery import FileFinder
from pathlib import Path
from types import ModuleType
from typing import Any

from . import limits, seeds
from .authors import Authors, Loader
from .channels import Channels
from .distributions import Imported
from .execution import Execution, Stopped
from .manifest import Manifest
from .wire import Json

BUILTINS = dict(vars(builtins))


@dataclass(frozen=True, slots=True)
class Place:
    """The project's root, the run's own folder, what its generators are seeded with, and the data that it may read."""

    root: str
    scratch: str
    seed: int
    data: Sequence[str]


def run(program: Json, place: Place, files: Channels, imported: Imported) -> Json:
    """The report: {"trace": Trace} or {"aborted": reason, "detail": sentence}."""
    path_entry = str(Path(place.root, program["path_entry"]))
    authors = Authors(place.root, program["units"])
    namespace = surroundings(program, place, path_entry)
    execution = Execution(program, namespace, files, authors)
    limits.impose(program["limits"])
    manifest = Manifest(authors, path_entry, imported.files)
    try:
        recording = record(execution, place.seed)
    except Stopped as stopped:
        return {"aborted": stopped.reason, "detail": stopped.detail}
    manifest.close()
    restore_builtins()
    recording["python"] = platform.python_version()
    recording["distributions"] = imported.now().distributions
    return {"trace": {"recording": recording, "files": sorted(manifest.files.items())}}


def restore_builtins() -> None:
    """Make the standard library work again, which the report needs, whatever the program replaced."""
    vars(builtins).update(BUILTINS)


def record(execution: Execution, seed: int) -> Json:
    seeds.sow(seed)
    seeds.sow_imports(seed)
    units = execution.units()
    values = [] if "raised" in units[-1] else execution.values(partial(seeds.sow, seed))
    return {
        "units": units,
        "claims": execution.recorder.runs(),
        "values": values,
    }


def surroundings(program: Json, place: Place, path_entry: str) -> dict[str, Any]:
    """Make the process look as if Python had started the program; the namespace of its fresh `__main__`."""
    os.environ["HOME"] = os.environ["TMPDIR"] = place.scratch
    tempfile.tempdir = None
    lay_out_data(place)
    os.chdir(place.scratch)
    sys.path.insert(0, path_entry)
    for finder in map(sys.path_importer_cache.get, sys.path):
        if isinstance(finder, FileFinder):
            finder.invalidate_caches()  # the hundreds of packages look for themselves
    loader = Loader(program["units"])
    main = ModuleType("__main__")
    main.__file__ = main_file(program, place)
    main.__dict__.update(__builtins__=builtins, __loader__=loader)
    sys.modules["__main__"] = main
    sys.argv = [main.__file__]
    loader.offer()
    return main.__dict__


def lay_out_data(place: Place) -> None:
    """So that a path to data which holds in the project's root, where people start a snippet, holds here, too."""
    for name in sorted(place.data):
        link = Path(place.scratch, name)
        with contextlib.suppress(OSError):  # one that was declared may hold others; Windows lets few people make links
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(Path(place.root, name))


def main_file(program: Json, place: Place) -> str:
    """A snippet's real path. A card file's stays relative, as the key of its fences' source."""
    unit = program["units"][-1]
    path: str = unit["path"]
    return str(Path(place.root, path)) if unit["role"] == "snippet" else path
