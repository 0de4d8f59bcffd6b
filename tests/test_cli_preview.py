"""`verideck preview` as a shell starts it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from processes import eventually, mark, running
from projects import SNIPPET, make_project
from test_cli_watch import contents, end, told


def preview(root: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-u", "-m", "verideck", "preview", "-C", str(root), "--no-open", *arguments]
    variables = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=variables)


def address(process: subprocess.Popen[str]) -> str:
    """What it says first."""
    assert process.stdout
    return process.stdout.readline().removesuffix("  (Ctrl-C ends it)\n")


@contextmanager
def free_port() -> Iterator[int]:
    """Bound, so that nobody else is given it meanwhile, and not listened on, so that it can be had."""
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_at_once_with_a_page_open(tmp_path: Path, how: signal.Signals) -> None:
    """A page listens for as long as it is open, and nobody waits for it. The server of programs is warm."""
    make_project(tmp_path)
    process = preview(tmp_path, "--port", "0")
    url = address(process)
    told(process)
    with urllib.request.urlopen(f"{url}events") as page:
        assert page.status == 200
        assert end(process, how) == 0


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_at_once_while_a_program_runs(tmp_path: Path, how: signal.Signals) -> None:
    """Without a process left."""
    name = mark()
    make_project(tmp_path, {"snippets/sums.py": f"import subprocess\nsubprocess.run(['sleep', '{name}'])\n{SNIPPET}"})
    process = preview(tmp_path, "--port", "0")
    assert eventually(lambda: running(name))
    assert end(process, how) == 0
    assert not running(name)


def test_without_a_project_nothing_is_served(tmp_path: Path) -> None:
    """An address that ends at once would be opened in vain."""
    output, _ = (process := preview(tmp_path)).communicate()
    assert (process.returncode, output.startswith("verideck: no verideck project in")) == (2, True)


def test_it_serves_where_it_is_told_to(tmp_path: Path) -> None:
    """On this machine alone, from the first moment on."""
    make_project(tmp_path)
    with free_port() as port:
        process = preview(tmp_path, "--port", str(port))
        assert address(process) == f"http://127.0.0.1:{port}/"
        assert urllib.request.urlopen(f"http://127.0.0.1:{port}/").status == 200
    told(process)
    assert end(process) == 0


def test_a_port_that_is_taken_is_a_usage_error(tmp_path: Path) -> None:
    """Who asked for one is told that it cannot be had, and by which option."""
    make_project(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as server:
        process = preview(tmp_path, "--port", str(server.getsockname()[1]))
        output, _ = process.communicate()
    assert process.returncode == 2
    assert "Invalid value for --port" in output
    assert "is not available: Address already in use" in output


def test_it_writes_nothing(tmp_path: Path) -> None:
    """Neither an id nor a lock nor a package: nothing but the cache."""
    make_project(tmp_path, {"cards/new.md": "---\nsnippet: sums\n---\n\n# New\n\nIt is `{python} total`.\n"})
    before = contents(tmp_path)
    process = preview(tmp_path, "--port", "0")
    told(process)
    end(process)
    assert contents(tmp_path) == before
