"""What many programs in a row leave behind: nothing."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest

from processes import descendants, read
from sandboxes import WAYS, Way, fences, recorded, way
from verideck.execute import ForkServer, Sandbox

RUNS: dict[Way, int] = {"bubblewrap": 1000, "kernel": 100, "off": 100, "spawn": 10}


@pytest.mark.parametrize("how", WAYS)
def test_programs_leave_no_process_no_descriptor_and_no_memory(tmp_path: Path, how: Way) -> None:
    """A build of a thousand notes, or a watcher that runs for days, must not end where a limit is reached."""
    others = descendants(os.getpid())  # such as the browser of other tests
    with way(how, tmp_path) as server:
        run(server, 5)
        before = held(others)
        run(server, RUNS[how])
        after = held(others)
    assert [count for _, count in after[:2]] == [count for _, count in before[:2]]
    assert after[2][1] - before[2][1] < 8 * 2**20
    assert isinstance(server, ForkServer) is (how != "spawn")
    assert below(others) == set()


def run(server: Sandbox, times: int) -> None:
    for number in range(times):
        assert recorded(server.run(fences(f"{number}"))).units[0].result == str(number)


def below(others: set[int]) -> set[int]:
    """The processes below this one apart from others and what these have started."""
    return descendants(os.getpid()) - others - {each for other in others for each in descendants(other)}


def held(others: set[int]) -> list[tuple[str, int]]:
    """What this process and all below it hold. Memory is counted in bytes, shared parts divided."""
    gc.collect()
    family = [os.getpid(), *below(others)]
    return [
        ("processes", len(family)),
        ("descriptors", sum(len(os.listdir(f"/proc/{number}/fd")) for number in family)),  # noqa: PTH208
        ("memory", sum(proportional(number) for number in family)),
    ]


def proportional(process: int) -> int:
    lines = read(process, "smaps_rollup").splitlines()
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(b"Pss:"))
