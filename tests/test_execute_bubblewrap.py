"""What bubblewrap is told to show: the deck's interpreter wherever it lies, and nothing that lies around it."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

import pytest

from projects import make_project
from sandboxes import environment, fences, project, recorded, way
from verideck.errors import InterpreterError, SandboxError
from verideck.execute import ForkServer
from verideck.execute.bubblewrap import SHARED_MEMORY, Mounts, links
from verideck.execute.confinement import confinement
from verideck.model import Project


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project folder."""
    (tmp_path / "deck" / "snippets").mkdir(parents=True)
    return tmp_path / "deck"


def options(mounts: Mounts) -> list[tuple[str, ...]]:
    """The options with their arguments."""
    found: list[list[str]] = []
    for word in mounts.options():
        if word.startswith("--"):
            found.append([])
        found[-1].append(word)
    return [tuple(option) for option in found]


def test_a_project_within_what_is_shown_is_hidden(root: Path) -> None:
    """In containers it often lies in `/usr/src/app` or in `/opt`, which libraries need."""
    mounts = Mounts(root)
    mounts.show([root.parent])
    mounts.hide([root])
    mounts.show([root / "snippets"])
    assert options(mounts) == [
        ("--ro-bind", str(root.parent), str(root.parent)),
        ("--tmpfs", str(root)),
        ("--ro-bind", str(root / "snippets"), str(root / "snippets")),
        ("--remount-ro", str(root)),
    ]


def test_what_is_shown_already_is_not_shown_again(root: Path) -> None:
    """bubblewrap cannot make a folder in one that is read-only."""
    mounts = Mounts(root)
    mounts.show([root / "snippets", root])
    assert options(mounts) == [("--ro-bind", str(root), str(root))]


def test_a_file_is_hidden_behind_an_empty_one(root: Path) -> None:
    """`.env` is a file, and so is `.git` in a worktree."""
    (root / ".env").touch()
    mounts = Mounts(root)
    mounts.show([root])
    mounts.hide([root / ".env"])
    assert options(mounts)[1:] == [("--ro-bind", "/dev/null", str(root / ".env"))]


def test_the_home_and_the_whole_machine_are_never_shown(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A `.pth` file may name them."""
    monkeypatch.setenv("HOME", str(root.parent))
    mounts = Mounts(root)
    mounts.show(["/", root.parent, "relative", root / "missing"])
    assert options(mounts) == []


def test_links_lead_to_the_interpreter(root: Path) -> None:
    """A virtual environment's links to a version's, and that to the file, in three folders."""
    (root / "one").symlink_to("snippets/two")
    (root / "snippets" / "two").symlink_to(root / "three")
    (root / "three").touch()
    assert list(links(root / "one")) == [root / "one", root / "snippets/two", root / "three"]
    mounts = Mounts(root)
    mounts.show(links(root / "one"))
    assert ("--symlink", "snippets/two", str(root / "one")) in options(mounts)


# ── With an environment in the project ───────────────────────────────────────────────────────────────────────────


@pytest.fixture
def deck(root: Path) -> Project:
    """A project with an environment of its own. Skips the test where there is no bubblewrap."""
    deck = project(root, python=".venv/bin/python", sandbox="required")
    try:
        confinement(deck)
    except SandboxError as error:
        pytest.skip(str(error))
    (environment(root) / "library.py").write_text("NAME = 'library'\n")
    (root / ".env").write_text("SECRET")
    return deck


def test_an_environment_in_the_project_is_shown(deck: Project) -> None:
    """And only the environment."""
    with ForkServer(deck) as server:
        code = "import library, os, sys\nlibrary.NAME, sys.prefix, sorted(os.listdir(os.path.dirname(sys.prefix)))"
        result = recorded(server.run(fences(code))).units[0].result
    assert result == repr(("library", str(deck.root / ".venv"), [".venv", "snippets"]))


def test_a_project_that_is_installed_shows_its_modules_and_no_secret(deck: Project) -> None:
    """An editable installation puts the whole folder on the path of imports."""
    (folder,) = (deck.root / ".venv").glob("lib/python*/site-packages")
    (folder / "deck.pth").write_text(f"{deck.root}\n")
    (deck.root / "package.py").write_text("NAME = 'package'\n")
    code = f"""
import package, pathlib
try: text = pathlib.Path({str(deck.root / ".env")!r}).read_text()
except OSError: text = "hidden"
package.NAME, text"""
    with ForkServer(deck) as server:
        recording = recorded(server.run(fences(code)))
    assert recording.units[0].result == "('package', 'hidden')"


ANSWER = '{"version": "3", "platform": "", "path": [], "prefixes": []}'


def test_an_interpreter_that_does_not_start_is_told(deck: Project) -> None:
    """With what it wrote: perhaps a library of it lies where no program may look."""
    (deck.root / ".venv/bin/python").unlink()
    (deck.root / ".venv/bin/python").write_text(
        f'#!/bin/sh\n[ "$2" = -c ] && exec echo {shlex.quote(ANSWER)}\necho no libpython >&2\nexit 127\n'
    )
    (deck.root / ".venv/bin/python").chmod(0o755)
    with ForkServer(deck) as server, pytest.raises(InterpreterError, match=r"ended while it.*\n.*no libpython"):
        server.run(fences("1"))


def test_a_project_in_shared_memory_is_shown() -> None:
    """Some keep there what has to be fast, and the empty folder of each program would lie on top of it."""
    if not SHARED_MEMORY.is_dir():
        pytest.skip("this system has no shared memory in a folder")
    with tempfile.TemporaryDirectory(dir=SHARED_MEMORY) as folder, way("bubblewrap", Path(folder)) as server:
        (Path(folder) / "snippets").mkdir()
        (Path(folder) / "snippets/helper.py").write_text("x = 7\n")
        code = "import helper, os\nhelper.x, os.access('/dev/shm', os.W_OK)"
        assert recorded(server.run(fences(code))).units[0].result == "(7, False)"


def test_it_works_where_whatever_starts_the_build_ignores_its_children(tmp_path: Path) -> None:
    """That is handed down, and bubblewrap would wait for ever for the end of its child."""
    with way("bubblewrap", tmp_path):
        pass  # the machine has it, or the test is skipped
    make_project(tmp_path)
    built = subprocess.run(
        [sys.executable, "-m", "verideck", "check", "--sandbox", "required", "-C", str(tmp_path)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        preexec_fn=partial(signal.signal, signal.SIGCHLD, signal.SIG_IGN),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (built.returncode, built.stderr) == (0, "")
