"""What it costs to run a program, beyond its own run time: `make bench`. Figures of one run compare with each other."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))

from sandboxes import Way, fence, fences, recorded, way
from verideck.execute import Sandbox
from verideck.model import Program

PRELOAD = ("tensorflow", "keras", "numpy", "matplotlib")
PRELUDE = fence("import keras\nimport numpy as np\nimport tensorflow as tf", shows=False, path="pyproject.toml")
PROGRAMS = {
    "1": fences("1"),
    "tf.range(10)": fences(PRELUDE, "tf.range(10)"),
    "tf.function": fences(PRELUDE, "@tf.function\ndef f(x):\n    return x + 1\nf(tf.constant(1))"),
    "fit": fences(
        PRELUDE,
        "model = keras.Sequential([keras.layers.Dense(1)])\nmodel.compile('adam', 'mse')\n"
        "model.fit(np.ones((64, 4)), np.zeros((64, 1)), verbose=0)\nNone",
    ),
}
TIMES = 30


def main() -> None:
    """Print a table for each way of running programs with a warm server, then workers against each other."""
    for how in ("bubblewrap", "kernel", "off"):
        try:
            compare(how)
        except pytest.skip.Exception as skipped:
            print(f"{how}: {skipped}")


def compare(how: Way) -> None:
    with tempfile.TemporaryDirectory() as folder, way(how, Path(folder), *PRELOAD) as server:
        begin = time.perf_counter()
        server.run(fences("1"))
        print(f"\n{how}: {time.perf_counter() - begin:.1f} s until the first program has run")
        print(f"{'program':<16}{'wall, ms':>12}{'beyond a run of its own code, ms':>36}")
        for name, program in PROGRAMS.items():
            walls, beyond = zip(*measured(server, program), strict=True)
            print(f"{name:<16}{statistics.median(walls):>12.0f}{statistics.median(beyond):>36.0f}")
        workers(server)
    one, two = (cold(how, jobs) for jobs in (1, 2))
    print(f"a cold build, imports included: {one:.1f} s with one worker, {two:.1f} s with two: {two / one:.2f} of it")


def measured(server: Sandbox, program: Program) -> Iterator[tuple[float, float]]:
    """Milliseconds of a run, and those that passed before and after the program's process was watched."""
    for _ in range(TIMES):
        begin = time.perf_counter()
        run = recorded(server.run(program))
        wall = time.perf_counter() - begin
        yield 1000 * wall, 1000 * (wall - run.seconds)


def workers(server: Sandbox) -> None:
    """How many times as many programs two workers run as one does, on a warm server."""
    programs = [PROGRAMS[name] for name in ("tf.range(10)", "tf.function", "fit")] * 8
    one, two = (throughput(server, programs, jobs) for jobs in (1, 2))
    print(f"programs a second: {one:.1f} with one worker, {two:.1f} with two: {two / one:.2f} times as many")


def cold(how: Way, jobs: int) -> float:
    """Seconds from nothing to the last of the programs."""
    programs = [PROGRAMS[name] for name in ("tf.range(10)", "tf.function", "fit")] * 8
    begin = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, way(how, Path(folder), *PRELOAD) as server:
        throughput(server, programs, jobs)
    return time.perf_counter() - begin


def throughput(server: Sandbox, programs: Sequence[Program], jobs: int) -> float:
    begin = time.perf_counter()
    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(server.run, programs))
    return len(programs) / (time.perf_counter() - begin)


if __name__ == "__main__":
    main()
