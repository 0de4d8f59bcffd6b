"""Programs that try to get out of bubblewrap: whatever they try fails, and the build says what happened."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner

from processes import end, eventually, mark, running, sleeper
from projects import make_project
from sandboxes import fences, project, recorded, snippet, way
from verideck import cli
from verideck.execute import ForkServer
from verideck.execute.confinement import confinement
from verideck.execute.spawn import Spawner
from verideck.model import Limits

pytestmark = pytest.mark.usefixtures("with_sandbox")

SECRET = "correct horse battery staple"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a home folder next to it, and a secret in everything that is not meant for programs."""
    folder = tmp_path_factory.mktemp("machine")
    for name in HIDDEN:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SECRET)
    for name in ("deck/snippets/table.csv", "deck/data/table.csv"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("1,2")
    (folder / "deck/data/link").symlink_to(folder / "home/.ssh/id_rsa")
    return folder / "deck"


HIDDEN = (
    "home/.ssh/id_rsa",
    "home/notes.txt",
    "deck/.git/config",
    "deck/.env",
    "deck/.env.local",
    "deck/.verideck/cache/x.json",
    "deck/cards/x.md",
    "deck/deck.lock",
    "elsewhere.txt",
)


@pytest.fixture(scope="module")
def server(root: Path) -> Iterator[ForkServer | Spawner]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(root.parent / "home"))
        patch.setenv("SECRET", SECRET)
        with way("bubblewrap", root, data=("data",)) as server:
            yield server


def result(server: ForkServer | Spawner, code: str, limits: Limits | None = None) -> str:
    """The value of the last expression."""
    unit = recorded(server.run(fences(code, limits=limits))).units[0]
    assert unit.raised is None, unit.raised
    assert unit.result is not None
    return unit.result


def attempts(server: ForkServer | Spawner, code: str, *arguments: object) -> list[str]:
    """What each call of `attempt`, which the code defines, came to: the name of an exception, or its value's repr."""
    trying = f"""
results = []
for argument in {list(map(str, arguments))!r}:
    try:
        results.append(repr(attempt(argument)))
    except Exception as error:
        results.append(type(error).__name__)
import json
print(json.dumps(results))
"""
    (output,) = recorded(server.run(fences(code + trying))).units[0].outputs
    found: list[str] = json.loads(output.stdout)
    return found


# ── Files ────────────────────────────────────────────────────────────────────────────────────────────────────────

READ = "import os\ndef attempt(path): return open(os.path.expanduser(path)).read()"


def test_what_is_declared_can_be_read(server: ForkServer, root: Path) -> None:
    """Else the other tests would prove nothing."""
    assert attempts(server, READ, root / "snippets/table.csv", root / "data/table.csv") == ["'1,2'", "'1,2'"]


def test_nothing_else_can_be_read(server: ForkServer, root: Path) -> None:
    """Keys and tokens lie in the home folder, and in files of projects that nobody looks at."""
    paths = [root.parent / name for name in HIDDEN]
    more = ["~/.ssh/id_rsa", "/etc/shadow", "/etc/ssh/ssh_host_rsa_key", "/root/.bash_history", root / "data/link"]
    assert set(attempts(server, READ, *paths, *more)) == {"FileNotFoundError"}


def test_secrets_stay_hidden_where_all_of_the_project_is_declared(root: Path) -> None:
    """What an author declares in haste."""
    with way("bubblewrap", root, data=(".",)) as server:
        assert attempts(server, READ, root / "cards/x.md") == [repr(SECRET)]
        found = attempts(server, READ, *(root.parent / name for name in HIDDEN if name.startswith("deck/.")))
    assert SECRET not in "".join(found)


def test_folders_show_nothing_of_the_machine(server: ForkServer, root: Path) -> None:
    """Names tell much."""
    code = "import os\ndef attempt(path): return sorted(os.listdir(path))"
    assert attempts(server, code, root, root.parent) == ["['data', 'snippets']", "['deck']"]


def test_nothing_can_be_written_but_scratch(server: ForkServer, root: Path) -> None:
    """Neither sources, nor the cache, nor what others run."""
    files = ["snippets/x.py", "snippets/table.csv", "data/table.csv", "new", ".verideck/cache/x.json", ".git/config"]
    paths = [*(root / name for name in files), "/usr/bin/ls", "/usr/x", "/etc/passwd", "/x", "/dev/x", "/home/x"]
    paths += [root.parent / "home/.bashrc", Path(os.__file__), *TEMPORARY, *KERNEL]
    code = "import os\ndef attempt(path): os.close(os.open(path, os.O_WRONLY | os.O_CREAT))"
    found = dict(zip(map(str, paths), attempts(server, code, *paths), strict=True))
    assert {path for path, how in found.items() if how == "None"} <= set(TEMPORARY)
    assert not any(Path(path).exists() for path in TEMPORARY)


TEMPORARY = (f"/tmp/verideck-escape-{os.getpid()}", f"/dev/shm/verideck-escape-{os.getpid()}")
KERNEL = ("/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/sys/devices/system/cpu/cpu0/online")


def test_nothing_can_be_mounted_anew(server: ForkServer, root: Path) -> None:
    """A program may make itself root of a namespace, and still lift no protection."""
    code = """
import ctypes
libc = ctypes.CDLL(None)
REMOUNT, BIND, NEWNS, NEWUSER = 32, 4096, 0x20000, 0x10000000
def attempt(path):
    return libc.mount(None, path.encode(), None, REMOUNT | BIND, None), libc.umount2(path.encode(), 2)
assert libc.unshare(NEWNS | NEWUSER) == 0
"""
    assert set(attempts(server, code, "/usr", "/", root / "snippets", "/proc/sys")) == {"(-1, -1)"}


def test_the_disk_cannot_be_filled(server: ForkServer) -> None:
    """Not by many small files, either."""
    code = """
def attempt(folder):
    for number in range(20):
        with open(f"{folder}/{number}", "wb") as file: file.write(bytes(2**19))
"""
    program = code + "import os\ntry: attempt(os.getcwd())\nexcept OSError as error: result = error.errno\nresult"
    assert result(server, program, Limits(seconds=60, file=2**20)) == "28"
    program = code + "try: attempt('/dev/shm')\nexcept OSError as error: result = error.errno\nresult"
    assert result(server, program, Limits(seconds=60, file=2**20)) == "28"


# ── Network ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_network_is_out_of_reach(server: ForkServer) -> None:
    """Services of the machine trust whoever reaches them; and what is read must not leave."""
    code = """
import socket
def attempt(address):
    host, _, port = address.partition(":")
    socket.create_connection((host, int(port)), timeout=2)
"""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)
        here = f"127.0.0.1:{listener.getsockname()[1]}"
        found = attempts(server, code, here, "192.0.2.1:80", "1.1.1.1:53", "example.org:80")
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert found == ["ConnectionRefusedError", "OSError", "OSError", "gaierror"]


def test_sockets_of_the_machine_are_out_of_reach(server: ForkServer, root: Path) -> None:
    """Docker and the desktop listen at paths and at names that need no path."""
    code = """
import socket
def attempt(name):
    socket.socket(socket.AF_UNIX).connect(name.replace("@", chr(0)))
"""
    name, path = f"@verideck-escape-{os.getpid()}", str(root.parent / "socket")
    with socket.socket(socket.AF_UNIX) as one, socket.socket(socket.AF_UNIX) as other:
        one.bind(name.replace("@", "\0"))
        other.bind(path)
        one.listen()
        other.listen()
        assert attempts(server, code, name, path) == ["ConnectionRefusedError", "FileNotFoundError"]


def test_programs_reach_themselves(server: ForkServer) -> None:
    """A cluster of TensorFlow's on one machine, for one."""
    code = """
import socket
listener = socket.create_server(("127.0.0.1", 0))
socket.create_connection(listener.getsockname()).sendall(b"hello")
listener.accept()[0].recv(5)"""
    assert result(server, code) == "b'hello'"


# ── Processes ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_environment_of_the_build_is_not_seen(server: ForkServer) -> None:
    """Tokens of continuous integration stand there. Those of all processes that can be seen are looked at."""
    code = """
import glob, os
found = str(os.environ)
for path in glob.glob("/proc/*/environ") + glob.glob("/proc/*/cmdline"):
    try: found += open(path).read()
    except OSError: pass
len(found) > 100, SECRET in found""".replace("SECRET", repr(SECRET))
    assert result(server, code) == "(True, False)"


def test_no_process_can_be_signalled(server: ForkServer) -> None:
    """Neither what watches the program, nor another program, nor the build."""
    name = mark()
    code = f"""
import os, signal
for each in (signal.SIGSTOP, signal.SIGTERM, signal.SIGKILL):
    os.kill(os.getppid(), each)  # the kernel drops it
reached = []
for number in (*range(3, 300), {os.getpid()}):
    try: os.kill(number, 0)
    except ProcessLookupError: continue
    reached.append(number)
reached"""
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(server.run, fences(f"import os\n{sleeper(name)}"))
        assert eventually(lambda: running(name))
        assert result(server, code) == "[]"
        assert running(name)
        end(name)
        assert "killed by SIGKILL" in str(other.result())
    assert server.starts == 1


def test_no_process_can_be_traced(server: ForkServer) -> None:
    """Who traces a process can do all that it may do."""
    name = mark()
    code = """
import ctypes, glob, os
libc, own = ctypes.CDLL(None), os.readlink("/proc/self")
results = set()
for path in glob.glob("/proc/[0-9]*"):
    if path != f"/proc/{own}":
        for part in ("mem", "environ", "maps", "fd/0", "root/etc", "cwd"):
            try: (open if part == "mem" else os.stat)(f"{path}/{part}", *(("r+b",) if part == "mem" else ()))
            except OSError: continue
            if part not in ("environ", "maps"): results.add(path + part)
        for part in ("environ", "maps"):
            try: results.add(open(f"{path}/{part}").read(10) and path + part)
            except OSError: pass
for number in (os.getppid(), *range(3, 100)):
    if libc.ptrace(16, number, None, None) == 0: results.add(number)
sorted(results - {""})"""
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(server.run, fences(f"import os\n{sleeper(name)}"))
        assert eventually(lambda: running(name))
        assert result(server, code) == "[]"
        end(name)
        other.result()


# ── What the build says ──────────────────────────────────────────────────────────────────────────────────────────

SAID = {
    "file": ("open('/root/.ssh/id_rsa')", "No such file or directory", "`data ="),
    "written": ("open('/usr/x', 'w')", "Read-only file system", "working folder"),
    "network": ("import urllib.request\nurllib.request.urlopen('http://127.0.0.1:9')", "refused", "no network"),
    "disk": ("open('x', 'wb').write(bytes(2**29))", "File too large", "`limits.file`"),
    "processes": (
        "import os, time\nfor _ in range(300): os.fork() or time.sleep(60)",
        "256 processes",
        "`limits.processes`",
    ),
    "memory": ("x = bytearray(10 * 2**30)", "MemoryError", "`limits.memory`"),
}


@pytest.mark.parametrize("name", SAID)
def test_the_build_says_what_happened(tmp_path: Path, name: str) -> None:
    """At the line of the snippet, with a way out."""
    code, what, help = SAID[name]
    confined(tmp_path, code)
    said = CliRunner().invoke(cli.main, ["check", "-C", str(tmp_path)])
    assert said.exit_code == 1
    assert f"snippets/sums.py:{2 + code.count(chr(10))}:1" in said.stderr
    assert what in " ".join(said.stderr.split())
    assert help in " ".join(said.stderr.split())


def confined(folder: Path, code: str) -> None:
    """A project with this snippet. Skips the test where there is no bubblewrap."""
    settings = 'namespace = "5e6f-test"\nname = "Test"\ndeck = "Test"\nsandbox = "required"\n'
    text = f"total = 2\n{code}\n\n# claim: two\nassert total == 2\n"
    deck = make_project(folder, {"snippets/sums.py": text}, settings)
    with way("bubblewrap", folder):
        confinement(deck)


def test_a_snippet_knows_its_file(server: ForkServer, root: Path) -> None:
    """Data lie beside it, and `inspect` reads it."""
    program = snippet(
        root, "import pathlib\ntext = pathlib.Path(__file__).with_name('table.csv').read_text()", values=("text",)
    )
    assert recorded(server.run(program)).values[0].text == "1,2"


def test_the_scratch_folder_has_the_same_name_everywhere(server: ForkServer) -> None:
    """What it says of itself can stand on a card."""
    code = (
        "import os, tempfile\nos.path.basename(os.getcwd()), os.getcwd() == os.environ['HOME'] == tempfile.gettempdir()"
    )
    assert result(server, code) == "('run-program0', True)"


# ── Where there is none ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_required_sandbox_that_is_missing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing runs, and the message says how to get it."""
    make_project(tmp_path, settings='namespace = "5e6f-test"\nname = "T"\ndeck = "T"\nsandbox = "required"\n')
    monkeypatch.setenv("PATH", "")
    said = CliRunner().invoke(cli.main, ["check", "-C", str(tmp_path)])
    assert said.exit_code == 3
    assert "bubblewrap is not installed: install it (`apt install bubblewrap`" in said.stderr


def test_a_sandbox_that_does_not_work_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is found out by trying: many containers have the command and forbid what it does."""
    (tmp_path / "bwrap").write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    (tmp_path / "bwrap").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    problem = confinement(project(tmp_path)).problem
    assert problem == "bubblewrap does not work here: bwrap: No permissions to create new namespace"


def test_a_missing_sandbox_is_said_once_and_when_programs_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A warning at every build would be read by nobody."""
    make_project(tmp_path, settings='namespace = "5e6f-test"\nname = "T"\ndeck = "T"\n')
    monkeypatch.setenv("PATH", "")
    first, second = (CliRunner().invoke(cli.main, ["check", "-C", str(tmp_path)]) for _ in range(2))
    assert first.exit_code == second.exit_code == 0
    assert first.stderr.count("verideck.toml:1:1: warning[no-sandbox]: programs ran without a sandbox") == 1
    assert second.stderr == ""
