"""`verideck cache`: why a note's programs will run or not, and what recordings take up."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from projects import CARD, SNIPPET, make_project
from verideck import cli
from verideck.cache import size


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project that was checked once."""
    make_project(tmp_path)
    assert verideck(tmp_path, "check").exit_code == 0
    return tmp_path


def verideck(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli.main, [*arguments, "-C", str(root)], catch_exceptions=False)


def explained(root: Path) -> list[str]:
    result = verideck(root, "cache", "explain", "one-and-one")
    assert result.exit_code == 0
    return result.stdout.splitlines()


def test_a_hit_names_every_input(root: Path) -> None:
    """What is not named is not compared: an author can see whether something is missing."""
    first, *inputs = explained(root)
    assert first == "snippets/sums.py: in the cache; these inputs are unchanged"
    assert [line.partition(":")[0].strip().partition(" ")[0] for line in inputs] == [
        "code", "values", "files", "files", "imported", "preload", "interpreter", "environment", "limits", "data",
        "verideck's",
    ]  # fmt: skip
    assert "  code: 4 lines of snippets/sums.py" in inputs
    assert "  values: total" in inputs
    (limits,) = (line for line in inputs if line.startswith("  limits: "))
    assert limits.startswith("  limits: seconds 30, cpu-seconds 60, memory 8,589,934,592, "), "words, and no Python"


def test_a_miss_names_what_changed(root: Path) -> None:
    """The line, as it is and as it was."""
    (root / "snippets/sums.py").write_text(SNIPPET.replace("1 + 1", "3 - 1"))
    assert explained(root) == [
        "snippets/sums.py: will run; what differs from the most similar known run:",
        "  snippets/sums.py:1: total = 3 - 1, was total = 1 + 1",
    ]


def test_new_and_gone_are_told_apart(root: Path) -> None:
    """A value that another note asked, and one that this one asks now."""
    (root / "cards/sums.md").write_text(CARD.replace("{python} total", "{python} 2 * total"))
    assert explained(root)[1:] == ["  value 2 * total: new (2 * total)", "  value total: gone (was total)"]


def test_settings_are_told(root: Path) -> None:
    """By their keys, and with numbers that people can read."""
    settings = root / "verideck.toml"
    settings.write_text(settings.read_text() + "limits.seconds = 7\nlimits.memory = 2_000_000_000\n")
    assert explained(root)[1:] == ["  limits.seconds: 7, was 30", "  limits.memory: 2,000,000,000, was 8,589,934,592"]


def test_a_helper_that_changed_is_told(tmp_path: Path) -> None:
    """The run read it, so it is an input."""
    make_project(tmp_path, {"snippets/sums.py": "import helper\n" + SNIPPET, "snippets/helper.py": "x = 1\n"})
    verideck(tmp_path, "check")
    (tmp_path / "snippets/helper.py").write_text("x = 2\n")
    (line,) = explained(tmp_path)[1:]
    assert line.startswith("  snippets/helper.py: content ")


def test_a_program_that_never_ran_is_told(tmp_path: Path) -> None:
    """Nothing to compare it with."""
    make_project(tmp_path)
    assert explained(tmp_path) == ["snippets/sums.py: will run; no finished run of it is known"]


def test_explaining_runs_nothing(root: Path) -> None:
    """It is asked before a build that takes long."""
    (root / "snippets/sums.py").write_text(SNIPPET + "open('/dev/null/no')\n")
    before = sorted((root / ".verideck/cache").rglob("*.json"))
    explained(root)
    assert sorted((root / ".verideck/cache").rglob("*.json")) == before


def test_a_note_that_is_not_there_is_a_usage_error(root: Path) -> None:
    """With the one that was meant."""
    result = verideck(root, "cache", "explain", "one-and-on")
    assert result.exit_code == 2
    assert "there is no note `one-and-on`: did you mean `one-and-one`?" in result.stderr


def test_a_note_with_mistakes_is_told(root: Path) -> None:
    """It has no programs yet."""
    (root / "cards/sums.md").write_text(CARD.replace("claim:two", "claim:three"))
    result = verideck(root, "cache", "explain", "one-and-one")
    assert result.exit_code == 2
    assert "the note `one-and-one` has mistakes; `verideck check` lists them" in result.stderr


def test_pruning_says_what_it_did(root: Path) -> None:
    """And what is left."""
    assert verideck(root, "cache", "prune").stdout == "0 recordings removed (0.0 MB), 1 left (0.0 MB)\n"
    assert verideck(root, "cache", "prune", "--max-size", "1kB").stdout.startswith("1 recording removed (0.0 MB), 0 ")
    assert "will run" in explained(root)[0]


@pytest.mark.parametrize("command", [["explain", "one-and-one"], ["prune"]])
def test_wrong_settings_are_told(root: Path, command: list[str]) -> None:
    """Like everywhere."""
    (root / "verideck.toml").write_text("nmae = 1\n")
    result = verideck(root, "cache", *command)
    assert result.exit_code == 1
    assert "error[settings]" in result.stderr


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("200MB", 200 * 10**6),
        ("1.5 GiB", 3 * 2**29),
        ("3k", 3000),
        ("7", 7),
        ("7B", 7),
        ("0", 0),
        ("", None),
        ("MB", None),
        ("-1MB", None),
        ("1PB", None),
        ("1 2", None),
    ],
)
def test_sizes_are_read_as_people_write_them(text: str, expected: int | None) -> None:
    """Decimal units, binary ones with an i."""
    assert size(text) == expected


def test_what_is_no_size_is_a_usage_error(root: Path) -> None:
    """Before anything is removed."""
    result = verideck(root, "cache", "prune", "--max-size", "lots")
    assert result.exit_code == 2
    assert "`lots` is not a size" in result.stderr
    assert "in the cache" in explained(root)[0]
