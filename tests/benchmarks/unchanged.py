"""What it costs to ask verideck where nothing changed: processor time of whole processes, for this repository's deck.

    make deck && python tests/benchmarks/unchanged.py

The median and the least of 15 runs of each command, in turn, in milliseconds.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

ROOT = Path(__file__).parents[2]
VERIDECK = Path(sys.executable).parent / "verideck"
PYTEST = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider")
RUNS = 15
Call: TypeAlias = tuple[str, Sequence[str | Path], Path, Mapping[str, str]]
"""What it is, its command line, where it runs, and what its environment has besides."""
COMMANDS: Mapping[str, Sequence[str | Path]] = {
    "an empty process": (sys.executable, "-c", ""),
    "verideck --version": (VERIDECK, "--version"),
    "verideck --help": (VERIDECK, "--help"),
    "verideck build": (VERIDECK, "build"),
    "verideck check": (VERIDECK, "check"),
    "verideck plan": (VERIDECK, "plan"),
}
TYPED = ("verideck bu", "verideck check range")
FOREIGN = {"pytest elsewhere": PYTEST, "pytest elsewhere, without the plugin": (*PYTEST, "-p", "no:verideck")}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "test_nothing.py").write_text("def test(): ...\n")
        calls: list[Call] = [(name, command, ROOT, {}) for name, command in COMMANDS.items()]
        calls += [(f"{line}<Tab>", (VERIDECK,), ROOT, completing(line)) for line in TYPED]
        calls += [(name, command, Path(folder), {}) for name, command in FOREIGN.items()]
        taken: dict[str, list[float]] = {name: [] for name, *_ in calls}
        for run in range(RUNS + 1):
            for name, command, place, more in calls:
                seconds = spent(command, place, more)
                if run:  # the first of each fills caches
                    taken[name].append(1000 * seconds)
    print(f"load {os.getloadavg()[0]:.1f}")
    for name, all_of_it in taken.items():
        print(f"{name:<40}{statistics.median(all_of_it):>8.0f}{min(all_of_it):>8.0f}")


def completing(line: str) -> dict[str, str]:
    """What bash sets when it asks for the end of a line."""
    return {"_VERIDECK_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}


def spent(command: Sequence[str | Path], place: Path, more: Mapping[str, str]) -> float:
    """Seconds of processor time that a command and what it starts take."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=place, env={**os.environ, **more}, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


if __name__ == "__main__":
    main()
