"""The deck's interpreter and what is installed for it, as inputs of a run."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from processes import eventually
from sandboxes import (
    PROGRAM,
    RECORDING,
    FakeSandbox,
    cached,
    environment,
    fences,
    is_hit,
    project,
    recorded,
    snippet,
)
from verideck.errors import InterpreterError
from verideck.execute import Cached, Difference, ForkServer, open_sandbox
from verideck.execute.interpreter import STORED, Identity, identify
from verideck.model import Project


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "deck"


@pytest.fixture
def deck(root: Path) -> Project:
    """A project with a virtual environment of its own, in which the distribution `odd_name` 1.0 is installed."""
    environment(root)
    install(root, "1.0")
    return project(root, python=".venv/bin/python")


def site(root: Path) -> Path:
    (folder,) = (root / ".venv" / "lib").glob("python*/site-packages")
    return folder


def install(root: Path, version: str, name: str = "odd_name") -> None:
    for old in site(root).glob(f"{name}-*"):
        shutil.rmtree(old)
    info = site(root) / f"{name}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", "utf-8")
    (info / "top_level.txt").write_text(f"{name}\n", "utf-8")
    (info / "RECORD").write_text(f"{name}.py,,\n", "utf-8")
    (site(root) / f"{name}.py").write_text(f"version = '{version}'\n", "utf-8")


def test_versions_of_what_is_imported_are_inputs(root: Path, deck: Project) -> None:
    """An upgrade may change every answer; one of something else changes none."""
    program = snippet(root, "import odd_name\nprint(odd_name.version)")
    runs = []
    with ForkServer(deck) as server:
        for name, version in (("odd_name", "1.0"), ("odd_name", "2.0"), ("other", "1.0"), ("odd_name", "1.0")):
            install(root, version, name)
            cache = Cached(server, deck)
            run = recorded(cache.run(program))
            runs.append((run.units[0].outputs[0].stdout, cache.executed))
        assert run.distributions == (("odd-name", "1.0"),)
    assert runs == [("1.0\n", 1), ("2.0\n", 1), ("2.0\n", 0), ("1.0\n", 0)]


def test_an_upgrade_of_what_is_preloaded_runs_everything_again(root: Path) -> None:
    """TensorFlow is in every program, whether or not it names it."""
    environment(root)
    install(root, "2.20.0", "tensorflow")
    preloading = project(root, "tensorflow", python=".venv/bin/python")
    programs = [fences("import tensorflow\ntensorflow.version"), fences("1 + 1", name="y"), snippet(root, "x = 1")]
    runs = []
    for version in ("2.20.0", "2.20.0", "2.21.0", "2.20.0"):
        install(root, version, "tensorflow")
        with open_sandbox(preloading) as sandbox:
            result = recorded(sandbox.run(programs[0])).units[0].result
            for program in programs[1:]:
                sandbox.run(program)
            runs.append((result, sandbox.executed))
    assert runs == [("'2.20.0'", 3), ("'2.20.0'", 0), ("'2.21.0'", 3), ("'2.20.0'", 0)]
    install(root, "2.22.0", "tensorflow")
    explained = Cached(FakeSandbox({}), preloading).explain(programs[1])
    assert explained.differences == (Difference("tensorflow", "2.22.0", "2.20.0"),)


def test_the_interpreter_is_probed_once(root: Path, deck: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking it takes a process; where it lies and when it was written tell whether it is the same."""
    cached(root, RECORDING, deck=deck).run(PROGRAM)
    with monkeypatch.context() as patch:
        patch.setattr("verideck.execute.interpreter.probe", lambda _: pytest.fail("asked again"))
        assert is_hit(root, deck=deck)
    (root / ".venv" / "pyvenv.cfg").write_text("home = /usr/bin\n", "utf-8")
    before = (root / STORED).read_bytes()
    is_hit(root, deck=deck)
    assert (root / STORED).read_bytes() != before


def test_an_upgrade_that_keeps_the_time_of_the_file_is_seen(tmp_path: Path) -> None:
    """Images and archives give every file one time, for the sake of equal bytes: the next version has it, too."""
    python = tmp_path / "bin/python"
    python.parent.mkdir()

    def upgraded() -> Identity:
        python.write_bytes(b"")
        os.utime(python, (0, 0))
        return identify(python, "off")

    first = upgraded()
    assert eventually(lambda: upgraded() != first)


def test_a_damaged_probe_is_made_again(root: Path) -> None:
    """A cache may never be what breaks a build."""
    cached(root, RECORDING).run(PROGRAM)
    (root / STORED).write_text("{", "utf-8")
    assert is_hit(root)


def test_an_interpreter_that_is_missing_is_told(root: Path) -> None:
    """The message names the setting to mend."""
    with pytest.raises(InterpreterError, match=r"python does not exist; set `python` in pyproject\.toml"):
        cached(root, RECORDING, deck=project(root, python="no/python")).run(PROGRAM)


def test_an_interpreter_that_does_not_work_is_told(root: Path) -> None:
    """So does what it says itself."""
    python = root / "python"
    root.mkdir()
    python.write_text("#!/bin/sh\necho out of order >&2\nexit 1\n", "utf-8")
    python.chmod(0o755)
    with pytest.raises(InterpreterError, match="cannot be started: out of order"):
        cached(root, RECORDING, deck=project(root, python="python")).run(PROGRAM)
