"""What many programs in a row leave behind: nothing."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest

from processes import descendants, eventually, read
from sandboxes import WAYS, Way, fences, recorded, way
from verideck.execute import ForkServer, Sandbox

RUNS: dict[Way, int] = {"bubblewrap": 1000, "kernel": 100, "off": 100, "spawn": 10}


@pytest.mark.parametrize("how", WAYS)
def test_programs_leave_no_process_no_descriptor_and_no_memory(tmp_path: Path, how: Way) -> None:
    """A build of a thousand notes, or a watcher that runs for days, must not end where a limit is reached."""
    others = descendants(os.getpid())  # such as the browser of other tests
    with way(how, tmp_path) as server:
        server.prepare()
        family = below(others)
        run(server, 5)
        assert eventually(lambda: below(others) == family)
        before = held(family)
        run(server, RUNS[how])
        assert eventually(lambda: below(others) == family)
        after = held(family)
    assert after[0] == before[0]
    assert after[1][1] - before[1][1] < 8 * 2**20
    assert isinstance(server, ForkServer) is (how != "spawn")
    assert eventually(lambda: below(others) == set())


def run(server: Sandbox, times: int) -> None:
    for number in range(times):
        assert recorded(server.run(fences(f"{number}"))).units[0].result == str(number)


def below(others: set[int]) -> set[int]:
    """The processes below this one apart from others and what these have started."""
    return descendants(os.getpid()) - others - {each for other in others for each in descendants(other)}


def held(family: set[int]) -> list[tuple[str, int]]:
    """What this process and those below it hold. Memory is counted in bytes, shared parts divided."""
    gc.collect()
    everyone = {os.getpid(), *family}
    return [
        ("descriptors", sum(len(os.listdir(f"/proc/{number}/fd")) for number in everyone)),  # noqa: PTH208
        ("memory", sum(own_memory(number) for number in everyone)),
    ]


def own_memory(process: int) -> int:
    """Without mapped files, whose share grows as others end that map them, too."""
    lines = read(process, "smaps_rollup").splitlines()
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith((b"Pss_Anon:", b"Pss_Shmem:")))
