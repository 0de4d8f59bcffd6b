"""The commands that speak of what was shipped."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from projects import CARD, FakeSandbox, make_project
from verideck import cli
from verideck.build import build

NOON = 1_750_000_000.0
SECOND = "\n# What is two and two? {#two-and-two}\n\nIt is `{python} total + 2`.\n"


def verideck(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli.main, [str(argument) for argument in arguments], catch_exceptions=False)


def shipped(root: Path) -> None:
    """A project of which one note was shipped and has retired since."""
    build(make_project(root, {"cards/sums.md": CARD + SECOND}), FakeSandbox(), NOON)
    build(make_project(root), FakeSandbox(), NOON + 60)


def test_a_plan_exits_with_0_whatever_it_holds(tmp_path: Path) -> None:
    """It is no error that something changed."""
    make_project(tmp_path)
    result = verideck("plan", "-C", tmp_path)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(
        "importing the next dist/deck.apkg will\n\nadd 1 note\n  one-and-one  cards/sums.md:5"
    )
    assert not (tmp_path / "dist").exists()


def test_a_plan_says_what_it_starts_from(tmp_path: Path) -> None:
    """After a build that nobody has imported yet, "change nothing" would sound as if that had changed nothing."""
    other = SECOND.replace("total + 2", "total")
    build(make_project(tmp_path, {"cards/sums.md": CARD + other}), FakeSandbox(), NOON)
    build(make_project(tmp_path, {"cards/sums.md": CARD.replace("It is", "That is") + other}), FakeSandbox(), NOON + 60)
    assert verideck("plan", "-C", tmp_path).stdout.startswith(
        "the last package, of 2025-06-15 15:07 UTC, adds or updates 1 note\n"
        "importing the next dist/deck.apkg after it will\n\n"
    )


def test_without_a_package_there_is_no_plan(tmp_path: Path) -> None:
    """Exit code 1, and the reason."""
    make_project(tmp_path, {"cards/sums.md": CARD.replace("claim:two", "claim:three")})
    result = verideck("plan", "-C", tmp_path)
    assert result.exit_code == 1
    assert "error[unknown-claim]" in result.stderr
    assert "would not write it" in result.stdout


def test_a_plan_is_a_document_too(tmp_path: Path) -> None:
    """For scripts."""
    make_project(tmp_path)
    found = json.loads(verideck("plan", "-C", tmp_path, "--format", "json").stdout)
    assert [change["id"] for change in found["plan"]["changes"]] == ["one-and-one"]
    assert found["diagnostics"] == []


def test_retired_notes_are_listed(tmp_path: Path) -> None:
    """With the day, by which an author judges who has imported since."""
    shipped(tmp_path)
    result = verideck("retired", "-C", tmp_path)
    assert (result.exit_code, result.stdout) == (0, "two-and-two  retired 2025-06-15 from Test\n")


@pytest.mark.parametrize("arguments", [["--forget", "two-and-two"], ["--forget", "--all"]])
def test_a_forgotten_note_is_shipped_no_more(tmp_path: Path, arguments: list[str]) -> None:
    """Neither from the lock nor from this machine's memory."""
    shipped(tmp_path)
    result = verideck("retired", *arguments, "-C", tmp_path)
    assert (result.exit_code, result.stdout) == (0, "1 note forgotten, and left out of the next package\n")
    assert verideck("retired", "-C", tmp_path).stdout == "no note has retired\n"
    for name in ("deck.lock", ".verideck/published"):
        assert "two-and-two" not in (tmp_path / name).read_text()


@pytest.mark.parametrize(
    "arguments", [["--forget"], ["two-and-two"], ["--all"], ["--forget", "--all", "x"], ["--forget", "one-and-one"]]
)
def test_what_is_to_be_forgotten_must_be_named(tmp_path: Path, arguments: list[str]) -> None:
    """And must have retired: a living note's line is its history."""
    shipped(tmp_path)
    before = (tmp_path / "deck.lock").read_bytes()
    assert verideck("retired", *arguments, "-C", tmp_path).exit_code == 2
    assert (tmp_path / "deck.lock").read_bytes() == before


def test_a_lost_lock_is_rebuilt(tmp_path: Path) -> None:
    """The way out that `lock-lost` names."""
    shipped(tmp_path)
    lock = (tmp_path / "deck.lock").read_bytes()
    (tmp_path / "deck.lock").unlink()
    for command in (["build"], ["plan"], ["retired"]):
        result = verideck(*command, "-C", tmp_path)
        assert result.exit_code == 1
        assert "deck.lock:1:1: error[lock-lost]" in result.stderr
    result = verideck("lock", "--rebuild", "-C", tmp_path)
    assert (result.exit_code, result.stdout) == (0, "deck.lock: written, 2 notes, 1 of them retired\n")
    assert (tmp_path / "deck.lock").read_bytes() == lock


def test_a_lock_is_not_rebuilt_by_chance(tmp_path: Path) -> None:
    """The command alone says what it would do."""
    shipped(tmp_path)
    assert verideck("lock", "-C", tmp_path).exit_code == 2


@pytest.mark.parametrize("value", ["a", "=b", "a="])
def test_a_rename_needs_both_ids(tmp_path: Path, value: str) -> None:
    """Exit code 2, as for every wrong command line."""
    make_project(tmp_path)
    assert verideck("build", "--rename", value, "-C", tmp_path).exit_code == 2


def test_locked_renames_nothing(tmp_path: Path) -> None:
    """It promises to write into no source."""
    make_project(tmp_path)
    assert verideck("build", "--locked", "--rename", "a=b", "-C", tmp_path).exit_code == 2


def test_a_build_says_what_an_import_will_do(tmp_path: Path) -> None:
    """In a few words; `plan` has the rest."""
    shipped(tmp_path)
    (tmp_path / "cards/sums.md").write_text(CARD.replace("It is", "That is") + SECOND)
    result = verideck("build", "-C", tmp_path)
    assert "dist/deck.apkg: written, 2 notes, 1 changed, 1 brought back" in result.stdout


@pytest.mark.parametrize("command", ["plan", "retired", "lock"])
def test_help_is_there(command: str) -> None:
    """`-h` works as well as `--help`."""
    assert verideck(command, "-h").stdout.startswith("Usage:")
