"""Programs that do not come to their end, and what they leave behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from processes import AT_ONCE, PATIENCE, descendants, end, eventually, gone, mark, marked, parent, running, sleeper
from sandboxes import WAYS, Way, aborted, fence, fences, recorded, way
from verideck.errors import SandboxError
from verideck.execute import ForkServer, Sandbox
from verideck.execute.spawn import Spawner
from verideck.model import Aborted, Limits


@pytest.fixture(scope="module", params=WAYS)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForkServer | Spawner]:
    with way(request.param, tmp_path_factory.mktemp("deck")) as server:
        yield server


LIMITS, SHORT = Limits(seconds=60), Limits(seconds=2)


def run(server: Sandbox, code: str, limits: Limits = LIMITS) -> Aborted:
    return aborted(server.run(fences(fence(code, 5), limits=limits)))


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
        ("x = 1\nwhile True: pass", "timeout", "still running after 2 s"),
        ("import time\ntime.sleep(60)", "timeout", "still running after 2 s"),
    ],
)
def test_the_end_is_told_with_its_line(server: Sandbox, code: str, reason: str, detail: str) -> None:
    """The author sees which statement it was, even where the interpreter is gone."""
    limits = SHORT if reason == "timeout" else LIMITS
    assert run(server, code, limits) == Aborted(reason, detail, "cards/x.md", 6)  # type: ignore[arg-type]


@pytest.mark.parametrize("data", ["{", "[]", "{}", '{"aborted": 1}', "x" * 10**5])
def test_a_program_that_writes_over_its_report_harms_itself_alone(server: Sandbox, data: str) -> None:
    """It has the descriptor, and whoever watches it must not stumble over what stands there."""
    code = f"""\
import os
for number in range(3, 64):
    try:
        os.write(number, {data.encode()!r})
    except OSError:
        pass
os._exit(0)
"""
    ended = run(server, code)
    assert (ended.reason, ended.detail) == ("exited", "wrote over the report of its run")


def test_a_name_that_is_no_text_ends_no_build(server: ForkServer | Spawner) -> None:
    """A file's name may be any bytes, and so may what a program looks for beside itself."""
    code = f"""\
import os
try:
    open(os.fsencode({str(server.project.root.resolve())!r}) + b"/snippets/\\xff.txt")
except OSError:
    print("none")
"""
    assert recorded(server.run(fences(code))).units[0].outputs[0].stdout == "none\n"


def test_the_processor_time_is_bounded(server: Sandbox) -> None:
    """Threads use more of it than the clock shows."""
    end = run(server, "while True: pass", Limits(seconds=60, cpu_seconds=1))
    assert (end.reason, end.detail) == ("timeout", "used more than 1 s of processor time")


@pytest.mark.parametrize(
    "code",
    [
        "import os\nfor _ in range(1000): os.write(1, b'x' * 10**6)",
        "import os\nfor _ in range(100): os.write(2, b'x' * 10**6)",
        "import subprocess; subprocess.run(['yes'])",
        "print('x' * (2**20 + 1))",
        "print('x' * 2**19)\nprint('x' * 2**19)",
        "'x' * 2**21",
    ],
)
def test_the_output_is_bounded(server: Sandbox, code: str) -> None:
    """A gigabyte fits neither a card nor a terminal; nor does one byte too many, however fast it comes."""
    end = run(server, code)
    assert (end.reason, end.detail) == ("output-limit", "wrote more than 1,048,576 bytes")


@pytest.mark.parametrize(
    "code",
    [
        "x = bytearray(10 * 2**30)",
        "import mmap\nx = mmap.mmap(-1, 10 * 2**30)\nfor n in range(0, len(x), 4096): x[n] = 1",
        """
import os, time
for _ in range(4):
    if os.fork() == 0:
        x = b"x" * 2**27
        time.sleep(60)
time.sleep(60)
""",
    ],
    ids=["at once", "shared and bit by bit", "by several processes"],
)
def test_memory_is_bounded(server: Sandbox, code: str) -> None:
    """The program ends, not the machine; and what needed more than there is says nothing about an answer."""
    end = run(server, code, Limits(seconds=60, memory=2**28))
    assert end.reason == "memory-limit"
    assert end.detail in ("raised MemoryError", "used more than 268,435,456 bytes of memory")
    assert end.line >= 5


FORK_BOMB = """
import os, time
end = time.monotonic() + 10
while time.monotonic() < end:
    os.fork()
os._exit(0)
"""


def test_processes_are_bounded(server: Sandbox) -> None:
    """A fork bomb ends, and the machine goes on. This one would end by itself, if only after ten seconds."""
    end = run(server, FORK_BOMB, Limits(seconds=60, processes=50))
    assert (end.reason, end.detail) == ("process-limit", "ran more than 50 processes at once")


def test_files_are_bounded(server: Sandbox) -> None:
    """A full disk would hurt everything else."""
    limits = Limits(seconds=60, file=2**20)
    error = recorded(server.run(fences("open('big', 'wb').write(b'x' * 2**21)", limits=limits))).units[0].raised
    assert error is not None
    assert error.type == "OSError"


def test_the_end_of_stderr_is_kept(server: Sandbox) -> None:
    """A crash explains itself there, if anywhere."""
    end = run(server, "import os, sys\nsys.stderr.write('x' * 5000 + 'last words')\nos.abort()")
    assert end.stderr.endswith("last words")
    assert len(end.stderr) == 2000


def test_the_others_go_on(server: Sandbox) -> None:
    """One bad program must not spoil the rest of the build."""
    run(server, "import os; os.abort()")
    assert recorded(server.run(fences("1 + 1"))).units[0].result == "2"


DAEMON = """
import os, signal
reading, writing = os.pipe()
if os.fork() == 0:
    {leave}
    if os.fork():
        os._exit(0)
    for number in signal.valid_signals() - {{signal.SIGKILL, signal.SIGSTOP}}:
        signal.signal(number, signal.SIG_IGN)
    os.write(writing, b"x")
    os.closerange(3, 100)
    {sleeper}
os.read(reading, 1)
{ending}
"""


@pytest.mark.parametrize("ending", ["", "os.abort()", "while True: pass", "os._exit(0)"])
def test_a_daemon_does_not_outlive_its_program(server: Sandbox, ending: str) -> None:
    """It would hold ports and memory, and write into what comes later."""
    name = mark()
    leave = "" if isinstance(server, Spawner) else "os.setsid()"  # the former kills who left only if it saw them
    limits = SHORT if ending.startswith("while") else LIMITS
    server.run(fences(DAEMON.format(leave=leave, sleeper=sleeper(name), ending=ending), limits=limits))
    assert eventually(lambda: not running(name))


def test_child_processes_and_threads_are_ended(server: Sandbox) -> None:
    """Python would wait for the first ones for ever, and forget the others."""
    name = mark()
    code = f"""
import subprocess, threading, time
subprocess.Popen(["sleep", "{name}"], start_new_session={not isinstance(server, Spawner)})
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
1 + 1"""
    assert recorded(server.run(fences(code))).units[0].result == "2"
    assert eventually(lambda: not running(name))


def test_processes_that_keep_forking_are_ended(server: Sandbox) -> None:
    """Each one is gone before it could be killed; its successor is not."""
    code = "import os\nfor _ in range(5000):\n    if os.fork(): os._exit(0)"
    assert run(server, code).reason == "exited"


def test_scratch_folders_are_removed(server: Sandbox) -> None:
    """A build leaves nothing in the temporary folder, and no program what the next one finds."""
    code = "import os\nfound = os.listdir()\nopen('file', 'w').close()\nfound, os.getcwd()"
    for _ in range(2):
        result = recorded(server.run(fences(code))).units[0].result
        assert result is not None
        assert result.startswith("([], '")
        assert not Path(result.split("'")[1]).exists()


def test_two_programs_run_at_once(server: Sandbox) -> None:
    """Neither waits for the end of the other."""
    names = [mark(), mark()]
    programs = [fences(f"import subprocess\nx = subprocess.run(['sleep', '{name}'])") for name in names]
    with ThreadPoolExecutor(2) as pool:
        runs = pool.map(server.run, programs)
        together = eventually(lambda: all(map(running, names)))
        for name in names:
            end(name)
        assert together
        assert [recorded(run).units[0].raised for run in runs] == [None, None]


# ── What runs programs ───────────────────────────────────────────────────────────────────────────────────────────


def started(server: Sandbox, name: str) -> tuple[threading.Thread, list[object]]:
    """A thread in which a program with this mark is running, and a list for what becomes of it."""
    ends: list[object] = []

    def work() -> None:
        try:
            code = f"import os\n{sleeper(name)}"
            ends.append(server.run(fences(code, limits=Limits(seconds=600))))
        except SandboxError as error:
            ends.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    assert eventually(lambda: running(name))
    return thread, ends


@pytest.mark.parametrize("how", WAYS)
def test_closing_ends_what_runs(tmp_path: Path, how: Way) -> None:
    """Ctrl-C must not leave a program, nor wait for one."""
    name = mark()
    with way(how, tmp_path) as server:
        thread, ends = started(server, name)
        begin = time.monotonic()
        server.close()
        thread.join(PATIENCE)
        assert time.monotonic() - begin < AT_ONCE
    assert isinstance(ends[0], SandboxError)
    assert "was closed while x was running" in str(ends[0])
    assert eventually(lambda: not running(name))


@pytest.mark.parametrize("how", ["bubblewrap", "kernel", "off"])
@pytest.mark.parametrize("depth", [1, 2, 3])
def test_a_server_that_dies_is_an_error_and_no_hang(tmp_path: Path, how: Way, depth: int) -> None:
    """The kernel kills the largest process where memory runs out: supervisor, server, or the guard above them."""
    name = mark()
    with way(how, tmp_path) as server:
        thread, ends = started(server, name)
        (number,) = marked(name)
        for _ in range(depth):
            number = parent(number)
        os.kill(number, signal.SIGKILL)
        thread.join(PATIENCE)
        assert isinstance(ends[0], SandboxError)
        assert "died while x was running" in str(ends[0])
        assert eventually(lambda: not running(name))


CLIENT = """
from pathlib import Path
from sandboxes import fences, way

with way({how!r}, Path({root!r})) as server:
    server.run(fences({code!r}))
"""


@pytest.mark.parametrize("how", WAYS)
def test_a_client_that_is_killed_takes_everything_along(tmp_path: Path, how: Way) -> None:
    """Even where it could close nothing."""
    with way(how, tmp_path):
        pass  # the machine has it, or the test is skipped here and not in the client
    name, temporary = mark(), tmp_path / "temporary"
    temporary.mkdir()
    script = CLIENT.format(how=how, root=str(tmp_path), code=f"import time\ntime.sleep({name})")
    environment = {"PYTHONPATH": os.pathsep.join(sys.path), "TMPDIR": str(temporary), "PATH": os.environ["PATH"]}
    client = subprocess.Popen([sys.executable, "-c", script], env=environment)
    assert eventually(lambda: len(descendants(client.pid)) >= (1 if how == "spawn" else 4))
    left = descendants(client.pid)
    client.kill()
    client.wait()
    assert eventually(lambda: gone(left))
    if how != "spawn":  # where nobody is left to remove the folder
        assert eventually(lambda: not list(temporary.iterdir()))
