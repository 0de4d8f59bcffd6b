"""Stage 4: runs a program in a process of its own and records what it did, or finds the recording of an earlier run.

`ForkServer` runs, `Cached` remembers; both are a `Sandbox`, the one seam of the pipeline with side effects.
`open_sandbox` puts one in front of the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from verideck.execute.cache import Cached
from verideck.execute.forkserver import ForkServer
from verideck.execute.normalise import Normalised
from verideck.execute.seam import Sandbox, Trace, Tracer
from verideck.model import Project

__all__ = ["Cached", "ForkServer", "Normalised", "Sandbox", "Trace", "Tracer", "open_fresh", "open_sandbox"]


@contextmanager
def open_sandbox(project: Project) -> Iterator[Cached]:
    """The project's cache in front of its fork server, which starts at the first run that is not in the cache."""
    with ForkServer(project) as server:
        yield Cached(Normalised(server), project)


@contextmanager
def open_fresh(project: Project, hash_seed: int) -> Iterator[Sandbox]:
    """Runs every program, whatever the cache knows, and remembers nothing; strings have other hashes."""
    with ForkServer(project, hash_seed=hash_seed) as server:
        yield Normalised(server)
