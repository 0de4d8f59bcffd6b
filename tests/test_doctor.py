"""`verideck doctor`: what is missing is named with the way to get it, and what is there was really looked at."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from projects import SETTINGS, make_project
from test_cli import verideck
from verideck.doctor import Finding, anki, examine
from verideck.model import Project


def found(project: Project | None) -> dict[str, Finding]:
    return {finding.name: finding for finding in examine(project)}


def test_a_deck_that_can_be_built_lacks_nothing(tmp_path: Path) -> None:
    """Interpreter, sandbox and project are named with what they are."""
    findings = found(make_project(tmp_path))
    assert "missing" not in {finding.state for finding in findings.values()}
    assert findings["interpreter"].found == f"{sys.executable}, Python {sys.version.split()[0]}"
    assert findings["project"].found == f"{tmp_path}/verideck.toml"
    assert set(findings) == {"verideck", "project", "interpreter", "tensorflow", "sandbox", "figures", "anki"}


def test_without_a_deck_it_tells_of_decks_in_general(tmp_path: Path) -> None:
    """Before `init` is the best time to ask, and nothing is left behind."""
    result = verideck("doctor", "-C", tmp_path)
    assert result.exit_code == 0
    assert "no deck in this folder or above\n" in result.stdout
    assert "`verideck init` begins one" in result.stdout
    assert list(tmp_path.iterdir()) == []


def test_what_the_deck_preloads_must_be_there(tmp_path: Path) -> None:
    """Found without importing it; the help is the command that installs it for that interpreter."""
    settings = SETTINGS + 'preload = ["no_such_library.part", "json"]\n'
    findings = found(make_project(tmp_path, settings=settings))
    assert (findings["no_such_library"].state, findings["json"].state) == ("missing", "ok")
    assert findings["no_such_library"].help == f"{sys.executable} -m pip install no_such_library"
    result = verideck("doctor", "-C", tmp_path)
    assert result.exit_code == 3
    assert "✗ no_such_library  not installed, and the deck's `preload` names it\n" in result.stdout


def test_the_sandbox_is_tried_with_a_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that is there and does not work is no sandbox; where one is required, nothing builds."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/bwrap").write_text("#!/bin/sh\necho no permission >&2\nexit 1\n")
    (tmp_path / "bin/bwrap").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=":")
    project = make_project(tmp_path)
    auto = found(replace(project, sandbox="auto"))["sandbox"]
    required = found(replace(project, sandbox="required"))["sandbox"]
    assert (auto.state, required.state) == ("weak", "missing")
    assert "bubblewrap does not work here: no permission" in auto.found
    assert "a sandbox is required, and bubblewrap does not work here" in required.found


def test_an_interpreter_that_is_not_there_is_missing(tmp_path: Path) -> None:
    """What depends on it is not looked at."""
    findings = found(make_project(tmp_path, settings=SETTINGS + 'python = "no/such/python"\n'))
    assert findings["interpreter"].state == "missing"
    assert "set `python` in verideck.toml to one that does" in findings["interpreter"].found
    assert "sandbox" not in findings


@pytest.mark.parametrize(("version", "state"), [("25.9.2", "ok"), ("24.11", "weak"), (None, "ok")])
def test_ankis_version_is_read_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str | None, state: str
) -> None:
    """Without starting it: an Anki that opens by itself is a surprise."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", "")
    packages = tmp_path / ".local/share/AnkiProgramFiles/.venv/lib/python3.13/site-packages"
    packages.mkdir(parents=True)
    if version:
        (packages / f"aqt-{version}.dist-info").mkdir()
    assert anki().state == state
    assert (version or "its version is unknown") in anki().found


def test_no_anki_is_no_obstacle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The package may be imported on another machine."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", "")
    assert anki().state == "weak"
    assert "https://apps.ankiweb.net" in str(anki().help)


def test_machines_get_one_document(tmp_path: Path) -> None:
    """A script asks whether it may build."""
    make_project(tmp_path)
    told = json.loads(verideck("doctor", "--format", "json", "-C", tmp_path).stdout)
    assert told["ready"] is True
    assert told["findings"][1] == {
        "name": "project", "state": "ok", "found": f"{tmp_path}/verideck.toml", "help": None,
    }  # fmt: skip


def test_wrong_settings_are_told_first(tmp_path: Path) -> None:
    """With their place, as everywhere."""
    make_project(tmp_path)
    (tmp_path / "verideck.toml").write_text("nam = 1\n")
    result = verideck("doctor", "-C", tmp_path)
    assert "verideck.toml:1:1: error[settings]" in result.stderr
    assert (result.exit_code, result.stdout) == (1, "")
