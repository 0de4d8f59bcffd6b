"""What `verideck init` begins a deck with: it builds at once, and harms nothing that is there."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from verideck.build import build
from verideck.execute import open_sandbox
from verideck.model import Project, Verified
from verideck.project import load_project
from verideck.starter import CARDS, SNIPPET, begin, slug, title


def loaded(folder: Path) -> Project:
    project = load_project(folder)
    assert isinstance(project, Project), project
    return project


def test_it_builds_at_once_without_a_remark(tmp_path: Path) -> None:
    """The first thing that a newcomer sees is a package, in plain Python: no TensorFlow, no warning."""
    begin(tmp_path / "my-deck")
    project = loaded(tmp_path / "my-deck")
    with open_sandbox(project) as sandbox:
        built = build(project, sandbox, 1.7e9)
    assert built.checked.diagnostics == tuple(sandbox.remarks())
    assert [type(outcome) for outcome in built.checked.outcomes] == [Verified] * 3
    assert built.package == project.root / "dist/my-deck.apkg"
    assert not {"tensorflow", "numpy"} & set(built.checked.distributions)


def test_its_snippet_runs_alone(tmp_path: Path) -> None:
    """As every snippet must."""
    begin(tmp_path)
    assert subprocess.run([sys.executable, tmp_path / SNIPPET], check=False).returncode == 0


def test_every_deck_has_a_namespace_of_its_own(tmp_path: Path) -> None:
    """Two decks with one namespace would overwrite each other's notes in Anki."""
    begin(tmp_path / "one")
    begin(tmp_path / "other")
    assert loaded(tmp_path / "one").settings.namespace != loaded(tmp_path / "other").settings.namespace


def test_a_python_projects_settings_get_the_table_at_their_end(tmp_path: Path) -> None:
    """What stands there stays as it is, character by character, and so does its README."""
    before = '[project]\nname = "x"  # mine\n'
    (tmp_path / "pyproject.toml").write_text(before)
    (tmp_path / "README.md").write_text("mine\n")
    assert set(begin(tmp_path)) == {CARDS, SNIPPET, "pyproject.toml", ".gitignore"}
    after = (tmp_path / "pyproject.toml").read_text()
    assert after.startswith(before + "\n[tool.verideck]\n")
    assert tomllib.loads(after)["project"] == {"name": "x"}
    assert loaded(tmp_path).settings_path == "pyproject.toml"
    assert (tmp_path / "README.md").read_text() == "mine\n"


def test_ignored_files_are_added_once(tmp_path: Path) -> None:
    """A line that stands there already is not repeated; the lock is never ignored."""
    (tmp_path / ".gitignore").write_text("dist/\nmine")
    begin(tmp_path)
    lines = (tmp_path / ".gitignore").read_text().splitlines()
    assert lines == ["dist/", "mine", ".verideck/", "__pycache__/"]


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        ("verideck.toml", "", "is a verideck project already"),
        ("pyproject.toml", "[tool.verideck]\n", "is a verideck project already"),
        ("pyproject.toml", "[project\n", "is not valid TOML"),
        (CARDS, "# Mine\n", "nothing is replaced"),
        (SNIPPET, "", "nothing is replaced"),
    ],
)
def test_nothing_is_replaced(tmp_path: Path, path: str, text: str, words: str) -> None:
    """Where something stands in the way, nothing at all is written."""
    (tmp_path / path).parent.mkdir(exist_ok=True)
    (tmp_path / path).write_text(text)
    with pytest.raises(FileExistsError, match=words):
        begin(tmp_path)
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == [tmp_path / path]
    assert (tmp_path / path).read_text() == text


@pytest.mark.parametrize("name", ["pyproject.toml", ".gitignore"])
def test_a_file_that_gets_lines_keeps_its_line_ends(tmp_path: Path, name: str) -> None:
    """An editor on Windows wrote it, and a diff of every line would hide what was added."""
    before = {"pyproject.toml": b'[project]\r\nname = "x"\r\n', ".gitignore": b"mine\r\n"}[name]
    (tmp_path / name).write_bytes(before)
    begin(tmp_path)
    after = (tmp_path / name).read_bytes()
    assert after.startswith(before)
    assert after.count(b"\r\n") == after.count(b"\n") > before.count(b"\n")


@pytest.mark.parametrize("name", ["pyproject.toml", ".gitignore"])
def test_a_file_that_is_not_utf8_gets_no_lines(tmp_path: Path, name: str) -> None:
    """It is named, and nothing is written."""
    (tmp_path / name).write_bytes(b"# caf\xe9\n")
    with pytest.raises(FileExistsError, match=f"{name} is not UTF-8"):
        begin(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_folder_whose_name_is_not_utf8_makes_a_name() -> None:
    """Archives of old systems bring such."""
    assert title("caf\udce9 noir") == "Caf noir"


@pytest.mark.parametrize(
    ("folder", "name", "package"),
    [("my-deck", "My deck", "my-deck"), ('a"b\\c', "A b c", "a-b-c"), ("été::1", "Été 1", "ete-1"), ("☃", "☃", "deck")],
)
def test_any_folder_makes_a_name(tmp_path: Path, folder: str, name: str, package: str) -> None:
    """Nothing in a folder's name ends a string, or makes a deck of decks by accident."""
    assert (title(folder), slug(name)) == (name, package)
    begin(tmp_path / folder)
    assert loaded(tmp_path / folder).settings.name == name
