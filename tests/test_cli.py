"""The door for people and scripts: exit codes, what goes to which stream, and never a traceback."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from projects import CARD, SETTINGS, SNIPPET, make_project
from verideck import cli


def verideck(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli.main, [str(argument) for argument in arguments], catch_exceptions=False)


def test_a_clean_build_says_what_it_did(tmp_path: Path) -> None:
    """How many notes are verified, what ran, and where the package is."""
    make_project(tmp_path)
    result = verideck("build", "-C", tmp_path)
    assert result.exit_code == 0
    assert "1 note: 1 verified" in result.stdout
    assert "1 program, 1 claim, 1 value" in result.stdout
    assert "dist/deck.apkg: written, 1 note, " in result.stdout
    assert result.stderr == ""


def test_a_second_build_says_that_nothing_was_to_do(tmp_path: Path) -> None:
    """An author sees that the cache served, and that Anki has nothing to import."""
    make_project(tmp_path)
    verideck("build", "-C", tmp_path)
    result = verideck("build", "-C", tmp_path)
    assert "0 run now" in result.stdout
    assert "dist/deck.apkg: unchanged, 1 note" in result.stdout


def test_a_false_claim_exits_with_1_and_names_the_line(tmp_path: Path) -> None:
    """Diagnostics go to stderr, the summary to stdout."""
    make_project(tmp_path, {"snippets/sums.py": SNIPPET.replace("1 + 1", "1 + 2")})
    result = verideck("build", "-C", tmp_path)
    assert result.exit_code == 1
    assert "cards/sums.md:7:7: error[claim-failed]" in result.stderr
    assert "snippets/sums.py:4" in result.stderr
    assert "dist/deck.apkg: not written" in result.stdout


def test_check_packs_nothing(tmp_path: Path) -> None:
    """It is for editors and hooks."""
    make_project(tmp_path)
    assert verideck("check", "-C", tmp_path).exit_code == 0
    assert not (tmp_path / "dist").exists()
    assert not (tmp_path / "deck.lock").exists()


def test_json_is_one_document_on_stdout(tmp_path: Path) -> None:
    """Scripts read it, whether the notes hold or not."""
    make_project(tmp_path, {"snippets/sums.py": SNIPPET.replace("1 + 1", "1 + 2")})
    result = verideck("check", "-C", tmp_path, "--format", "json")
    document = json.loads(result.stdout)
    assert (result.exit_code, result.stderr) == (1, "")
    assert [note["outcome"] for note in document["notes"]] == ["refuted"]
    assert [found["code"] for found in document["diagnostics"]] == ["claim-failed"]
    assert {"notes", "diagnostics", "environment"} < set(document)


def test_wrong_settings_are_located(tmp_path: Path) -> None:
    """A typo in the settings is an author's mistake like any other."""
    make_project(tmp_path)
    (tmp_path / "verideck.toml").write_text(SETTINGS + "preludee = 'x'\n")
    result = verideck("check", "-C", tmp_path / "cards")
    assert result.exit_code == 1
    line = SETTINGS.count("\n") + 1
    assert f"verideck.toml:{line}:1: error[settings]: unknown key `preludee`" in result.stderr
    assert "did you mean `prelude`?" in result.stderr
    as_json = json.loads(verideck("check", "-C", tmp_path, "--format", "json").stdout)
    assert [found["code"] for found in as_json["diagnostics"]] == ["settings"]


def test_no_project_is_a_usage_error(tmp_path: Path) -> None:
    """Exit code 2, with what a project needs."""
    result = verideck("build", "-C", tmp_path)
    assert result.exit_code == 2
    assert "no verideck project in" in result.stderr


@pytest.mark.parametrize("arguments", [["bild"], ["build", "--lockd"], ["check", "--format", "yaml"]])
def test_a_wrong_command_line_is_a_usage_error(arguments: list[str]) -> None:
    """Exit code 2, as everywhere."""
    assert verideck(*arguments).exit_code == 2


@pytest.mark.parametrize("command", [["check"], ["cache", "prune"]], ids=" ".join)
def test_the_project_may_be_named_before_the_command(tmp_path: Path, command: list[str]) -> None:
    """As with git and make."""
    make_project(tmp_path)
    assert verideck("-C", tmp_path, *command).exit_code == 0
    assert verideck("-C", "/", *command, "-C", tmp_path).exit_code == 0


@pytest.mark.parametrize("command", ["init", "completion"])
def test_a_project_is_named_to_no_command_without_one(tmp_path: Path, command: str) -> None:
    """A deck must not begin in another folder than the one that was meant."""
    result = verideck("-C", tmp_path, command, "bash")
    assert (result.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert "looks for no project" in result.stderr


def test_a_missing_interpreter_is_a_broken_environment(tmp_path: Path) -> None:
    """Exit code 3: nothing that an author wrote is wrong."""
    make_project(tmp_path, settings=SETTINGS + 'python = "no/such/python"\n')
    result = verideck("build", "-C", tmp_path)
    assert result.exit_code == 3
    assert result.stderr.startswith("verideck: ")
    assert "no/such/python" in result.stderr


@pytest.mark.parametrize("command", ["check", "doctor"])
def test_what_an_interpreter_writes_cannot_control_the_terminal(tmp_path: Path, command: str) -> None:
    """It may be a stranger's, and its last words are quoted."""
    make_project(
        tmp_path, {"python": "#!/bin/sh\nprintf '\\033]0;gone\\007' >&2\nexit 1\n"}, f"{SETTINGS}python = 'python'\n"
    )
    (tmp_path / "python").chmod(0o755)
    result = verideck(command, "-C", tmp_path)
    assert result.exit_code == 3
    assert "␛]0;gone␇" in result.output
    assert "\x1b" not in result.output


def test_a_missing_preload_is_a_broken_environment(tmp_path: Path) -> None:
    """The usual case on a new machine: the deck's library is not installed."""
    make_project(tmp_path, settings=SETTINGS + 'preload = ["no_such_library"]\n')
    result = verideck("build", "-C", tmp_path)
    assert result.exit_code == 3
    assert "no_such_library" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_broken_lock_is_named(tmp_path: Path) -> None:
    """A lock that a hand broke must not be guessed at: histories hang on it."""
    make_project(tmp_path)
    (tmp_path / "deck.lock").write_text("nonsense\n")
    result = verideck("build", "-C", tmp_path)
    assert result.exit_code == 3
    assert "deck.lock:1" in result.stderr


def test_ci_builds_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock that only CI would have must not come into being there."""
    monkeypatch.setenv("CI", "true")
    make_project(tmp_path)
    result = verideck("build", "-C", tmp_path)
    assert result.exit_code == 1
    assert "error[lock-outdated]" in result.stderr
    assert verideck("build", "-C", tmp_path, "--no-locked").exit_code == 0


def test_ci_checks_what_its_build_would_refuse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A check that passes where the build then fails is one that nobody can rely on."""
    monkeypatch.setenv("CI", "true")
    make_project(tmp_path, {"cards/sums.md": CARD.replace(" {#one-and-one}", "")})
    result = verideck("check", "-C", tmp_path)
    assert result.exit_code == 1
    assert "error[missing-id]" in result.stderr
    assert verideck("check", "-C", tmp_path, "--no-locked").exit_code == 0


def test_a_bug_leaves_a_file_instead_of_a_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A user gets one sentence; whoever mends it gets the traceback."""
    make_project(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("verideck.cli.build.check", lambda *_, **__: 1 / 0)
    result = verideck("check")
    assert result.exit_code == 3
    assert "internal error: ZeroDivisionError" in result.stderr
    assert "Traceback" not in result.stderr
    assert "ZeroDivisionError" in (tmp_path / ".verideck/internal-error.txt").read_text()


def test_colours_stay_out_of_files(tmp_path: Path) -> None:
    """Where stderr is no terminal, escape sequences would be noise."""
    make_project(tmp_path, {"cards/sums.md": CARD.replace("claim:two", "claim:three")})
    assert "\x1b" not in verideck("check", "-C", tmp_path).stderr


@pytest.mark.parametrize("command", [[], ["build"], ["check"]])
def test_help_is_there(command: list[str]) -> None:
    """`-h` works as well as `--help`."""
    assert verideck(*command, "-h").stdout.startswith("Usage:")


def test_the_version_is_the_packages() -> None:
    """A report of a bug starts with it."""
    assert verideck("--version").stdout.startswith("verideck")


@pytest.mark.parametrize("command", ["build", "check"])
def test_quiet_leaves_only_what_is_wrong(tmp_path: Path, command: str) -> None:
    """A hook that succeeds has nothing to say; one that fails says all of it."""
    make_project(tmp_path)
    result = verideck(command, "-q", "-C", tmp_path)
    assert (result.exit_code, result.output) == (0, "")
    make_project(tmp_path, {"snippets/sums.py": SNIPPET.replace("1 + 1", "1 + 2")})
    result = verideck(command, "--quiet", "-C", tmp_path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "error[claim-failed]" in result.stderr


@pytest.mark.parametrize("command", ["check", "plan"])
def test_what_writes_no_package_needs_no_folder_to_write_to(tmp_path: Path, command: str) -> None:
    """It says once that nothing is kept; a build says what it needs."""
    make_project(tmp_path)
    (tmp_path / ".verideck").write_text("a file where the folder should be")
    result = verideck(command, "-C", tmp_path)
    assert (result.exit_code, result.stderr.count("cache-not-kept")) == (0, 1)
    result = verideck("build", "-C", tmp_path)
    assert (result.exit_code, result.stderr.count("\n")) == (3, 1)
    assert "let this user write to that folder" in result.stderr


@pytest.mark.parametrize("command", ["build", "check"])
def test_verbose_lists_every_note_and_the_sums_of_every_file(tmp_path: Path, command: str) -> None:
    """Which evidence each note rests on, and whether it ran now."""
    make_project(tmp_path)
    first = verideck(command, "-v", "-C", tmp_path).stdout
    again = verideck(command, "--verbose", "-C", tmp_path).stdout
    assert "  one-and-one" in first
    assert "verified, run now" in first
    assert "verified, from the cache" in again
    assert "cards/sums.md" in again


def test_quiet_and_verbose_exclude_each_other(tmp_path: Path) -> None:
    """Whoever gives both expects one of them in vain."""
    make_project(tmp_path)
    result = verideck("check", "-q", "-v", "-C", tmp_path)
    assert result.exit_code == 2
    assert "--quiet and --verbose" in result.stderr


@pytest.mark.parametrize("command", ["build", "plan"])
def test_where_nothing_changed_neither_rich_is_loaded_nor_what_is_not_done(command: str, tmp_path: Path) -> None:
    """The fraction of a second that this takes is what an author waits for after every edit."""
    make_project(tmp_path)
    verideck("build", "-C", tmp_path)
    script = "import sys; from verideck.cli import main; main(sys.argv[1:], standalone_mode=False)"
    traced = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", script, command, "-C", str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {line.rpartition("|")[2].strip() for line in traced.stderr.splitlines()}
    assert "verideck.build" in loaded
    libraries = {"rich", "genanki", "markdown", "pygments", "starlette", "uvicorn", "nbformat", "zstandard"}
    standard = {"asyncio", "importlib.metadata", "sqlite3"}
    report = {"verideck.report.document", "verideck.report.page"}
    package = {"verideck.ship.prepare", "verideck.ship.write", "verideck.render", "verideck.pack"}
    running = {"verideck.execute.spawn", "verideck.execute.warm", "verideck.sandbox.child"}
    assert loaded & (libraries | standard | report | package | running) == set()


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_streams_that_are_closed_are_none_that_anybody_misses(tmp_path: Path, closed: str) -> None:
    """Some daemons and schedulers start their commands without them."""
    make_project(tmp_path)
    command = [sys.executable, "-m", "verideck", "build", "-C", str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run(["sh", "-c", f'"$@" {closed}', "sh", *command], env=environment, check=False)
    assert ended.returncode == 0
    assert (tmp_path / "dist/deck.apkg").exists()


def test_a_process_does_not_look_through_what_it_keeps() -> None:
    """Looking for garbage among all that is parsed, and once more at the end, was a fifth of an unchanged build."""
    script = (
        "import atexit, gc; from verideck.cli import main; atexit.register(lambda: print(gc.get_freeze_count()));"
        " main(['--help'], standalone_mode=False); print(gc.get_threshold()[0])"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    threshold, frozen = map(int, told.split()[-2:])
    assert threshold > 10_000
    assert frozen > 10_000


def test_who_calls_a_command_keeps_the_collector_as_it_is(tmp_path: Path) -> None:
    """How a process looks for garbage is its own business, where verideck is a part of it."""
    before = gc.get_threshold()
    make_project(tmp_path)
    verideck("check", "-C", tmp_path)
    assert gc.get_threshold() == before


def test_notes_can_be_selected(tmp_path: Path) -> None:
    """By id, tag, file, line or glob; one that means nothing is a usage error with what was perhaps meant."""
    make_project(tmp_path, {"cards/other.md": CARD.replace("#one-and-one", "#other").replace("claim:two", "claim:x")})
    assert verideck("check", "one-and-one", "cards/s*.md", "-C", tmp_path).exit_code == 0
    assert verideck("check", "cards/other.md:5", "-C", tmp_path).exit_code == 1
    result = verideck("check", "one-and-on", "-C", tmp_path)
    assert result.exit_code == 2
    assert "`one-and-on` is neither a note's id nor a card file: did you mean `one-and-one`?" in result.stderr


def test_what_was_not_selected_keeps_its_place_in_the_lock(tmp_path: Path) -> None:
    """A check never makes a note retire."""
    make_project(tmp_path, {"cards/other.md": CARD.replace("#one-and-one", "#other")})
    verideck("build", "-C", tmp_path)
    before = (tmp_path / "deck.lock").read_bytes()
    verideck("check", "other", "-C", tmp_path)
    assert (tmp_path / "deck.lock").read_bytes() == before
    assert "unchanged, 2 notes" in verideck("build", "-C", tmp_path).stdout
