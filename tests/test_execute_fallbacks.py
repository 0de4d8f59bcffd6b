"""What is kept where there is no bubblewrap: all that a process may ask of the kernel for itself."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandboxes import WAYS, Way, fences, recorded, way
from verideck.execute import ForkServer, Sandbox

SECRET = "correct horse battery staple"


@pytest.fixture
def kernel(tmp_path: Path) -> Iterator[Sandbox]:
    """Skips the test where users may not have namespaces of their own."""
    with way("kernel", tmp_path) as server:
        server.run(fences("1"))
        if "no network" not in str(server.remarks()):
            pytest.skip("this machine allows no user namespaces")
        yield server


def result(server: Sandbox, code: str) -> str | None:
    return recorded(server.run(fences(code))).units[0].result


def test_there_is_no_network(kernel: Sandbox) -> None:
    """Neither that of the machine, nor what listens on it."""
    code = """
import socket
def attempt(host, port):
    try: socket.create_connection((host, port), timeout=2)
    except OSError as error: return type(error).__name__
[attempt("127.0.0.1", PORT), attempt("192.0.2.1", 80)]"""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
        assert result(kernel, code.replace("PORT", port)) == "['ConnectionRefusedError', 'OSError']"


def test_no_process_but_its_own_can_be_signalled(kernel: Sandbox) -> None:
    """Not the build, either, whose number a program could guess."""
    code = f"""
import os
def attempt(number):
    try: os.kill(number, 0)
    except OSError as error: return type(error).__name__
os.kill(os.getppid(), 9)  # the kernel drops it
attempt({os.getpid()})"""
    assert result(kernel, code) == "'ProcessLookupError'"
    assert result(kernel, "1 + 1") == "2"


HALF = ("--unshare-user", "--dev-bind", "/", "/", "--ro-bind", "/proc", "/proc")
"""Options of bubblewrap for a system that lets users have namespaces, but grants them no right in these."""

BUILD = """
from pathlib import Path
from sandboxes import fences, way

with way("kernel", Path({root!r})) as server:
    print(server.run(fences("1 + 1")).units[0].result, server.remarks()[0].actual)
"""


def test_namespaces_without_rights_are_left_alone(tmp_path: Path) -> None:
    """Such a system is Ubuntu: there, what an ordinary process may ask for are limits alone."""
    with way("bubblewrap", tmp_path):
        pass  # the machine has it, or the test is skipped
    command = ["bwrap", *HALF, sys.executable, "-c", BUILD.format(root=str(tmp_path))]
    environment = {"PYTHONPATH": os.pathsep.join(sys.path), "PATH": os.environ["PATH"]}
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (ran.stdout, ran.stderr) == ("2 they ran with your rights; only what they use was limited\n", "")


@pytest.mark.parametrize("how", WAYS)
def test_the_environment_is_an_allow_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: Way) -> None:
    """Tokens stand in that of a build; nothing else may be needed to keep them."""
    monkeypatch.setenv("TOKEN", SECRET)
    monkeypatch.setenv("PYTHONSTARTUP", SECRET)
    with way(how, tmp_path) as server:
        assert result(server, "import os\n'correct horse' in str(os.environ), sorted(os.environ)[:2]") == (
            "(False, ['CUDA_VISIBLE_DEVICES', 'HOME'])"
        )


@pytest.mark.parametrize("how", WAYS)
def test_every_program_has_a_folder_of_its_own(tmp_path: Path, how: Way) -> None:
    """Its home and its temporary folder, so that nothing of the user's is where a program writes first."""
    code = (
        "import os, tempfile\nos.getcwd() == os.environ['HOME'] == tempfile.gettempdir() != os.path.expanduser('~root')"
    )
    with way(how, tmp_path) as server:
        assert result(server, code) == "True"
        assert isinstance(server, ForkServer) is (how != "spawn")


@pytest.mark.parametrize("how", WAYS)
def test_the_folder_has_one_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: Way) -> None:
    """Also where folders for temporary files are behind a link, as on every Mac."""
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "link"))
    with way(how, tmp_path) as server:
        assert result(server, "import os\nos.getcwd() == os.environ['HOME']") == "True"
