"""What holds for every sandbox: the fake that other tests use tells what the real ones do."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from sandboxes import WAYS, FakeSandbox, Way, fence, fences, recorded, way
from verideck.errors import SandboxError
from verideck.execute import Cached, Sandbox
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

SYNTAX = ("SyntaxError", "Exception", "BaseException")

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
    "syntax error": (
        fences(fence("x = 1", 3), fence("y = 2\nif x\n    pass", 10)),
        replace(
            QUIET,
            units=(
                UnitRun(),
                UnitRun(raised=Raised("SyntaxError", SYNTAX, "expected ':'", (Frame("cards/x.md", 11, "<module>"),))),
            ),
        ),
    ),
    "any text": (
        fences(r"print('\0 ü \U0001F600 \u200b')"),
        replace(QUIET, units=(UnitRun((Output(1, 1, "\0 ü \U0001f600 \u200b\n"),)),)),
    ),
    "closed stdout": (
        fences("import os\nprint('a')\nos.close(1)", "6 * 7"),
        replace(QUIET, units=(UnitRun((Output(2, 2, "a\n"),)), UnitRun(result="42"))),
    ),
    "patched builtins": (
        fences(
            "import builtins\nbuiltins.len = lambda _: 7\nbuiltins.print = builtins.open = builtins.repr = None",
            "len('a')",
            values=("[len(''), print]",),
        ),
        replace(QUIET, units=(UnitRun(), UnitRun(result="7")), values=(ValueRun("[7, None]"),)),
    ),
    "signals ignored": (
        fences(
            "import os, signal\n"
            "for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:\n"
            "    _ = signal.signal(number, signal.SIG_IGN)\n"
            "os.kill(os.getpid(), signal.SIGTERM)",
            "6 * 7",
        ),
        replace(QUIET, units=(UnitRun(), UnitRun(result="42"))),
    ),
    "a signal handler": (
        fences(
            "import os, signal\n"
            "_ = signal.signal(signal.SIGUSR1, lambda *_: print('caught'))\n"
            "os.kill(os.getpid(), signal.SIGUSR1)"
        ),
        replace(QUIET, units=(UnitRun((Output(3, 3, "caught\n"),)),)),
    ),
    "a child that is left behind": (
        fences("import subprocess\n_ = subprocess.Popen(['sleep', '60'])\n1"),
        replace(QUIET, units=(UnitRun(result="1"),)),
    ),
    "an exit past everything": (
        fences("import os\nos._exit(3)"),
        Aborted("exited", "exited with status 3 before its end", "cards/x.md", 2),
    ),
    "handlers at the end": (
        fences("import atexit\n_ = atexit.register(print, 'bye')\nprint('a')"),
        replace(QUIET, units=(UnitRun((Output(3, 3, "a\n"),)),)),
    ),
    "a thread that goes on": (
        fences("import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n1"),
        replace(QUIET, units=(UnitRun(result="1"),)),
    ),
    "exit": (
        fences(fence("import sys\nsys.exit(3)", 3)),
        Aborted("exited", "raised SystemExit(3)", "cards/x.md", 4),
    ),
    "segmentation fault": (
        fences(fence("import ctypes\nctypes.string_at(0)", 3)),
        Aborted("crashed", "killed by SIGSEGV", "cards/x.md", 4),
    ),
    "abort": (
        fences(fence("import os\nos.abort()", 3)),
        Aborted("crashed", "killed by SIGABRT", "cards/x.md", 4),
    ),
    "loop": (
        fences("while True: pass", limits=Limits(seconds=2)),
        Aborted("timeout", "still running after 2 s", "cards/x.md", 1),
    ),
}


@pytest.fixture(params=["fake", "cached", *WAYS])
def sandbox(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Sandbox]:
    with opened(request.param, tmp_path) as sandbox:
        yield sandbox


@pytest.fixture(params=["fake", "cached", *WAYS], scope="module")
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """One for all runs."""
    with opened(request.param, tmp_path_factory.mktemp("deck")) as sandbox:
        yield sandbox


@contextmanager
def opened(name: str, root: Path) -> Iterator[Sandbox]:
    if name == "fake":
        yield FakeSandbox({name: run for name, (_, run) in RUNS.items()})
    elif name == "cached":
        with way("off", root) as server:
            yield Cached(server, server.project)
    else:
        with way(cast(Way, name), root) as server:
            yield server


def comparable(run: Recording | Aborted) -> Recording | Aborted:
    """Which distributions are imported depends on where the tests run."""
    return replace(run, distributions=()) if isinstance(run, Recording) else run


@pytest.mark.parametrize("name", RUNS)
def test_a_run_is_recorded(shared: Sandbox, name: str) -> None:
    """Everything after this stage stands on these recordings."""
    program, expected = RUNS[name]
    assert comparable(shared.run(replace(program, name=name))) == expected


def test_several_threads_may_run_programs(shared: Sandbox) -> None:
    """The build calls it from as many threads as the settings say."""
    names = [name for name in RUNS for _ in range(2)]
    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(lambda name: comparable(shared.run(replace(RUNS[name][0], name=name))), names))
    assert runs == [RUNS[name][1] for name in names]


@pytest.mark.parametrize("how", WAYS)
def test_data_is_where_it_is_from_the_projects_root(tmp_path: Path, how: Way) -> None:
    """A snippet runs alone from there, and a fence has no file to look beside."""
    for name in ("snippets/x.csv", "data/table.csv", "more/deep/table.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    code = "print(open('data/table.csv').read(), open('more/deep/table.csv').read())"
    with way(how, tmp_path, data=("data/table.csv", "more", "more/deep", "data")) as sandbox:
        run = recorded(sandbox.run(fences(code)))
    assert run.units[0].outputs == (Output(1, 1, "data/table.csv more/deep/table.csv\n"),)
    assert (tmp_path / "data/table.csv").exists()


def test_nothing_runs_after_the_end(sandbox: Sandbox) -> None:
    """A build that is interrupted ends at once, instead of starting what is left."""
    sandbox.close()
    with pytest.raises(SandboxError):
        sandbox.run(replace(RUNS["silent"][0], name="silent"))
