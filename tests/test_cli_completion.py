"""What a shell completes: commands, options, and what a deck consists of."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from projects import make_project
from test_cli import verideck

TAGGED = "---\ntags: [tensors]\n---\n\n# A? {#about-a}\n\n```python\nprint(1)\n```\n"


def completed(root: Path, line: str) -> list[str]:
    """What bash would offer at the end of a line."""
    words = line.split(" ")
    environment = {
        **os.environ,
        "_VERIDECK_COMPLETE": "bash_complete",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) - 1),
    }
    call = [sys.executable, "-c", "from verideck.cli import main; main(prog_name='verideck')"]
    done = subprocess.run(call, cwd=root, env=environment, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return [each.partition(",")[2] for each in done.stdout.split()]


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("verideck ch", ["check"]),
        ("verideck build --part", ["--partial"]),
        ("verideck new x --kind pre", ["predict"]),
        ("verideck check ab", ["about-a"]),
        ("verideck check tag:t", ["tag:tensors"]),
        ("verideck accept cards/s", ["cards/sums.md"]),
        ("verideck check about-a one", ["one-and-one"]),
    ],
)
def test_what_is_begun_is_completed(tmp_path: Path, line: str, offered: list[str]) -> None:
    """Commands, options, kinds, ids, tags and files."""
    make_project(tmp_path, {"cards/tagged.md": TAGGED})
    assert completed(tmp_path, line) == offered


def test_without_a_deck_nothing_is_offered(tmp_path: Path) -> None:
    """And no error is written into the line that is being typed."""
    assert completed(tmp_path, "verideck check a") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_one_of_its_shell(shell: str) -> None:
    """Where the shell is there, it reads the script without a complaint."""
    result = verideck("completion", shell)
    assert result.exit_code == 0
    assert f"_VERIDECK_COMPLETE={shell}_complete" in result.stdout
    if command := shutil.which(shell):
        checked = subprocess.run([command, "-n"], input=result.stdout, capture_output=True, text=True, check=False)
        assert (checked.returncode, checked.stderr) == (0, "")
