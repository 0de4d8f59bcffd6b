"""A Sandbox that runs a program only where no earlier run had the same inputs."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from verideck.errors import SandboxError
from verideck.execute import data, interpreter
from verideck.execute.confinement import confinement
from verideck.execute.inputs import Difference, Surroundings, nearest
from verideck.execute.interpreter import Identity, Interpreter
from verideck.execute.key import CacheKey, cache_key
from verideck.execute.seam import Trace, Tracer
from verideck.execute.store import LIMIT, Pruned, Store
from verideck.model import Aborted, Diagnostic, Program, Project, Recording, Span

FOLDER = ".verideck/cache"


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a program will be run or not: the trace that serves, else how the nearest one's inputs differ.

    Both are None where no run of anything like it is known; those that were aborted are not kept.
    """

    key: CacheKey
    trace: Trace | None
    differences: tuple[Difference, ...] | None = None


class Cached:
    """`hits` counts the recordings that were found, `ran` names the programs that were run. Aborted runs are not kept.

    Where the folder cannot be written, nothing is kept, and `remarks` say why.
    The interpreter and what is installed for it are looked at once, at the first run: make a new one for every build.
    """

    def __init__(self, sandbox: Tracer, project: Project) -> None:
        self.sandbox = sandbox
        self.project = project
        self.store = Store(project.root / FOLDER)
        self.hits = 0
        self.ran: set[str] = set()
        self._unwritable: OSError | None = None
        self._lock = threading.Lock()
        self._surroundings: tuple[Identity, Interpreter, Mapping[str, str]] | None = None

    def run(self, program: Program) -> Recording | Aborted:
        """Raises InterpreterError and SandboxError."""
        key, now = self.inputs(program)
        known = self.store.find(key, now.fit)
        if known is not None:
            with self._lock:
                self.hits += 1
            return known.recording
        with self._lock:
            self.ran.add(program.name)
        result = self.sandbox.trace(program)
        if isinstance(result, Aborted):
            return result
        try:
            self.store.add(key, result)
        except OSError as error:
            self._unwritable = error
        return result.recording

    @property
    def executed(self) -> int:
        """How many programs were run."""
        return len(self.ran)

    def explain(self, program: Program) -> Explanation:
        """What `run` would do, and why. Runs nothing. Raises InterpreterError and SandboxError."""
        key, now = self.inputs(program)
        trace = self.store.find(key, now.fit)
        return Explanation(key, trace, None if trace else nearest(key, now, self.store.entries()))

    def trim(self) -> None:
        """Keep the store within its bound, if this build added to it."""
        if self.ran and self._unwritable is None:
            self.prune(LIMIT)

    def prune(self, limit: int) -> Pruned:
        """Remove what was of no use for longest, until all takes at most `limit` bytes. Raises SandboxError."""
        try:
            return self.store.prune(limit)
        except OSError as error:
            raise SandboxError(f"the cache cannot be written: {error}") from error

    def remarks(self) -> tuple[Diagnostic, ...]:
        """As with Sandbox."""
        unkept = (not_kept(self.project, self._unwritable),) if self._unwritable else ()
        return *self.sandbox.remarks(), *unkept

    def close(self) -> None:
        """Close the sandbox behind it."""
        self.sandbox.close()

    def inputs(self, program: Program) -> tuple[CacheKey, Surroundings]:
        """The inputs that are known before a run, and what those are now that a run names."""
        identity, python, distributions = self.surroundings()
        now = Surroundings(self.digest, distributions)
        return cache_key(program, self.project, identity, python, *self.confined), now

    def digest(self, path: str) -> str | None:
        """Of a file of the project, or of a module that lies where the interpreter looks for modules."""
        root = self.project.root.resolve()
        if Path(path).is_absolute():
            root = next((folder.resolve() for folder in self.folders() if Path(path).is_relative_to(folder)), root)
        return data.digest_within(root, root / path)

    def folders(self) -> Iterator[Path]:
        """Those of the interpreter's imports."""
        _, python, _ = self.surroundings()
        return (Path(folder) for folder in python.path if folder)

    @functools.cached_property
    def confined(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        """How programs are confined, and the digests of the data that they may read."""
        return confinement(self.project).name, data.digests(self.project)

    def surroundings(self) -> tuple[Identity, Interpreter, Mapping[str, str]]:
        with self._lock:
            if self._surroundings is None:
                identity, python = interpreter.find(self.project)
                self._surroundings = identity, python, python.distributions()
            return self._surroundings


def not_kept(project: Project, error: OSError) -> Diagnostic:
    """The remark that the next build will run everything again."""
    return Diagnostic(
        "cache-not-kept",
        f"what ran cannot be kept and will run again: `{FOLDER}` cannot be written ({error.strerror or error})",
        Span(project.settings_path, 1),
        "warning",
        help="let this user write to that folder, and leave some space for it, or do without",
    )
