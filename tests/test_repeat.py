"""`check --repeat`: programs run again under other circumstances, and what differs is reported."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from projects import CARD, SNIPPET, FakeSandbox, held, make_project
from verideck import cli
from verideck.build import check
from verideck.checked import Checked
from verideck.execute import Sandbox
from verideck.execute.spawn import Spawner
from verideck.model import Aborted, Program, Project, Recording
from verideck.repeat import repeat, repeated

SHOWING = CARD + "\n```python show=code\n```\n"


def project(root: Path, code: str, files: dict[str, str] | None = None) -> Project:
    """A project whose card shows what the code of its snippet writes."""
    snippet = f"{SNIPPET}\n# region code\n{code}\n# endregion\n"
    return make_project(root, {"cards/sums.md": SHOWING, "snippets/sums.py": snippet, **(files or {})})


def check_repeated(root: Path, *arguments: str) -> Result:
    command = ["check", "-C", str(root), "--repeat", "2", *arguments]
    return CliRunner().invoke(cli.main, command, catch_exceptions=False)


UNSTABLE = {
    "order of a set": "print({'a', 'b', 'c', 'd', 'e'})",
    "identity": "class C: pass\nprint(id(C()), id(C))",
    "time": "import time\nprint(time.perf_counter_ns())",
    "entropy": "import os\nprint(os.urandom(8))",
    "generator of its own": "import random\nprint(random.SystemRandom().random())",
    "unseeded generator": "import random\nprint(random.randrange(10**9))",
    "process": "import os\nprint(os.stat('.').st_ctime_ns)",
}

STABLE = {
    "order of a dictionary": "print({'a': 1, 'b': 2, 'c': 3, 'd': 4})",
    "sorted set": "print(sorted({'a', 'b', 'c', 'd', 'e'}))",
    "address": "print(object())",
    "folder": "import os, tempfile\nprint(os.getcwd(), tempfile.mkdtemp())",
    "seeded generator": "import random\nrandom.seed(1)\nprint(random.randrange(10**9))",
    "hidden random": "import random\nx = random.SystemRandom().random()",
    "set of integers": "print({3, 1, 2})",
}


@pytest.mark.parametrize("name", UNSTABLE)
def test_what_changes_is_found(tmp_path: Path, name: str) -> None:
    """A card would show one of many truths, and the next build another."""
    project(tmp_path, UNSTABLE[name])
    result = check_repeated(tmp_path)
    assert result.exit_code == 1
    assert "error[unstable]: the output differs from run to run" in result.stderr
    assert "cards/sums.md:9:1" in result.stderr
    assert "every program run 2 times more: 1 difference" in result.stdout


@pytest.mark.parametrize("name", STABLE)
def test_what_does_not_change_is_left_alone(tmp_path: Path, name: str) -> None:
    """A false alarm teaches authors to leave the check out."""
    project(tmp_path, STABLE[name])
    result = check_repeated(tmp_path)
    assert (result.exit_code, "unstable" in result.stderr) == (0, False)
    assert "every program run 2 times more: no difference" in result.stdout


@pytest.mark.parametrize("how", ["fork", "spawn"])
def test_a_claim_that_holds_by_luck_is_found(tmp_path: Path, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It holds with the seed that verideck gives to the first run, and on the learner's machine it does not."""
    if how == "spawn":
        monkeypatch.setattr("verideck.execute.tracer.ForkServer", Spawner)
    code = f"{SNIPPET}\nimport random\n\nx = random.random()\n# claim: lucky\nassert x > 0.8\n"
    cards = "---\nsnippet: sums\n---\n\n# Q {#q}\n\n[It is large](claim:lucky)\n"
    make_project(tmp_path, {"cards/sums.md": cards, "snippets/sums.py": code})
    result = check_repeated(tmp_path)
    assert result.exit_code == 1
    assert "error[unstable]: what the claim finds differs from run to run, in 1 of 2 more" in result.stderr


def test_the_report_names_differences_for_scripts(tmp_path: Path) -> None:
    """The document on stdout stays one document."""
    project(tmp_path, UNSTABLE["order of a set"])
    result = check_repeated(tmp_path, "--format", "json")
    assert [found["code"] for found in json.loads(result.stdout)["diagnostics"]] == ["unstable"]


def test_the_cache_neither_serves_nor_learns(tmp_path: Path) -> None:
    """The recordings of other hashes would poison it, and those from it would hide everything."""
    project(tmp_path, UNSTABLE["order of a set"])
    first = CliRunner().invoke(cli.main, ["check", "-C", str(tmp_path)])
    before = {path: path.read_bytes() for path in (tmp_path / ".verideck/cache").rglob("*.json")}
    assert check_repeated(tmp_path).exit_code == 1
    assert {path: path.read_bytes() for path in (tmp_path / ".verideck/cache").rglob("*.json")} == before
    again = CliRunner().invoke(cli.main, ["check", "-C", str(tmp_path)])
    assert (first.exit_code, again.exit_code) == (0, 0)


def test_a_number_of_times_is_needed(tmp_path: Path) -> None:
    """None is no check."""
    make_project(tmp_path)
    assert CliRunner().invoke(cli.main, ["check", "-C", str(tmp_path), "--repeat", "0"]).exit_code == 2


# ── With a sandbox that pretends ─────────────────────────────────────────────────────────────────────────────────


class Recorder:
    """Opens sandboxes and remembers what each was asked."""

    def __init__(self, values: list[str]) -> None:
        self.values = values
        self.opened: list[tuple[int, FakeSandbox]] = []

    @contextmanager
    def open(self, _: Project, seed: int) -> Iterator[Sandbox]:
        sandbox = Pretending(self.values[len(self.opened)])
        self.opened.append((seed, sandbox))
        yield sandbox


class Pretending(FakeSandbox):
    """Gives every value this text."""

    def __init__(self, value: str) -> None:
        super().__init__()
        self.value = value

    def run(self, program: Program) -> Recording | Aborted:
        super().run(program)
        return held(program, value=self.value)


def checked(root: Path, count: int = 1) -> Checked:
    cards = {f"cards/c{n}.md": f"# Q {{#q{n}}}\n\n`{{python}} f`\n\n```python\nf = {n}\n```\n" for n in range(count)}
    return check(make_project(root, cards), FakeSandbox())


def test_every_time_has_another_seed_and_order(tmp_path: Path) -> None:
    """Hashes are what makes sets differ, order what makes programs see each other's traces."""
    recorder = Recorder(["2"] * 3)
    before = checked(tmp_path, 6)
    after = repeat(before, 3, recorder.open)
    assert [seed for seed, _ in recorder.opened] == [1, 2, 3]
    orders = {tuple(program.name for program in sandbox.programs) for _, sandbox in recorder.opened}
    assert len(orders) == 3
    assert {frozenset(order) for order in orders} == {frozenset(before.runs)}
    assert after == before


def test_differences_join_the_other_diagnostics(tmp_path: Path) -> None:
    """In one report, by their places; a failed check stays failed."""
    after = repeat(checked(tmp_path), 2, Recorder(["2", "3"]).open)
    assert {found.code for found in after.diagnostics} == {"unstable"}
    assert after.failed


@pytest.mark.parametrize(
    ("values", "times", "said"),
    [
        (["2"], 1, "every program run 1 time more: no difference"),
        (["3"], 1, "every program run 1 time more: 2 differences"),
    ],
)
def test_a_sentence_says_what_came_of_it(tmp_path: Path, values: list[str], times: int, said: str) -> None:
    """Silence could mean that nothing ran."""
    after = repeat(checked(tmp_path), times, Recorder(values).open)
    assert repeated(after.diagnostics, times) == said
