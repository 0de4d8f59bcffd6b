"""What the documentation shows is what happens: every example on its pages is built, read or run."""

from __future__ import annotations

import json
import re
import shlex
import signal
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields
from pathlib import Path

import pytest
import yaml

from projects import SETTINGS, make_project
from verideck.build import check
from verideck.execute import open_sandbox
from verideck.model import Kind, Project, Settings, Verified
from verideck.parse.fences import OPTIONS, OUTPUT_OPTIONS
from verideck.parse.front_matter import FrontMatter
from verideck.parse.notes import KEYS
from verideck.project import load_project
from verideck.report import render_text

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PAGES = sorted((ROOT / "docs").glob("*.md"))
SERVERS = ("verideck preview", "verideck watch")
"""Commands that run until they are interrupted."""
FENCE = re.compile(r"^(`{3,})(\w*)(?: title=\"([^\"\n]+)\")?\n(.*?)^\1$", re.DOTALL | re.MULTILINE)
KNOWN = {"markdown", "python", "console", "toml", "yaml", "json", "text"}
"""Languages of examples, each of which a test here takes up; `text` is what programs write."""


@dataclass(frozen=True, slots=True)
class Example:
    """A code block of a page. `line` is that of its first line, `title` the file that it is said to be."""

    page: Path
    line: int
    language: str
    title: str
    text: str


def examples(*languages: str) -> list[Example]:
    return [each for page in PAGES for each in blocks(page) if not languages or each.language in languages]


def blocks(page: Path) -> Iterator[Example]:
    text = page.read_text("utf-8")
    for found in FENCE.finditer(text):
        yield Example(page, text.count("\n", 0, found.start()) + 2, found[2], found[3] or "", found[4])


def named(example: Example) -> str:
    return f"{example.page.name}:{example.line}"


def sessions() -> list[Example]:
    """What the pages and the README tell their readers to type; the README's `make` is for `.ci/run`."""
    typed = [*examples("console"), *(each for each in blocks(README) if each.language == "console")]
    return [each for each in typed if "$ make" not in each.text]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A deck of all card files and snippets on the pages."""
    files = {each.title: each.text for each in examples("python") if each.title}
    cards = enumerate(examples("markdown"))
    files |= {f"cards/{number}-{each.page.stem}-{each.line}.md": each.text for number, each in cards}
    root = tmp_path_factory.mktemp("docs")
    return make_project(root, {**files, "cards/sums.md": "# Sum {#sum}\n\n`{python sums} total`\n"}, SETTINGS)


def test_every_example_of_a_card_is_verified(project: Project) -> None:
    """A reader copies what the pages show; all of it is one deck."""
    with open_sandbox(project) as sandbox:
        checked = check(project, sandbox)
    texts = {source.path: source.text for source in checked.parsed.sources}
    assert render_text(checked.diagnostics, texts, color=False, width=120) == ""
    assert len(checked.outcomes) > len(Kind)
    assert all(isinstance(outcome, Verified) for outcome in checked.outcomes)


def test_every_kind_has_an_example(project: Project) -> None:
    """What no example shows, nobody tries."""
    with open_sandbox(project) as sandbox:
        checked = check(project, sandbox)
    assert {outcome.note.draft.kind for outcome in checked.outcomes} == set(Kind)


@pytest.mark.parametrize("example", examples("toml"), ids=named)
def test_settings_are_read(example: Example, tmp_path: Path) -> None:
    """With those that every deck has, where an example is about others."""
    given = tomllib.loads(example.text)
    required = [line for line in SETTINGS.splitlines() if line.partition(" ")[0] not in given]
    (tmp_path / "verideck.toml").write_text("\n".join([*required, example.text]))
    assert isinstance(load_project(tmp_path), Project)


@pytest.mark.parametrize("example", sessions(), ids=named)
def test_commands_do_what_the_page_says(example: Example, tmp_path: Path) -> None:
    """One after the other, in a deck project that holds what they name, as typed."""
    card = "---\ntags: [words]\n---\n\n# Sum {#sum}\n\n`{python sums} total`\n"
    make_project(tmp_path, {"cards/sums.md": card, **to_import()}, SETTINGS + "allow-cited = true\nallow-html = true\n")
    (tmp_path / "old.csv").write_bytes("Wie heißt das?,Tensor.\n".encode("latin-1"))
    if ".apkg" in example.text:
        (tmp_path / "Spanish.apkg").write_bytes(package_of_another_deck(tmp_path / "other"))
    for line in example.text.splitlines():
        if line.startswith("$ "):
            run(line[2:], tmp_path)


def to_import() -> dict[str, str]:
    """A notebook and a table."""
    cell = {"cell_type": "markdown", "metadata": {}, "source": "## 1. What is it?\n\nIt is a tensor.\n"}
    notebook = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [cell]}
    return {"lecture.ipynb": json.dumps(notebook), "words.csv": "What is it?,It is a tensor.\n"}


def package_of_another_deck(folder: Path) -> bytes:
    make_project(folder, settings=SETTINGS.replace("5e6f", "7a8b"))
    run("verideck build", folder)
    return (folder / "dist" / "deck.apkg").read_bytes()


def test_continuous_integration_builds_the_deck(tmp_path: Path) -> None:
    """The steps that are verideck's are run; the others install and keep things."""
    workflow = yaml.safe_load(titled(".github/workflows/deck.yml"))
    steps = [step["run"] for step in workflow["jobs"]["deck"]["steps"] if "run" in step]
    make_project(tmp_path)
    for step in steps:
        if step.startswith("verideck"):
            run(step, tmp_path)
    assert (tmp_path / "dist" / "deck.apkg").is_file()


def test_the_hook_checks_the_deck(tmp_path: Path) -> None:
    """With exit code 1 where a note does not hold, so that nothing is committed."""
    hook = yaml.safe_load(titled(".pre-commit-config.yaml"))["repos"][0]["hooks"][0]
    make_project(tmp_path)
    run(hook["entry"], tmp_path)
    (tmp_path / "snippets" / "sums.py").write_text("total = 3\n# claim: two\nassert total == 2\n")
    run(hook["entry"], tmp_path, code=1)


def test_the_editor_finds_the_line(tmp_path: Path) -> None:
    """Its pattern takes a diagnostic apart."""
    task = json.loads(titled(".vscode/tasks.json"))["tasks"][0]
    make_project(tmp_path, {"snippets/sums.py": "total = 3\n# claim: two\nassert total == 2\n"})
    written = run(task["command"], tmp_path, code=1)
    pattern = task["problemMatcher"]["pattern"]
    found = next(filter(None, (re.match(pattern["regexp"], line) for line in written.splitlines())))
    keys = ("file", "line", "severity", "code")
    assert [found[pattern[key]] for key in keys] == ["cards/sums.md", "7", "error", "claim-failed"]


@pytest.mark.parametrize("example", examples(), ids=named)
def test_no_example_is_left_out(example: Example) -> None:
    """A language that no test here knows would be an example that nobody runs."""
    assert example.language in KNOWN
    assert example.language != "python" or example.title


@pytest.mark.parametrize("page", [README, *PAGES], ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """To a page, and to a heading on it."""
    for target in re.findall(r"(?<!!)\[[^\]]+\]\((?!https?:|claim:)([^)]+)\)", FENCE.sub("", page.read_text("utf-8"))):
        path, _, anchor = target.partition("#")
        other = (page.parent / path) if path else page
        assert other.exists(), target
        headings = re.findall(r"^#+ (.+)$", FENCE.sub("", other.read_text("utf-8")), re.MULTILINE) if anchor else []
        assert not anchor or anchor in {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in headings}


# ── Tables that must be whole ────────────────────────────────────────────────────────────────────────────────────


def keys(page: str, heading: str) -> set[str]:
    """What stands in backticks in the first column of the tables below a heading."""
    text = FENCE.sub("", (ROOT / "docs" / page).read_text("utf-8"))
    section = re.split(r"^#+ ", text.partition(f"# {heading}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]
    firsts = [line.split(" | ")[0] for line in section.splitlines() if line.startswith("| `")]
    return {word.partition("=")[0] for first in firsts for word in re.findall(r"`([^`]+)`", first)}


def test_every_setting_is_documented() -> None:
    """And none that there is not."""
    assert keys("format.md", "Settings") == {field.name.replace("_", "-") for field in fields(Settings)}


def test_the_defaults_are_those_of_the_code() -> None:
    """A default on the page that is not the code's misleads silently."""
    text = (ROOT / "docs" / "format.md").read_text("utf-8").partition("# Settings\n")[2]
    rows = re.findall(r"^\| `([a-z-]+)` \| `([^`]+)` \|", text, re.MULTILINE)
    defaults = {field.name.replace("_", "-"): field.default for field in fields(Settings)}
    plain = {"true": True, "false": False, "[]": ()}
    assert len(rows) > 10
    for key, shown in rows:
        assert defaults[key] is not MISSING
        assert defaults[key] == (plain[shown] if shown in plain else json.loads(shown))


def test_every_front_matter_key_is_documented() -> None:
    """The table is the reference."""
    assert keys("format.md", "A card file") >= {field.name for field in fields(FrontMatter)} | set(KEYS)


def test_every_fence_option_is_documented() -> None:
    """Those of code and those of its output."""
    documented = keys("format.md", "Fences")
    assert documented == {*OPTIONS, *OUTPUT_OPTIONS} | {"stderr", "warnings"}


def test_every_kind_is_documented() -> None:
    """With the dot that headings write."""
    assert keys("format.md", "Kinds") == {f".{kind}" for kind in Kind}


def titled(title: str) -> str:
    return next(example.text for example in examples() if example.title == title)


def run(command: str, folder: Path, code: int = 0) -> str:
    """Everything that it wrote. The commands that a project installs stand beside the interpreter."""
    program, *arguments = shlex.split(command)
    if command.startswith(SERVERS):
        return interrupted([Path(sys.executable).parent / program, *arguments], folder)
    done = subprocess.run(
        [Path(sys.executable).parent / program, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def interrupted(command: list[str | Path], folder: Path) -> str:
    """The first line that it wrote, after which Ctrl-C ended it."""
    given = [*command, "--no-open"] if "preview" in command else command
    with subprocess.Popen(given, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        assert server.stdout
        first = server.stdout.readline()
        server.send_signal(signal.SIGINT)
        rest = server.stdout.read()
    assert "Traceback" not in rest
    assert server.returncode in (0, 130)
    return first
