"""Stage 4: runs a program in a process of its own and records what it did, or finds the recording of an earlier run.

`ForkServer` runs (where there is no fork, `Spawner`), `Cached` remembers; each is a `Sandbox`, the one seam of the
pipeline with side effects. `open_sandbox` puts one in front of the other for one build, `Warm` for many checks. Most
builds need neither `Spawner` nor `Warm`: they are imported from their modules, `spawn` and `warm`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from verideck.execute.cache import Cached, Explanation
from verideck.execute.data import left_by_editor
from verideck.execute.forkserver import ForkServer
from verideck.execute.inputs import Difference
from verideck.execute.normalise import Normalised
from verideck.execute.seam import Observer, Sandbox, Trace, Tracer
from verideck.execute.store import Pruned
from verideck.execute.tracer import open_tracer
from verideck.model import Project

__all__ = [
    "Cached",
    "Difference",
    "Explanation",
    "ForkServer",
    "Normalised",
    "Observer",
    "Pruned",
    "Sandbox",
    "Trace",
    "Tracer",
    "left_by_editor",
    "open_fresh",
    "open_sandbox",
]


@contextmanager
def open_sandbox(project: Project) -> Iterator[Cached]:
    """The project's cache in front of its fork server, which starts at the first run that is not in the cache."""
    with open_tracer(project) as tracer:
        cached = Cached(Normalised(tracer), project)
        yield cached
    cached.trim()


@contextmanager
def open_fresh(project: Project, seed: int) -> Iterator[Sandbox]:
    """Runs every program, whatever the cache knows, and remembers nothing. Hashes and generators have this seed."""
    with open_tracer(project, seed) as tracer:
        yield Normalised(tracer)
