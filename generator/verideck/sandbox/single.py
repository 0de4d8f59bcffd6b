"""Runs one program in an interpreter of its own, where there is no fork to start it with. Works on every system.

The client makes a folder with the request in it, starts this process, watches it, and finds the report there.
"""

from __future__ import annotations

import _thread
import contextlib
import importlib
import json
import os
import signal
import sys
import traceback
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from . import channels, child, wire
from .authors import Authors
from .channels import Channels
from .child import Place
from .distributions import NOTHING
from .manifest import Manifest
from .wire import Json

REQUEST, SCRATCH = "request.json", "run-program0"


def main(folder: Path) -> NoReturn:
    """Run the program that the folder asks for. The status is 0 only after a report."""
    status = 1
    try:
        _thread.start_new_thread(end_with, (os.dup(0),))
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        request: Json = json.loads((folder / REQUEST).read_text("utf-8"))
        files = Channels.in_folder(folder)
        manifest = Manifest(Authors(request["root"], []))
        report = preload(request["preload"])
        manifest.close()
        if report is None:
            files.mark(0, 0)  # from here on the client counts the time
            place = Place(request["root"], str(folder / SCRATCH), request["seed"], request["data"])
            imported = replace(NOTHING, files=tuple(manifest.files.items()))
            report = child.run(request["program"], place, files, imported)
        channels.write(files.report, wire.encoded(report))
        status = 0
    except BaseException:
        child.restore_builtins()
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(status)


def end_with(client: int) -> None:
    """End this process and its group when the client ends, of which this is the other end of a pipe."""
    with contextlib.suppress(OSError):
        os.read(client, 1)
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def preload(names: list[str]) -> Json | None:
    """Import the modules; which one cannot be, as the report."""
    for name in names:
        try:
            importlib.import_module(name)
        except BaseException as error:
            return {"unimportable": f"`{name}`: {type(error).__name__}: {error}"}
    return None
