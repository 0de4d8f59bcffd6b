"""Decks that others wrote: their settings, interpreters and files take nothing from those who build them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from projects import SNIPPET, make_project
from sandboxes import environment, fences, project, recorded
from verideck import cli
from verideck.errors import InterpreterError, SandboxError
from verideck.execute import ForkServer
from verideck.execute.confinement import confinement
from verideck.execute.interpreter import find, identify

pytestmark = pytest.mark.usefixtures("with_sandbox")

SECRET = "correct horse battery staple"
SETTINGS = 'namespace = "5e6f-test"\nname = "Test"\ndeck = "Test"\n'
OFF, REQUIRED = f'{SETTINGS}sandbox = "off"\n', f'{SETTINGS}sandbox = "required"\n'


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home of who builds, with a secret. Skips the test where there is no bubblewrap."""
    try:
        confinement(project(tmp_path, sandbox="required"))
    except SandboxError as error:
        pytest.skip(str(error))
    (tmp_path / "home/.ssh").mkdir(parents=True)
    (tmp_path / "home/.ssh/id_rsa").write_text(SECRET)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "deck"


def verideck(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli.main, [*arguments, "-C", str(root)])


def reading(path: Path) -> dict[str, str]:
    """A deck whose snippet reads a file that is not its own."""
    return {"snippets/sums.py": f"open({str(path)!r}).read()\n{SNIPPET}"}


# ── The settings ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_settings_cannot_switch_the_sandbox_off(root: Path, home: Path) -> None:
    """They came with the deck; they are told and not followed."""
    make_project(root, reading(home / ".ssh/id_rsa"), OFF)
    result = verideck(root, "check")
    assert result.exit_code == 1
    assert "verideck.toml:4:1: warning[sandbox-off]: the settings say" in result.stderr
    assert "FileNotFoundError" in result.stderr


def test_who_builds_can_switch_it_off(root: Path, home: Path) -> None:
    """For once by an option, where nothing is said about it any more."""
    make_project(root, reading(home / ".ssh/id_rsa"), OFF)
    result = verideck(root, "check", "--sandbox", "off")
    assert (result.exit_code, "sandbox" in result.stderr) == (0, False)


def test_a_variable_speaks_for_every_build(root: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An option speaks for this one, so it comes first."""
    make_project(root, reading(home / ".ssh/id_rsa"))
    monkeypatch.setenv("VERIDECK_SANDBOX", "off")
    assert verideck(root, "check").exit_code == 0
    assert verideck(root, "check", "--sandbox", "auto").exit_code == 1


def test_a_variable_that_means_nothing_is_a_usage_error(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slip of the pen must not leave somebody without the sandbox that was asked for."""
    make_project(root)
    monkeypatch.setenv("VERIDECK_SANDBOX", "require")
    result = verideck(root, "check")
    assert result.exit_code == 2
    assert "VERIDECK_SANDBOX is `require` in your environment; it may be auto, required, off" in result.stderr


COMMANDS = [["build"], ["check"], ["plan"], ["accept"], ["cache", "explain", "one-and-one"]]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_who_builds_can_require_it(root: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]) -> None:
    """Then nothing runs where there is none."""
    make_project(root)
    monkeypatch.setenv("PATH", "")
    result = verideck(root, *command, "--sandbox", "required")
    assert result.exit_code == 3
    assert "a sandbox is required, and bubblewrap is not installed" in result.stderr


@pytest.mark.parametrize(("option", "code"), [("auto", 3), ("off", 0)])
def test_a_deck_can_ask_for_more(root: Path, monkeypatch: pytest.MonkeyPatch, option: str, code: int) -> None:
    """Its author may know what its snippets do; who says `off` knows, too."""
    make_project(root, settings=REQUIRED)
    monkeypatch.setenv("PATH", "")
    assert verideck(root, "check", "--sandbox", option).exit_code == code


# ── The interpreter that the settings name ───────────────────────────────────────────────────────────────────────


def evil(root: Path, home: Path) -> Path:
    """An interpreter that tells lies, and tries to take what it finds; the file is what it would write."""
    environment(root)
    loot = home / "loot"
    lies = {
        "version": "3",
        "platform": "",
        "path": [str(home), str(home / ".ssh"), "/"],
        "prefixes": [str(home / ".ssh")],
    }
    script = f"""#!/bin/sh
cat "{home}/.ssh/id_rsa" > "{loot}"
touch "{home}/touched" "{root}/touched"
[ "$2" = -c ] && exec echo '{json.dumps(lies)}'
exec "{root}/.venv/bin/python" "$@"
"""
    (root / ".venv/bin/evil").write_text(script)
    (root / ".venv/bin/evil").chmod(0o755)
    return loot


def test_an_interpreter_is_asked_in_the_sandbox(root: Path, home: Path) -> None:
    """To ask it is to run it."""
    loot = evil(root, home)
    find(project(root, python=".venv/bin/evil"))
    assert not any(path.exists() for path in (loot, home / "touched", root / "touched"))


def test_an_interpreter_cannot_ask_for_what_is_not_its_own(root: Path, home: Path) -> None:
    """It names folders that it needs, and programs see them."""
    loot = evil(root, home)
    code = f"""
import os
def seen(path):
    try: return os.listdir(path)
    except OSError: return None
[seen({str(home)!r}), seen({str(home / ".ssh")!r}), seen('/root')]"""
    with ForkServer(project(root, python=".venv/bin/evil")) as server:
        result = recorded(server.run(fences(code))).units[0].result
    assert result is not None
    assert "id_rsa" not in result
    assert not loot.exists()


def test_a_path_file_shows_nothing_outside_the_project(root: Path, home: Path) -> None:
    """An environment that comes with a deck has such files."""
    (environment(root) / "more.pth").write_text(f"{home / '.ssh'}\n{root / 'own'}\n")
    (root / "own").mkdir()
    (root / "own/mine.py").write_text("NAME = 'mine'\n")
    code = f"import mine, os\nmine.NAME, os.path.exists({str(home / '.ssh')!r})"
    with ForkServer(project(root, python=".venv/bin/python")) as server:
        assert recorded(server.run(fences(code))).units[0].result == "('mine', False)"


def test_an_environment_cannot_say_that_it_was_made_from_a_secret(root: Path, home: Path) -> None:
    """`pyvenv.cfg` names the folder of an installation, and comes with the deck, too."""
    environment(root)
    (root / ".venv/pyvenv.cfg").write_text(f"home = {home}/.ssh/bin\n")
    with ForkServer(project(root, python=".venv/bin/python")) as server:
        code = f"import os\nos.path.exists({str(home / '.ssh')!r})"
        assert recorded(server.run(fences(code))).units[0].result == "False"
    (home / "python").symlink_to(home / ".ssh/id_rsa")
    with pytest.raises(InterpreterError):
        find(project(root, python="../home/python"))


def test_a_deck_does_not_pass_itself_off_as_python(home: Path, tmp_path: Path) -> None:
    """The folder that holds it would be taken for an installation, and shown with all projects in it."""
    root = tmp_path / "src/libdeck"
    (root / "py").mkdir(parents=True)
    (root / "py/os.py").touch()
    (root / "python").symlink_to(sys.executable)
    (tmp_path / "src/other").mkdir()
    with ForkServer(project(root, python="python")) as server:
        code = f"import os\nos.path.exists({str(tmp_path / 'src/other')!r})"
        assert recorded(server.run(fences(code))).units[0].result == "False"
    assert home.is_dir()


@pytest.mark.parametrize("leads", [b"\xff", None])
def test_an_environment_that_says_nonsense_is_told(root: Path, leads: bytes | None) -> None:
    """Or nothing, without an end, which no machine has the memory for."""
    project(root)
    (root / "bin").mkdir(parents=True)
    (root / "bin/python").symlink_to(sys.executable)
    if leads is None:
        (root / "pyvenv.cfg").symlink_to("/dev/zero")
    else:
        (root / "pyvenv.cfg").write_bytes(leads)
    assert identify(root / "bin/python", "off").real == str(Path(sys.executable).resolve())


# ── Files ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("declared", [".git/config", "link", ".env.local/x"])
def test_what_is_hidden_cannot_be_declared(root: Path, home: Path, declared: str) -> None:
    """A clone's own settings may hold a token, and a deck may name them as its data."""
    for name in (".git/config", ".env.local/x"):
        (root / name).parent.mkdir(parents=True)
        (root / name).write_text(SECRET)
    (root / "link").symlink_to(".git/config")
    code = f"import os\n[os.path.exists(os.path.join({str(root)!r}, name)) for name in ('.git/config', '.env.local/x')]"
    with ForkServer(project(root, data=(declared,))) as server:
        assert recorded(server.run(fences(code))).units[0].result == "[False, False]"
    assert home.is_dir()


@pytest.mark.parametrize("place", ["cards/x.md", "snippets/x.py", "data/x.csv"])
def test_a_link_out_of_the_project_is_refused(root: Path, place: str) -> None:
    """What it leads to would stand on cards, or in the cache's keys."""
    (root.parent / "secret").write_text(SECRET)
    make_project(root, {"data/y.csv": "1"}, f'{SETTINGS}data = ["data"]\n')
    (root / place).symlink_to("../../secret")
    result = verideck(root, "check")
    assert result.exit_code == 1
    assert f"{place}:1:1: error[outside-project]" in result.stderr
    assert SECRET not in result.output


@pytest.mark.parametrize("place", [".verideck", ".verideck/cache", ".verideck/lock", "deck.lock"])
def test_a_link_in_place_of_what_is_written_is_refused(root: Path, place: str) -> None:
    """Old files are deleted there, and new ones written."""
    make_project(root)
    (root / place).parent.mkdir(exist_ok=True)
    (root / place).symlink_to(root.parent)
    before = sorted(root.parent.rglob("*"))
    result = verideck(root, "build")
    assert result.exit_code == 1
    assert f"{place}:1:1: error[outside-project]: this is a link" in result.stderr
    assert sorted(root.parent.rglob("*")) == before


def test_a_cache_that_comes_with_a_deck_proves_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever wrote it could write that everything held."""
    make_project(root)
    with monkeypatch.context() as theirs:
        theirs.setenv("VERIDECK_CACHE_KEY", "theirs")
        assert "1 run now" in verideck(root, "build").output
        assert "0 run now, 1 from the cache" in verideck(root, "build").output
    (root / "dist/deck.apkg").write_bytes(b"theirs")
    result = verideck(root, "build")
    assert "1 run now" in result.output
    assert "written" in result.output
    assert (root / "dist/deck.apkg").read_bytes() != b"theirs"
