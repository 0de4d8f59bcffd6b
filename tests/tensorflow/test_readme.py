"""What the README shows is what happens."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from projects import make_project
from verideck.build import check
from verideck.checked import Checked
from verideck.execute import Cached, ForkServer
from verideck.model import Project
from verideck.report import render_text

pytestmark = pytest.mark.tensorflow

REPOSITORY = Path(__file__).parents[2]
README = (REPOSITORY / "README.md").read_text()
SETTINGS = """\
namespace = "readme"
name = "README"
deck = "README"
preload = ["tensorflow"]
prelude = "import tensorflow as tf"
"""


def block(language: str, beginning: str) -> str:
    """The README's code block of a language that begins so."""
    found = re.search(rf"^(`{{3,}}){language}\n({re.escape(beginning)}.*?)^\1$", README, re.DOTALL | re.MULTILINE)
    assert found, f"README.md has no {language} block that begins with {beginning!r}"
    return found[2]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    files = {
        "cards/sums.md": "# Files\n\n## Is this note the README's? {#mine}\n\nNo: `{python sums} 1 + total`.\n",
        "cards/ranges.md": block("markdown", "---\ndeck:"),
        "snippets/ranges.py": block("python", "import tensorflow"),
    }
    return replace(make_project(tmp_path_factory.mktemp("readme"), files, SETTINGS), sandbox="auto")


@pytest.fixture(scope="module")
def server(project: Project) -> Iterator[ForkServer]:
    with ForkServer(project) as server:
        yield server


def checked(project: Project, server: ForkServer) -> Checked:
    return check(project, Cached(server, project))


def test_the_example_is_verified(project: Project, server: ForkServer) -> None:
    """A newcomer copies it and must see it work."""
    result = checked(project, server)
    assert result.diagnostics == ()
    assert len(result.outcomes) == 3


def test_the_mistake_looks_as_shown(project: Project, server: ForkServer) -> None:
    """The picture of a diagnostic is a real one."""
    path = project.root / "snippets/ranges.py"
    text = path.read_text()
    path.write_text(text.replace("tf.int32", "tf.int64"))
    result = checked(project, server)
    path.write_text(text)
    assert render_text(result.diagnostics, result.texts, color=False, width=120) == block("text", "cards/ranges.md")


@pytest.mark.parametrize("line", re.findall(r"^\$ (make .+)$", README, re.MULTILINE))
def test_make_knows_the_commands(line: str) -> None:
    """The two commands; that they do their work is what `.ci/run` shows."""
    subprocess.run([*line.split(), "--dry-run"], cwd=REPOSITORY, check=True, capture_output=True)
