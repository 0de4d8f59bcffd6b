"""A Sandbox that runs a program only where no earlier run had the same inputs."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from verideck.errors import SandboxError
from verideck.execute import interpreter
from verideck.execute.interpreter import Identity, Interpreter
from verideck.execute.key import cache_key
from verideck.execute.seam import Trace, Tracer
from verideck.execute.store import Store
from verideck.model import Aborted, Program, Project, Recording
from verideck.sandbox.manifest import digest

FOLDER = ".verideck/cache"


class Cached:
    """`hits` counts the recordings that were found, `executed` the programs that were run. Aborted runs are not kept.

    The interpreter and what is installed for it are looked at once, at the first run: make a new one for every build.
    """

    def __init__(self, sandbox: Tracer, project: Project) -> None:
        self.sandbox = sandbox
        self.project = project
        self.store = Store(project.root / FOLDER)
        self.hits = 0
        self.executed = 0
        self._lock = threading.Lock()
        self._surroundings: tuple[Identity, Interpreter, Mapping[str, str]] | None = None

    def run(self, program: Program) -> Recording | Aborted:
        """Raises InterpreterError and SandboxError."""
        identity, python, distributions = self.surroundings()
        key = cache_key(program, self.project, identity, python)
        for trace in self.store.traces(key):
            if self.fresh(trace, distributions):
                with self._lock:
                    self.hits += 1
                return trace.recording
        with self._lock:
            self.executed += 1
        result = self.sandbox.trace(program)
        if isinstance(result, Aborted):
            return result
        with writing():
            self.store.add(key, result)
        return result.recording

    def close(self) -> None:
        """Close the sandbox behind it."""
        self.sandbox.close()

    def fresh(self, trace: Trace, distributions: Mapping[str, str]) -> bool:
        """Whether files and distributions are now what they were in that run."""
        files = all(digest(str(self.project.root / path)) == known for path, known in trace.files)
        return files and all(distributions.get(name) == version for name, version in trace.recording.distributions)

    def surroundings(self) -> tuple[Identity, Interpreter, Mapping[str, str]]:
        with self._lock:
            if self._surroundings is None:
                with writing():
                    identity, python = interpreter.find(self.project)
                self._surroundings = identity, python, python.distributions()
            return self._surroundings


@contextmanager
def writing() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SandboxError(f"the cache cannot be written: {error}") from error
