"""What the cache must know of the deck's interpreter, without starting it when nothing changed."""

from __future__ import annotations

import contextlib
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from verideck import schema
from verideck.errors import InterpreterError
from verideck.execute import bubblewrap, launch
from verideck.execute.confinement import Confinement, confinement
from verideck.files import write_atomically
from verideck.model import Project
from verideck.sandbox.installed import installed
from verideck.seal import sealed, unsealed

STORED = ".verideck/interpreter.json"

PROBE = """
import json, platform, sys
prefixes = sorted({sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix})
known = {"version": sys.version, "platform": platform.platform(), "path": sys.path, "prefixes": prefixes}
print(json.dumps(known))
"""


@dataclass(frozen=True, slots=True)
class Interpreter:
    """`version` is `sys.version`, `platform` names system, machine and C library, `path` is `sys.path`.

    `prefixes` are the folders that it is installed in, those of its virtual environment included.
    """

    version: str
    platform: str
    path: tuple[str, ...]
    prefixes: tuple[str, ...]

    @property
    def needs(self) -> tuple[str, ...]:
        """The folders that it says it needs."""
        return (*self.prefixes, *self.path)

    def distributions(self) -> dict[str, str]:
        """Normalised name → version of what is installed for it now, from the names of folders."""
        return installed(self.path)


@dataclass(frozen=True, slots=True)
class Identity:
    """By these an interpreter is recognised: where it is, when it was written, and its virtual environment.

    Of the two times the second is the file system's own: images and archives give all files, old and new, one and the
    same for the first. `asked` is how it was confined when it was asked.
    """

    path: str
    real: str
    written: tuple[int, int]
    environment: str
    asked: str


@dataclass(frozen=True, slots=True)
class Stored:
    identity: Identity
    interpreter: Interpreter


def find(project: Project) -> tuple[Identity, Interpreter]:
    """The deck's interpreter; it is started only where it is not the one of the last time.

    Raises InterpreterError and SandboxError.
    """
    python, how = launch.interpreter(project), confinement(project)
    identity = identify(python, how.name)
    path = project.root / STORED
    stored = read(path)
    if stored is None or stored.identity != identity:
        stored = Stored(identity, probe(project, python, how))
        with contextlib.suppress(OSError):  # the next build asks again
            write_atomically(path, sealed(schema.encode(stored)))
    return stored.identity, stored.interpreter


def identify(python: Path, asked: str) -> Identity:
    real = python.resolve()
    settings = python.parent.parent / "pyvenv.cfg"  # of the virtual environment that it is in, if it is in one
    environment = settings.read_text("utf-8", "replace") if settings.is_file() else ""
    status = real.stat()
    return Identity(str(python), str(real), (status.st_mtime_ns, status.st_ctime_ns), environment, asked)


def read(path: Path) -> Stored | None:
    try:
        data = unsealed(path.read_bytes())
        return None if data is None else schema.decode(data, Stored)
    except (OSError, schema.MalformedError):
        return None


def probe(project: Project, python: Path, how: Confinement) -> Interpreter:
    """Ask it. One that the deck names is confined like its programs, and sees the deck besides; ours runs already."""
    command: tuple[str, ...] = (str(python), "-P", "-c", PROBE)
    home = Path(os.sep)
    if how.name == "bubblewrap" and project.settings.python is not None:
        enclosure = bubblewrap.enclose(how.bwrap, project, python, [str(project.root)])
        command, home = (how.bwrap, "--die-with-parent", *enclosure.command[1:], *command), enclosure.scratch
    environment = launch.environment(python, home)
    try:
        answer = subprocess.run(command, env=environment, capture_output=True, check=True, timeout=60)
        return schema.decode(answer.stdout, Interpreter)
    except subprocess.CalledProcessError as error:
        reason = error.stderr.decode(errors="replace").strip()
    except (OSError, subprocess.TimeoutExpired, schema.MalformedError) as error:
        reason = str(error)
    raise InterpreterError(f"the deck's interpreter {python} cannot be started: {reason}")
