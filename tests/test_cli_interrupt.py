"""A build that is ended in its middle: at once, and without a trace."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from processes import AT_ONCE, descendants, eventually, gone, mark, running, without_progress
from projects import SNIPPET, make_project
from sandboxes import environment

pytestmark = pytest.mark.usefixtures("with_sandbox")

SETTINGS = 'namespace = "5e6f-test"\nname = "Test"\ndeck = "Test"\n'
SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGKILL]


def build(root: Path) -> subprocess.Popen[str]:
    """`verideck build` as a shell starts it."""
    command = [sys.executable, "-m", "verideck", "build", "-C", str(root)]
    variables = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=variables)


def files(root: Path) -> set[str]:
    """All files of the project that a build may have written."""
    paths = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    return {path for path in paths if not path.startswith((".venv/", ".verideck/lock", ".verideck/interpreter.json"))}


@pytest.mark.parametrize("how", SIGNALS)
def test_a_build_ends_at_once_and_leaves_nothing(tmp_path: Path, how: signal.Signals) -> None:
    """Whatever ends it: no process, no half-written file, and no recording of what did not finish."""
    name = mark()
    make_project(
        tmp_path, {"snippets/sums.py": f"import subprocess\nsubprocess.run(['sleep', '{name}'])\n{SNIPPET}"}, SETTINGS
    )
    before = files(tmp_path)
    process = build(tmp_path)
    assert eventually(lambda: running(name))
    ends_at_once(process, how)
    assert files(tmp_path) == before
    (tmp_path / "snippets/sums.py").write_text(SNIPPET)
    assert build(tmp_path).communicate()[0].count("1 run now") == 1


@pytest.mark.parametrize("how", SIGNALS)
def test_a_build_ends_at_once_while_it_imports(tmp_path: Path, how: signal.Signals) -> None:
    """TensorFlow takes eight seconds, in which an author presses Ctrl-C."""
    name = mark()
    (environment(tmp_path) / "slow.py").write_text(f"import subprocess\nsubprocess.run(['sleep', '{name}'])\n")
    make_project(tmp_path, settings=f'{SETTINGS}python = ".venv/bin/python"\npreload = ["slow"]\n')
    before = files(tmp_path)
    process = build(tmp_path)
    assert eventually(lambda: running(name))
    ends_at_once(process, how)
    assert files(tmp_path) == before


def ends_at_once(process: subprocess.Popen[str], how: signal.Signals) -> None:
    below = descendants(process.pid)
    assert below
    process.send_signal(how)
    _, said = process.communicate(timeout=AT_ONCE)
    assert eventually(lambda: gone(below), AT_ONCE)
    if how != signal.SIGKILL:
        assert process.returncode == 130
        assert without_progress(said) == ["verideck: interrupted; every file is either unchanged or complete"]


def test_a_command_that_still_loads_ends_without_a_traceback(tmp_path: Path) -> None:
    """Loading takes a tenth of a second, and more on a busy machine: who mistyped is quicker."""
    (tmp_path / "click.py").write_text("raise KeyboardInterrupt\n")
    path = os.pathsep.join([str(tmp_path), *sys.path])
    command = [sys.executable, "-m", "verideck", "build"]
    ended = subprocess.run(command, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "verideck: interrupted\n")
