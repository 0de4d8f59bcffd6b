"""The project around a folder, and its settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from verideck.errors import ProjectError
from verideck.model import Limits, Project, Settings
from verideck.project import load_project

pytestmark = pytest.mark.usefixtures("with_sandbox")

NEEDED = 'namespace = "n"\nname = "N"\ndeck = "A::B"\n'


def mistakes(path: Path) -> list[str]:
    loaded = load_project(path)
    assert isinstance(loaded, tuple)
    assert all(each.help for each in loaded)
    return [f"{each.span.path}:{each.span.line} {each.message}" for each in loaded]


def own(tmp_path: Path, text: str) -> list[str]:
    (tmp_path / "verideck.toml").write_text(text, "utf-8")
    return mistakes(tmp_path)


def test_settings_stand_in_pyproject(tmp_path: Path) -> None:
    """Defaults fill the rest. A project is found from a folder inside it."""
    text = f"[project]\nname = 'x'\n\n[tool.verideck]\n{NEEDED}preload = ['a']\n\n[tool.verideck.limits]\nseconds = 5\n"
    (tmp_path / "pyproject.toml").write_text(text)
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "pyproject.toml").write_text("[project]\nname = 'inner'  # [tool.verideck] stands above\n")
    settings = Settings("n", "N", "A::B", preload=("a",), limits=Limits(seconds=5))

    assert load_project(tmp_path / "a" / "b") == Project(tmp_path, "pyproject.toml", settings)


def test_settings_stand_in_a_file_of_their_own(tmp_path: Path) -> None:
    """Which counts before a `pyproject.toml` next to it."""
    (tmp_path / "pyproject.toml").write_text("[tool.verideck]\n")
    (tmp_path / "verideck.toml").write_text("\ufeff" + NEEDED, "utf-8")

    assert load_project(tmp_path) == Project(tmp_path, "verideck.toml", Settings("n", "N", "A::B"))


def test_the_folder_may_be_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the command line gives it: the folders above count all the same."""
    (tmp_path / "verideck.toml").write_text(NEEDED)
    (tmp_path / "a").mkdir()
    monkeypatch.chdir(tmp_path / "a")

    loaded = load_project(Path())
    assert isinstance(loaded, Project)
    assert loaded.root == tmp_path


def test_no_project_is_an_error(tmp_path: Path) -> None:
    """That says what a project is."""
    (tmp_path / "pyproject.toml").write_text("[tool.other]\n")

    with pytest.raises(ProjectError, match=r"\[tool\.verideck\]"):
        load_project(tmp_path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["1 `namespace` is missing", "1 `name` is missing", "1 `deck` is missing"]),
        (NEEDED + "\njob = 1", ["5 unknown key `job`"]),
        (NEEDED + "jobs = '1'", ["4 `jobs` must be a whole number, not text"]),
        (NEEDED + "preload = 'a'", ["4 `preload` must be a list, not text"]),
        (NEEDED + "jobs = 0", ["4 `jobs` is 0"]),
        (NEEDED + "jobs = 65", ["4 `jobs` is 65"]),
        (NEEDED + "package = '.git/config'", ["4 `package` names `.git/config`"]),
        (NEEDED + "[limits]\nprocesses = 5000", ["5 `limits.processes` can be 4,096 at most"]),
        (NEEDED + "rtol = -1e-3", ["4 `rtol` is not a tolerance"]),
        (NEEDED + "rtol = 1.0", ["4 `rtol` is not a tolerance"]),
        (NEEDED + "atol = nan", ["4 `atol` is not a tolerance"]),
        (NEEDED + "cards = '../x'", ["4 `cards` points outside the project"]),
        (NEEDED + "package = '/x.apkg'", ["4 `package` points outside the project"]),
        (NEEDED + f"package = '{'d/' * 1900}x.apkg'", ["4 `package` goes more than 100 folders down"]),
        (NEEDED + 'report = "a\\u001b]0;b\\u0007.html"', ["4 `report` holds a control character"]),
        (NEEDED + 'cards = "\\u0000"', ["4 `cards` holds a control character"]),
        (NEEDED + "data = ['missing']", ["4 `data` names `missing`, which does not exist"]),
        (NEEDED + "css = 'missing.css'", ["4 `css` names `missing.css`, which does not exist"]),
        (NEEDED + "css = '../x.css'", ["4 `css` names `../x.css`, which does not exist"]),
        (NEEDED + "css = '..'", ["4 `css` names `..`, which is outside the project"]),
        (NEEDED + "[options]\nnew-per-day = -1", ["5 `options.new-per-day` must be from 0 to 9999"]),
        (
            NEEDED + "[options]\ndesired-retention = 90",
            ["5 `options.desired-retention` must be from 0.7 to 0.99"],
        ),
        (NEEDED + "[options]\nnew = 1", ["5 unknown key `new`"]),
        (NEEDED + "data = ['.', '..']", ["4 `data` names `..`, which is outside the project"]),
        (NEEDED + "sandbox = 'no'", ["4 `sandbox`: invalid enum value 'no'"]),
        (NEEDED + "snippets = ''", ["4 `snippets` is empty"]),
        (NEEDED.replace("A::B", "A::"), ["3 `A::` is not a deck's name"]),
        (NEEDED.replace('"N"', "' '"), ["2 `name` is empty"]),
        (NEEDED + "[limits]\nseconds = 0", ["5 `limits.seconds` must be more than 0"]),
        (NEEDED + "[limits]\nsecond = 1", ["5 unknown key `second`"]),
        (NEEDED + "limits = 5", ["4 `limits` must be a table, not a whole number"]),
        (NEEDED + "prelude = '''\nx = 1\ny = ('''", ["4 `prelude`, line 2 is not valid Python: '(' was never closed"]),
        ("name = [", ["1 not valid TOML: invalid value"]),
        ("a = 1\nname = x", ["2 not valid TOML: invalid value"]),
    ],
)
def test_mistakes_are_located(tmp_path: Path, text: str, expected: str) -> None:
    """Each at its key, all at once."""
    assert own(tmp_path, text) == [f"verideck.toml:{each}" for each in expected]


def test_mistakes_in_pyproject_are_located_in_its_table(tmp_path: Path) -> None:
    """Other tools have keys of the same names."""
    (tmp_path / "pyproject.toml").write_text(
        "[tool.other]\nname = 1\n\n[tool.verideck]\nnamespace = 'n'\ndekc = 'd'\n"
        "\n[tool.more]\nname = 'x'\ndeck = 'y'\n"
    )

    assert mistakes(tmp_path) == [
        "pyproject.toml:6 unknown key `dekc`",
        "pyproject.toml:4 `name` is missing",
        "pyproject.toml:4 `deck` is missing",
    ]


@pytest.mark.parametrize(
    "data", [b"[tool]\nverideck = 5\n[tool.verideck]", b"[tool.verideck]\nname = '\xff'", b"[tool.verideck]\n\xff"]
)
def test_files_that_are_no_settings_are_refused(tmp_path: Path, data: bytes) -> None:
    """Whatever stands in them, there is no traceback."""
    (tmp_path / "pyproject.toml").write_bytes(data)

    assert len(mistakes(tmp_path)) == 1


def test_a_heading_in_a_string_is_no_table(tmp_path: Path) -> None:
    """Then the settings are missing, though the file names them."""
    (tmp_path / "pyproject.toml").write_text("text = '''\n[tool.verideck]\n'''\n")

    assert len(mistakes(tmp_path)) == 1


@pytest.mark.parametrize(
    ("text", "help"),
    [
        ("name = Mine", "put text in quotes"),
        ("name = [", "mend the file"),
        (NEEDED + "[limits]\nmemory = '2GB'", "give a number of bytes, as in 2_000_000_000"),
    ],
)
def test_a_value_of_the_wrong_form_is_told_the_right_one(tmp_path: Path, text: str, help: str) -> None:
    """People write it as elsewhere."""
    (tmp_path / "verideck.toml").write_text(text)
    found = load_project(tmp_path)

    assert isinstance(found, tuple)
    assert [each.help for each in found] == [help]
