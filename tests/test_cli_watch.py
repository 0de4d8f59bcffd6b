"""`verideck watch` as a shell starts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from processes import AT_ONCE, arguments, descendants, eventually, gone, mark, running, without_progress
from projects import SETTINGS, SNIPPET, make_project


def watch(root: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-u", "-m", "verideck", "watch", "-C", str(root)]
    variables = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=variables)


def told(process: subprocess.Popen[str]) -> list[str]:
    """What it writes up to the counts of the next check."""
    lines = []
    assert process.stdout
    for line in process.stdout:
        lines += without_progress(line)
        if " run now, " in line:
            return lines
    raise AssertionError(lines)


def end(process: subprocess.Popen[str], how: signal.Signals = signal.SIGINT) -> int:
    """Its exit code, once nothing is left of it."""
    below = descendants(process.pid)
    process.send_signal(how)
    process.communicate(timeout=AT_ONCE)
    assert eventually(lambda: gone(below), AT_ONCE)
    return process.returncode


def contents(root: Path) -> dict[Path, bytes]:
    """All that an author has written or committed."""
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file() and ".verideck" not in path.parts}


def save(path: Path, text: str) -> None:
    """At one moment: who writes into the file leaves it empty for one, and a slow machine makes that a save."""
    new = path.parents[1] / "new"
    new.write_text(text)
    new.rename(path)


def test_every_save_is_answered(tmp_path: Path) -> None:
    """With what was saved, every diagnostic, the counts and the time."""
    make_project(tmp_path)
    process = watch(tmp_path)
    assert told(process)[1].startswith("1 note: 1 verified; 1 run now, 0 from the cache; ")
    save(tmp_path / "snippets/sums.py", SNIPPET.replace("== 2", "== 3"))
    first, second, *_, last = told(process)
    assert first.endswith("  snippets/sums.py")
    assert second == "cards/sums.md:7:7: error[claim-failed]: the claim `two` does not hold"
    assert last.startswith("1 note: 1 refuted; 1 error; 1 run now, 0 from the cache; ")
    assert end(process) == 0


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_at_once_while_a_program_runs(tmp_path: Path, how: signal.Signals) -> None:
    """Without a process left."""
    name = mark()
    make_project(tmp_path, {"snippets/sums.py": f"import subprocess\nsubprocess.run(['sleep', '{name}'])\n{SNIPPET}"})
    process = watch(tmp_path)
    assert eventually(lambda: running(name))
    assert end(process, how) == 0
    assert not running(name)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_at_once_while_it_waits(tmp_path: Path, how: signal.Signals) -> None:
    """The server is warm then."""
    make_project(tmp_path)
    process = watch(tmp_path)
    told(process)
    assert end(process, how) == 0


def test_the_server_is_there_before_the_first_edit(tmp_path: Path) -> None:
    """Also where the cache knows all programs: TensorFlow takes its eight seconds while the author reads."""
    make_project(tmp_path)
    process = watch(tmp_path)
    told(process)
    end(process)
    process = watch(tmp_path)
    assert "0 run now, 1 from the cache" in told(process)[-1]
    assert eventually(lambda: any(b"/sandbox" in arguments(each) for each in descendants(process.pid)))
    assert end(process) == 0


def test_it_writes_nothing(tmp_path: Path) -> None:
    """Neither an id nor a lock nor a package, whatever there is to write."""
    make_project(tmp_path, {"cards/new.md": "---\nsnippet: sums\n---\n\n# New\n\nIt is `{python} total`.\n"})
    before = contents(tmp_path)
    process = watch(tmp_path)
    told(process)
    end(process)
    assert contents(tmp_path) == before


def test_a_folder_without_a_project_is_a_usage_error(tmp_path: Path) -> None:
    """As for every command."""
    process = watch(tmp_path)
    output, _ = process.communicate()
    assert (process.returncode, output.startswith("verideck: no verideck project")) == (2, True)


def test_mistaken_settings_are_shown_and_waited_for(tmp_path: Path) -> None:
    """The first look may meet them already."""
    make_project(tmp_path)
    (tmp_path / "verideck.toml").write_text(f"{SETTINGS}jobz = 1\n")
    process = watch(tmp_path)
    assert process.stdout
    assert "error[settings]" in process.stdout.readline() + process.stdout.readline()
    (tmp_path / "verideck.toml").write_text(SETTINGS)
    assert told(process)[-1].startswith("1 note: 1 verified")
    end(process)
