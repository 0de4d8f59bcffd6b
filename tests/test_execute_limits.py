"""Programs that do not come to their end, and what they leave behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sandboxes import aborted, fence, fences, project, recorded
from verideck.errors import SandboxError
from verideck.execute import ForkServer
from verideck.model import Aborted, Limits


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("deck")


@pytest.fixture(scope="module")
def server(root: Path) -> Iterator[ForkServer]:
    with ForkServer(project(root)) as server:
        yield server


LIMITS = Limits(seconds=1)


def run(server: ForkServer, code: str, limits: Limits = LIMITS) -> Aborted:
    return aborted(server.run(fences(fence(code, 5), limits=limits)))


def within(seconds: float, condition: Callable[[], bool]) -> bool:
    """Whether it comes true in time."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()


@pytest.mark.parametrize(
    ("code", "reason", "detail"),
    [
        ("import sys\nsys.exit()", "exited", "raised SystemExit(None)"),
        ("import sys\nsys.exit(0)", "exited", "raised SystemExit(0)"),
        ("import sys\nsys.exit('enough')", "exited", "raised SystemExit('enough')"),
        ("import os\nos._exit(0)", "exited", "exited with status 0 before its end"),
        ("import os\nos._exit(3)", "exited", "exited with status 3 before its end"),
        ("import os\nos.abort()", "crashed", "killed by SIGABRT"),
        ("import os\nos.kill(os.getpid(), 9)", "crashed", "killed by SIGKILL"),
        ("import ctypes\nctypes.string_at(0)", "crashed", "killed by SIGSEGV"),
        ("x = 1\nwhile True: pass", "timeout", "still running after 1 s"),
        ("import time\ntime.sleep(60)", "timeout", "still running after 1 s"),
    ],
)
def test_the_end_is_told_with_its_line(server: ForkServer, code: str, reason: str, detail: str) -> None:
    """The author sees which statement it was, even where the interpreter is gone."""
    assert run(server, code) == Aborted(reason, detail, "cards/x.md", 6)  # type: ignore[arg-type]


def test_the_processor_time_is_bounded(server: ForkServer) -> None:
    """Threads use more of it than the clock shows."""
    end = run(server, "while True: pass", Limits(seconds=20, cpu_seconds=1))
    assert (end.reason, end.detail) == ("timeout", "used more than 1 s of processor time")


@pytest.mark.parametrize(
    "code",
    [
        "for _ in range(100): print('x' * 10**6)",
        "import os\nfor _ in range(100): os.write(2, b'x' * 10**6)",
        "import subprocess; subprocess.run(['yes'])",
        "print('x' * (2**20 + 1))",
        "print('x' * 2**19)\nprint('x' * 2**19)",
        "'x' * 2**21",
    ],
)
def test_the_output_is_bounded(server: ForkServer, code: str) -> None:
    """A hundred megabytes fit neither a card nor a terminal; nor does one byte too many, however fast it comes."""
    end = run(server, code, Limits(seconds=20))
    assert (end.reason, end.detail) == ("output-limit", "wrote more than 1,048,576 bytes")


def test_memory_is_bounded(server: ForkServer) -> None:
    """The program fails, not the machine."""
    limits = Limits(seconds=20, memory=2**29)
    error = recorded(server.run(fences("x = bytearray(2**30)", limits=limits))).units[0].raised
    assert error is not None
    assert error.type == "MemoryError"


def test_files_are_bounded(server: ForkServer) -> None:
    """A full disk would hurt everything else."""
    limits = Limits(seconds=20, file=2**20)
    error = recorded(server.run(fences("open('big', 'wb').write(b'x' * 2**21)", limits=limits))).units[0].raised
    assert error is not None
    assert error.type == "OSError"


def test_the_end_of_stderr_is_kept(server: ForkServer) -> None:
    """A crash explains itself there, if anywhere."""
    end = run(server, "import os, sys\nsys.stderr.write('x' * 5000 + 'last words')\nos.abort()")
    assert end.stderr.endswith("last words")
    assert len(end.stderr) == 2000


def test_the_others_go_on(server: ForkServer) -> None:
    """One bad program must not spoil the rest of the build."""
    run(server, "import os; os.abort()")
    assert recorded(server.run(fences("1 + 1"))).units[0].result == "2"


DAEMON = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork():
        os._exit(0)
    with open({path!r} + ".part", "w") as file:
        file.write(str(os.getpid()))
    os.rename({path!r} + ".part", {path!r})
    for n in range(3, 100):
        try: os.close(n)
        except OSError: pass
    time.sleep(60)
while not os.path.exists({path!r}):
    time.sleep(0.01)
"""


@pytest.mark.parametrize("ending", ["", "os.abort()", "while True: pass", "os._exit(0)"])
def test_a_daemon_does_not_outlive_its_program(server: ForkServer, tmp_path: Path, ending: str) -> None:
    """It would hold ports and memory, and write into what comes later."""
    path = tmp_path / "pid"
    server.run(fences(DAEMON.format(path=str(path)) + ending, limits=LIMITS))
    assert not is_alive(int(path.read_text()))


def test_processes_that_keep_forking_are_ended(server: ForkServer) -> None:
    """Each one is gone before it could be killed; its successor is not."""
    code = "import os\nwhile True:\n    if os.fork(): os._exit(0)\n    os.setsid()"
    assert run(server, code).reason == "exited"


def test_scratch_folders_are_removed(server: ForkServer) -> None:
    """A build leaves nothing in the temporary folder."""
    path = recorded(server.run(fences("import os", "open('file', 'w').close()", "os.getcwd()"))).units[2].result
    assert path is not None
    assert not Path(path.strip("'")).exists()


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_two_programs_run_at_once(server: ForkServer) -> None:
    """Each waits for the other, so one after the other would take until the limit."""
    names = ["a", "b"]
    root = server.project.root
    for name in names:
        (root / name).unlink(missing_ok=True)
    code = "import os, time\nopen({mine!r}, 'w').close()\nwhile not os.path.exists({other!r}): time.sleep(0.005)"
    mine = [fences(code.format(mine=str(root / a), other=str(root / b))) for a, b in (("a", "b"), ("b", "a"))]
    with ThreadPoolExecutor(2) as pool:
        assert [recorded(each).units[0].raised for each in pool.map(server.run, mine)] == [None, None]


# ── The server itself ────────────────────────────────────────────────────────────────────────────────────────────


def announce(path: Path) -> str:
    """A program that writes its process id into the file, whole, and then sleeps."""
    part = f"{path}.part"
    return f"""
import os, time
with open({part!r}, "w") as file:
    _ = file.write(str(os.getpid()))
os.rename({part!r}, {str(path)!r})
time.sleep(60)
"""


def started(server: ForkServer, path: Path) -> tuple[threading.Thread, list[object]]:
    """A thread in which a program is running, and a list for what becomes of it."""
    ends: list[object] = []

    def work() -> None:
        try:
            ends.append(server.run(fences(announce(path), limits=Limits(seconds=30))))
        except SandboxError as error:
            ends.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    assert within(20, path.exists)
    return thread, ends


def test_closing_ends_what_runs(root: Path, tmp_path: Path) -> None:
    """Ctrl-C must not leave a program, nor wait for one."""
    with ForkServer(project(root)) as server:
        thread, ends = started(server, tmp_path / "pid")
        pid = int((tmp_path / "pid").read_text())
        assert is_alive(pid)
        begin = time.monotonic()
    thread.join(10)
    assert time.monotonic() - begin < 5
    assert isinstance(ends[0], SandboxError)
    assert "was closed while x was running" in str(ends[0])
    assert not is_alive(pid)


def test_a_server_that_dies_is_an_error_and_no_hang(root: Path, tmp_path: Path) -> None:
    """The kernel kills the largest process where memory runs out."""
    with ForkServer(project(root)) as server:
        thread, ends = started(server, tmp_path / "pid")
        pid = int((tmp_path / "pid").read_text())
        os.kill(parent(parent(pid)), signal.SIGKILL)
        thread.join(10)
        assert isinstance(ends[0], SandboxError)
        assert "died while x was running" in str(ends[0])
        assert within(5, lambda: not is_alive(pid))
        with pytest.raises(SandboxError):
            server.run(fences("1"))


def parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


CLIENT = """
from pathlib import Path
from sandboxes import fences, project
from verideck.execute import ForkServer

with ForkServer(project(Path({root!r}))) as server:
    server.run(fences({code!r}))
"""


def test_a_client_that_is_killed_takes_everything_along(root: Path, tmp_path: Path) -> None:
    """Even where it could close nothing."""
    path, temporary = tmp_path / "pid", tmp_path / "temporary"
    temporary.mkdir()
    script = CLIENT.format(root=str(root), code=announce(path))
    environment = {"PYTHONPATH": os.pathsep.join(sys.path), "TMPDIR": str(temporary)}
    client = subprocess.Popen([sys.executable, "-c", script], env=environment)
    assert within(20, path.exists)
    client.kill()
    client.wait()
    assert within(5, lambda: not is_alive(int(path.read_text())))
    assert within(5, lambda: not list(temporary.iterdir()))
