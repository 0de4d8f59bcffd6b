"""Two builds of one project take turns, and a dead one blocks nobody."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from verideck.errors import LockError
from verideck.exclusive import exclusive

HOLD = """
import sys
from pathlib import Path
from verideck.exclusive import exclusive
with exclusive(Path(sys.argv[1]), lambda: None):
    print("in", flush=True)
    sys.stdin.read()
"""


def holder(root: Path) -> subprocess.Popen[str]:
    """Another process that is in the block until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "in\n"
    return process


def test_nobody_waits_alone(tmp_path: Path) -> None:
    """One build after the other must not say that it waits."""
    told: list[str] = []
    for _ in range(2):
        with exclusive(tmp_path, lambda: told.append("waiting")):
            pass
    assert told == []


def test_a_second_build_waits_and_says_so(tmp_path: Path) -> None:
    """An author who has two terminals open learns why nothing happens."""
    with holder(tmp_path) as process:
        assert process.stdin is not None
        with exclusive(tmp_path, process.stdin.close):
            assert process.wait() == 0


def test_a_killed_build_blocks_nobody(tmp_path: Path) -> None:
    """The lock dies with its process; no file must be removed by hand."""
    with holder(tmp_path) as process:
        process.kill()
        process.wait()
    with exclusive(tmp_path, lambda: pytest.fail("the dead hold nothing")):
        pass


def test_a_project_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """With the file that is in the way."""
    (tmp_path / ".verideck").write_text("a file")
    with pytest.raises(LockError, match=r"\.verideck.*cannot be written"), exclusive(tmp_path, lambda: None):
        pass
