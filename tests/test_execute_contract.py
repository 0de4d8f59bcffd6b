"""What holds for every sandbox: the fake that other tests use tells what the real ones do."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from sandboxes import FakeSandbox, fence, fences, project
from verideck.errors import SandboxError
from verideck.execute import Cached, ForkServer, Sandbox
from verideck.model import (
    Aborted,
    ClaimFailure,
    ClaimRun,
    Frame,
    Limits,
    Output,
    Program,
    Raised,
    Recording,
    UnitRun,
    ValueRun,
)

NAME_ERROR = ("NameError", "Exception", "BaseException")
ZERO = ("ZeroDivisionError", "ArithmeticError", "Exception", "BaseException")

QUIET = Recording((UnitRun(),), (), (), platform.python_version(), ())

RUNS: dict[str, tuple[Program, Recording | Aborted]] = {
    "silent": (fences("x = 1"), QUIET),
    "output": (
        fences("import sys\nprint('a')\nprint(\n    'b',\n    file=sys.stderr)"),
        replace(QUIET, units=(UnitRun((Output(2, 2, "a\n"), Output(3, 5, "", "b\n"))),)),
    ),
    "result": (fences("6 * 7"), replace(QUIET, units=(UnitRun(result="42"),))),
    "two units": (
        fences(fence("x = 1", 10), fence("x", 20)),
        replace(QUIET, units=(UnitRun(), UnitRun(result="1"))),
    ),
    "exception": (
        fences(fence("def f():\n    return 1 / 0\nf()", 7), fence("x", 20), values=("1",)),
        replace(
            QUIET,
            units=(
                UnitRun(
                    raised=Raised(
                        "ZeroDivisionError",
                        ZERO,
                        "division by zero",
                        (Frame("cards/x.md", 9, "<module>"), Frame("cards/x.md", 8, "f")),
                    )
                ),
            ),
        ),
    ),
    "claims": (
        fences(fence("assert 1 < 2\nx = 3\nassert x == 4, 'no'", 5, claims=(("holds", 5), ("fails", 7)))),
        replace(
            QUIET,
            claims=(ClaimRun("holds", 1), ClaimRun("fails", 1, (ClaimFailure((("x", "3"),), "no"),))),
        ),
    ),
    "values": (
        fences("x = 1", values=("x:.2f", "y")),
        replace(
            QUIET,
            values=(ValueRun("1.00"), ValueRun(raised=Raised("NameError", NAME_ERROR, "name 'y' is not defined", ()))),
        ),
    ),
    "abort": (
        fences(fence("import os\nos.abort()", 3)),
        Aborted("crashed", "killed by SIGABRT", "cards/x.md", 4),
    ),
    "loop": (
        fences("while True: pass", limits=Limits(seconds=0.3)),
        Aborted("timeout", "still running after 0.3 s", "cards/x.md", 1),
    ),
}


@pytest.fixture(params=["fake", "fork server", "cached"])
def sandbox(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Sandbox]:
    if request.param == "fake":
        yield FakeSandbox({name: run for name, (_, run) in RUNS.items()})
        return
    with ForkServer(project(tmp_path)) as server:
        yield server if request.param == "fork server" else Cached(server, project(tmp_path))


def comparable(run: Recording | Aborted) -> Recording | Aborted:
    """Which distributions are imported depends on where the tests run."""
    return replace(run, distributions=()) if isinstance(run, Recording) else run


@pytest.mark.parametrize("name", RUNS)
def test_a_run_is_recorded(sandbox: Sandbox, name: str) -> None:
    """Everything after this stage stands on these recordings."""
    program, expected = RUNS[name]
    assert comparable(sandbox.run(replace(program, name=name))) == expected


def test_several_threads_may_run_programs(sandbox: Sandbox) -> None:
    """The build calls it from as many threads as the settings say."""
    names = [name for name in RUNS for _ in range(3)]
    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(lambda name: comparable(sandbox.run(replace(RUNS[name][0], name=name))), names))
    assert runs == [RUNS[name][1] for name in names]


def test_nothing_runs_after_the_end(sandbox: Sandbox) -> None:
    """A build that is interrupted ends at once, instead of starting what is left."""
    sandbox.close()
    with pytest.raises(SandboxError):
        sandbox.run(replace(RUNS["silent"][0], name="silent"))
