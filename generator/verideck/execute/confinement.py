"""How programs are confined here: what is asked for, and what this machine can do, found out by trying it."""

from __future__ import annotations

import functools
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import Literal

from verideck.errors import SandboxError
from verideck.execute import bubblewrap
from verideck.model import Confining, Project

INSTALL = "install it (`apt install bubblewrap`, `dnf install bubblewrap`, `pacman -S bubblewrap`)"


@dataclass(frozen=True, slots=True)
class Confinement:
    """One of four ways.

    `bubblewrap`: all that the kernel has to keep a program in. `kernel`: what an ordinary process may ask of it,
    which leaves the files of the machine readable, and those of the user writable. `off`: limits and scratch folders
    only. `spawn`: an interpreter for every program, where there is no fork. `bwrap` is the command of the first;
    `problem` says why it is not the first although it was asked for.
    """

    name: Literal["bubblewrap", "kernel", "off", "spawn"]
    bwrap: str = ""
    problem: str | None = None


def confinement(project: Project) -> Confinement:
    """Raises SandboxError where a sandbox is required and there is none."""
    wanted = project.confining
    found = of_linux(wanted) if sys.platform == "linux" else elsewhere(wanted)
    if wanted == "required" and found.problem is not None:
        raise SandboxError(f"a sandbox is required, and {found.problem}")
    return found


def of_linux(wanted: Confining) -> Confinement:
    if wanted == "off":
        return Confinement("off")
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        return Confinement("kernel", problem=f"bubblewrap is not installed: {INSTALL}")
    problem = refusal(bwrap)
    return Confinement("kernel", problem=problem) if problem else Confinement("bubblewrap", bwrap)


def elsewhere(wanted: Confining) -> Confinement:
    if wanted == "off":
        return Confinement("spawn")
    return Confinement("spawn", problem="bubblewrap, which confines programs, runs on Linux only")


@functools.cache
def refusal(bwrap: str) -> str | None:
    """Why bubblewrap does not work here although it is installed: many containers and systems forbid it."""
    command = [bwrap, *bubblewrap.NAMESPACES, "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", bwrap]
    try:
        subprocess.run([*command, "--version"], capture_output=True, check=True, timeout=20)
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", None) or str(error).encode()
        return f"bubblewrap does not work here: {said.decode(errors='replace').strip()}"
    return None
