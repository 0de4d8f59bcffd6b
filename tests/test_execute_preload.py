"""What the server may import before it forks."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from processes import AT_ONCE, eventually
from sandboxes import environment, fences, project, recorded
from verideck.errors import InterpreterError, SandboxError
from verideck.execute import ForkServer
from verideck.model import Project


@pytest.fixture
def modules(tmp_path: Path) -> Path:
    """A folder from which the deck's interpreter imports."""
    return environment(tmp_path)


def deck(modules: Path, *preload: str) -> Project:
    """Its modules write where the test looks."""
    return project(modules.parents[3], *preload, python=".venv/bin/python", sandbox="off")


def failure(modules: Path, source: str) -> Exception:
    """What running a program raises where the module `early` is preloaded."""
    (modules / "early.py").write_text(source, "utf-8")
    with ForkServer(deck(modules, "json", "early")) as server:
        with pytest.raises((InterpreterError, SandboxError)) as caught:
            server.run(fences("1"))
        with pytest.raises(type(caught.value)):
            server.run(fences("1"))
    return caught.value


def test_a_module_is_imported_once(modules: Path, tmp_path: Path) -> None:
    """TensorFlow takes eight seconds; programs that use it take a tenth of one."""
    log = tmp_path / "log"
    (modules / "early.py").write_text(f"with open({str(log)!r}, 'a') as file: file.write('imported ')\n", "utf-8")
    with ForkServer(deck(modules, "early")) as server, ThreadPoolExecutor(4) as pool:
        programs = [fences("import early, sys", "'early' in sys.modules") for _ in range(8)]
        assert {recorded(run).units[1].result for run in pool.map(server.run, programs)} == {"True"}
        assert server.starts == 1
    assert log.read_text() == "imported "


def test_nothing_is_imported_before_it_is_needed(modules: Path) -> None:
    """A build that finds everything in the cache must not pay for TensorFlow."""
    with ForkServer(deck(modules, "missing")) as server:
        pass
    assert server.starts == 0


def test_closing_does_not_wait_for_imports(modules: Path, tmp_path: Path) -> None:
    """Ctrl-C in the first seconds of a build is answered at once."""
    path = tmp_path / "importing"
    (modules / "early.py").write_text(f"import time\nopen({str(path)!r}, 'w').close()\ntime.sleep(60)\n", "utf-8")
    with ThreadPoolExecutor(1) as pool, ForkServer(deck(modules, "early")) as server:
        run = pool.submit(server.run, fences("1"))
        assert eventually(path.exists)
        server.close()
        assert isinstance(run.exception(AT_ONCE), InterpreterError)


def test_a_module_that_starts_a_thread_is_refused(modules: Path) -> None:
    """A fork copies one thread: what the others hold stays locked for ever in every program."""
    source = "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()"
    error = failure(modules, source)
    assert isinstance(error, SandboxError)
    assert "importing `early` started a thread" in str(error)
    assert "take it out" in str(error)


def test_a_thread_that_starts_later_is_found_before_the_next_fork(modules: Path, tmp_path: Path) -> None:
    """The proof is made before every fork, not only once."""
    source = f"""
import os, pathlib, signal, threading, time
def start(*_):
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
signal.signal(signal.SIGUSR1, start)
pathlib.Path({str(tmp_path / "number")!r}).write_text(str(os.getpid()))
"""
    (modules / "early.py").write_text(source, "utf-8")
    with ForkServer(deck(modules, "early")) as server:
        assert recorded(server.run(fences("1"))).units[0].result == "1"
        number = int((tmp_path / "number").read_text())
        os.kill(number, signal.SIGUSR1)
        assert eventually(lambda: len(list(Path(f"/proc/{number}/task").iterdir())) == 2)
        with pytest.raises(SandboxError, match="one of the preloaded modules started a thread"):
            server.run(fences("1"))


@pytest.mark.parametrize("source", ["import missing", "1 / 0", "raise SystemExit"])
def test_a_module_that_cannot_be_imported_is_told(modules: Path, source: str) -> None:
    """The message names the module and what is wrong with it."""
    error = failure(modules, source)
    assert isinstance(error, InterpreterError)
    assert "cannot import `early`: " in str(error)


@pytest.mark.parametrize("folder", [".", "snippets", "cards"])
def test_a_module_of_the_project_is_no_module_of_the_interpreter(modules: Path, folder: str) -> None:
    """Programs import from beside their snippets; what the server imports is installed, or installed to be edited."""
    deck_with_module = deck(modules, "mine")
    place = deck_with_module.root / folder
    place.mkdir(exist_ok=True)
    (place / "mine.py").write_text("x = 1\n", "utf-8")
    with (
        ForkServer(deck_with_module) as server,
        pytest.raises(InterpreterError, match="cannot import `mine`: ModuleNotFoundError"),
    ):
        server.run(fences("1"))


def test_an_interpreter_that_ends_during_an_import_is_told(modules: Path) -> None:
    """With its last words: a missing library of C says there what it is."""
    error = failure(modules, "import os\nprint('no libcuda', flush=True)\nos._exit(1)")
    assert isinstance(error, InterpreterError)
    assert "ended while it imported `preload`; it wrote:\nno libcuda" in str(error)
