"""The inputs of a run, by name: what the cache knows before it runs a program."""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass

from verideck.execute import launch, normalise
from verideck.execute.interpreter import Identity, Interpreter
from verideck.model import Limits, Program, Project, Unit


@dataclass(frozen=True, slots=True)
class CacheKey:
    """Everything that a recording depends on but files and distributions, which only a run can name.

    `runner` is a digest of the code that runs programs, `rules` of how recordings are normalised. Where the project
    lies is not an input, nor is a program's name. `sandbox` is how programs are confined here, `data` the digests of
    what the settings declare.
    """

    units: tuple[Unit, ...]
    values: tuple[str, ...]
    path_entry: str
    limits: Limits
    preload: tuple[str, ...]
    runner: str
    rules: str
    sandbox: str
    data: tuple[tuple[str, str], ...]
    environment: tuple[tuple[str, str], ...]
    interpreter: str
    version: str
    platform: str


def cache_key(
    program: Program,
    project: Project,
    identity: Identity,
    interpreter: Interpreter,
    sandbox: str,
    data: tuple[tuple[str, str], ...],
) -> CacheKey:
    return CacheKey(
        units=program.units,
        values=program.values,
        path_entry=program.path_entry,
        limits=program.limits,
        preload=project.settings.preload,
        runner=runner(),
        rules=normalise.digest(),
        sandbox=sandbox,
        data=data,
        environment=tuple(launch.variables(project.settings).items()),
        interpreter=identity.real,
        version=interpreter.version,
        platform=interpreter.platform,
    )


@functools.cache
def runner() -> str:
    """SHA-256 of the sources of the server and all that it imports of ours."""
    digest = hashlib.sha256()
    for path in sorted(launch.SERVER.glob("*.py")):
        digest.update(f"{path.name}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    return digest.hexdigest()
