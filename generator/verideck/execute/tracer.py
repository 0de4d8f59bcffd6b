"""What runs programs on this system."""

from __future__ import annotations

from verideck.execute.confinement import confinement
from verideck.execute.forkserver import ForkServer
from verideck.execute.runner import Runner
from verideck.model import Project


def open_tracer(project: Project, seed: int = 0) -> Runner:
    """Nothing is started before the first run. Raises SandboxError where the settings require more than there is."""
    if confinement(project).name != "spawn":
        return ForkServer(project, seed=seed)
    from verideck.execute.spawn import Spawner  # where there is a fork, all that it needs would be loaded for nothing

    return Spawner(project, seed=seed)
