"""A fork server that outlives a check, for those who check again after every save."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from verideck.execute import bubblewrap, interpreter, launch
from verideck.execute.cache import Cached
from verideck.execute.confinement import confinement
from verideck.execute.normalise import Normalised
from verideck.execute.runner import Runner
from verideck.execute.tracer import open_tracer
from verideck.model import Project


@dataclass(frozen=True, slots=True)
class Start:
    """All that a started server has taken in and would not notice a change of.

    `imports` are what it imported and the versions that were installed then, `sees` what was mounted for it: a file
    that an editor replaces is another one under the same name, while a folder stays what it is.
    """

    command: tuple[str, ...]
    variables: tuple[tuple[str, str], ...]
    identity: interpreter.Identity
    imports: tuple[tuple[str, ...], tuple[tuple[str, str], ...]]
    sees: tuple[tuple[str, int, int], ...]


class Warm:
    """Keeps what runs programs from one check to the next. `starts` counts how often it began anew."""

    def __init__(self) -> None:
        self.starts = 0
        self._start: Start | None = None
        self._tracer: Runner | None = None
        self._cached: Cached | None = None

    def __enter__(self) -> Warm:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
        if self._cached is not None:
            self._cached.trim()

    def sandbox(self, project: Project) -> Cached:
        """What the next check runs in. Begins anew where the settings or what is installed ask for another server.

        Raises InterpreterError and SandboxError.
        """
        start = start_of(project)
        if self._tracer is None or start != self._start or self.is_stale(project):
            self.close()
            self._tracer, self._start = open_tracer(project), start
            self.starts += 1
        self._cached = Cached(Normalised(self._tracer), project)
        return self._cached

    def is_stale(self, project: Project) -> bool:
        """Whether what the server imported of the author's files was edited since."""
        assert self._tracer is not None
        now = Cached(self._tracer, project)
        return any(now.digest(path) != then for path, then in self._tracer.preloaded)

    def prepare(self) -> None:
        """Start the server without waiting for it, for the next check to find it warm."""
        if self._tracer is not None:
            threading.Thread(target=self._tracer.prepare, daemon=True).start()

    def close(self) -> None:
        """End what runs. Also to be called when a check raised: the server may be what was broken."""
        if self._tracer is not None:
            self._tracer.close()
            self._tracer = None


def start_of(project: Project) -> Start:
    """What a server that is started now takes in. Raises InterpreterError and SandboxError."""
    python, how = launch.interpreter(project), confinement(project)
    identity, known = interpreter.find(project)
    confined = how.name == "bubblewrap"
    command = bubblewrap.enclose(how.bwrap, project, python, known.needs).command if confined else (how.name,)
    return Start(
        command=(str(project.root), *command, *launch.command(python, 0)),
        variables=tuple(launch.variables(project.settings).items()),
        identity=identity,
        imports=(project.settings.preload, tuple(sorted(known.distributions().items()))),
        sees=tuple(mounted(project)) if confined else (),
    )


def mounted(project: Project) -> Iterator[tuple[str, int, int]]:
    for path in (project.settings.snippets, *project.settings.data):
        real = Path(project.root / path).resolve()
        found = real.stat() if real.exists() else None
        yield str(real), found.st_dev if found else 0, found.st_ino if found else 0
