"""Whole builds over time: what the next package takes from the ones before it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from projects import CARD, SETTINGS, FakeSandbox, make_project
from verideck.build import build, plan
from verideck.checked import Built
from verideck.lock import dump_lock, read_lock
from verideck.model import Diagnostic, Lock, Plan, Project
from verideck.ship import rebuild_lock

NOON = 1_750_000_000.0
SECOND = "\n# What is two and two? {#two-and-two}\n\nIt is `{python} total + 2`.\n"
BOTH = {"cards/sums.md": CARD + SECOND}


def built(project: Project, now: float = NOON, *, renames: dict[str, str] | None = None, locked: bool = False) -> Built:
    return build(project, FakeSandbox(), now, renames=renames, locked=locked)


def codes(result: Built) -> list[str]:
    return [diagnostic.code for diagnostic in result.checked.diagnostics]


def edit(project: Project, text: str) -> None:
    (project.root / "cards/sums.md").write_text(text)


def card(project: Project) -> str:
    return (project.root / "cards/sums.md").read_text()


def mods(project: Project) -> dict[str, int]:
    lock = read_lock(project.root / "deck.lock")
    assert lock is not None
    return {line.id: line.mod - int(NOON) for line in lock.notes}


# ── Reverts and lost locks ───────────────────────────────────────────────────────────────────────────────────────


def test_a_reverted_commit_is_shipped_after_what_it_reverts(tmp_path: Path) -> None:
    """Sources and lock come back as they were, and learners have the later package."""
    project = make_project(tmp_path, BOTH)
    built(project)
    before = (tmp_path / "deck.lock").read_bytes()
    edit(project, (CARD + SECOND).replace("It is [two]", "That is [two]"))
    built(project, NOON + 60)
    edit(project, CARD + SECOND)
    (tmp_path / "deck.lock").write_bytes(before)
    result = built(project, NOON + 30)
    assert mods(project) == {"one-and-one": 61, "two-and-two": 0}
    assert codes(result) == ["lock-behind"]
    assert "`one-and-one`" in result.checked.diagnostics[0].message
    assert result.package is not None


def test_a_lost_lock_is_an_error_where_a_package_was_shipped(tmp_path: Path) -> None:
    """A build would send every note anew, and take the learner's own tags from all of them."""
    project = make_project(tmp_path)
    built(project)
    (tmp_path / "deck.lock").unlink()
    for gone in (tmp_path / "dist/deck.apkg", tmp_path / ".verideck/published"):
        result = built(project, NOON + 60)
        assert (codes(result), result.package) == (["lock-lost"], None)
        assert result.checked.diagnostics[0].span.path == "deck.lock"
        gone.unlink()
    assert built(project, NOON + 60).package is not None


def test_a_package_of_another_deck_is_no_reason_to_miss_a_lock(tmp_path: Path) -> None:
    """Whoever begins another deck deletes the lock and keeps the folder."""
    built(make_project(tmp_path))
    (tmp_path / "deck.lock").unlink()
    other = make_project(tmp_path, settings=SETTINGS.replace("5e6f-test", "other"))
    assert built(other, NOON + 60).package is not None


def test_a_rebuilt_lock_is_the_one_that_was_lost(tmp_path: Path) -> None:
    """Nothing is sent twice."""
    project = make_project(tmp_path, BOTH)
    built(project)
    lock, package = (tmp_path / "deck.lock").read_bytes(), (tmp_path / "dist/deck.apkg").read_bytes()
    (tmp_path / "deck.lock").unlink()
    assert isinstance(rebuild_lock(project), Lock)
    assert (tmp_path / "deck.lock").read_bytes() == lock
    (tmp_path / "deck.lock").unlink()
    (tmp_path / ".verideck/published").unlink()
    rebuild_lock(project)
    assert not built(project, NOON + 60).plan.changes
    assert (tmp_path / "dist/deck.apkg").read_bytes() == package


def test_a_broken_lock_is_mended_from_what_was_shipped(tmp_path: Path) -> None:
    """Where version control has none."""
    project = make_project(tmp_path)
    built(project)
    lock = (tmp_path / "deck.lock").read_bytes()
    (tmp_path / "deck.lock").write_bytes(lock[:-20])
    rebuild_lock(project)
    assert (tmp_path / "deck.lock").read_bytes() == lock


def test_another_namespace_is_refused(tmp_path: Path) -> None:
    """Every note would begin anew, and the learner would have the deck twice."""
    built(make_project(tmp_path))
    project = make_project(tmp_path, settings=SETTINGS.replace("5e6f-test", "other"))
    result = built(project, NOON + 60)
    (found,) = result.checked.diagnostics
    assert (found.code, found.span.path, found.span.line) == ("namespace-changed", "verideck.toml", 1)
    assert isinstance(rebuild_lock(project), Diagnostic)


# ── Between package and lock ─────────────────────────────────────────────────────────────────────────────────────

CRASH = """
import os, signal, sys
from pathlib import Path
from projects import FakeSandbox
from verideck.build import build
from verideck.project import load_project

files, replace = [".verideck/published", "deck.lock", "dist/deck.apkg"], os.replace
def dies(source, target):
    if str(target).endswith(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
    replace(source, target)
os.replace = dies
build(load_project(Path(sys.argv[1])), FakeSandbox(), float(sys.argv[3]))
"""


@pytest.mark.parametrize("file", ["deck.lock", "deck.apkg", "package.json"])
def test_a_build_that_is_killed_is_made_again_byte_for_byte(tmp_path: Path, file: str) -> None:
    """Whatever of the files was replaced already: the package is the one that was under way."""
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    edited = (CARD + SECOND).replace("It is [two]", "That is [two]")
    for root in (whole, killed):
        project = make_project(root)
        built(project)
        edit(project, edited)
    built(make_project(whole, {"cards/sums.md": edited}), NOON + 60)
    paths = os.pathsep.join(path for path in sys.path if path)
    run = subprocess.run(
        [sys.executable, "-c", CRASH, str(killed), file, str(NOON + 60)], env={**os.environ, "PYTHONPATH": paths}
    )
    assert run.returncode == -signal.SIGKILL
    built(make_project(killed, {"cards/sums.md": edited}), NOON + 90)
    for name in ("deck.lock", "dist/deck.apkg"):
        assert (killed / name).read_bytes() == (whole / name).read_bytes()


def test_a_build_that_is_killed_before_it_wrote_anything_is_as_if_it_had_not_been(tmp_path: Path) -> None:
    """The old package stays, and the next build is the first to give times."""
    project = make_project(tmp_path)
    built(project)
    before = (tmp_path / "dist/deck.apkg").read_bytes()
    edit(project, CARD + SECOND)
    paths = os.pathsep.join(path for path in sys.path if path)
    subprocess.run(
        [sys.executable, "-c", CRASH, str(tmp_path), "published", str(NOON + 60)],
        env={**os.environ, "PYTHONPATH": paths},
    )
    assert (tmp_path / "dist/deck.apkg").read_bytes() == before
    built(project, NOON + 90)
    assert mods(project) == {"one-and-one": 0, "two-and-two": 90}


# ── Ids ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_changed_id_stops_the_build_at_its_heading(tmp_path: Path) -> None:
    """No package in which the note begins anew."""
    project = make_project(tmp_path)
    built(project)
    edit(project, CARD.replace("#one-and-one", "#sum"))
    result = built(project, NOON + 60)
    (found,) = result.checked.diagnostics
    assert (found.code, found.span.path, found.span.line) == ("id-changed", "cards/sums.md", 5)
    assert result.package is None


SAME = "\n# What is one and one? {#two}\n\nNo more than `{python} total`.\n"


def test_a_changed_id_under_a_shared_heading_stops_the_build(tmp_path: Path) -> None:
    """Its content tells which of the notes it was, and `--rename` mends it."""
    project = make_project(tmp_path, {"cards/sums.md": CARD + SAME})
    built(project)
    edit(project, CARD + SAME.replace("#two", "#too"))
    result = built(project, NOON + 60)
    (found,) = result.checked.diagnostics
    assert (found.code, found.span.line, result.package) == ("id-changed", 9, None)
    assert codes(built(project, NOON + 60, renames={"two": "too"})) == ["id-renamed"]


def test_an_id_that_perhaps_changed_is_asked_for(tmp_path: Path) -> None:
    """In the plan too, while nothing is written; and what the build advises afterwards brings the history back."""
    project = make_project(tmp_path, {"cards/sums.md": CARD + SAME})
    built(project)
    lock = (tmp_path / "deck.lock").read_bytes()
    edit(project, CARD + SAME.replace("#two", "#too").replace("No more", "No less"))
    for found in (plan(project, FakeSandbox(), NOON + 60).checked, built(project, NOON + 60).checked):
        assert [(each.code, each.severity, each.span.line) for each in found.diagnostics] == [
            ("id-perhaps-changed", "warning", 9)
        ]
    (tmp_path / "deck.lock").write_bytes(lock)
    result = built(project, NOON + 90, renames={"two": "too"})
    assert codes(result) == ["id-renamed", "lock-behind"]
    assert mods(project) == {"one-and-one": 0, "too": 90}


@pytest.mark.parametrize("done", [False, True], ids=["old id in the heading", "new id in the heading"])
def test_a_renamed_note_keeps_its_guid(tmp_path: Path, done: bool) -> None:
    """It stands in the heading, where no lost lock can take it."""
    project = make_project(tmp_path)
    built(project)
    old = read_lock(tmp_path / "deck.lock")
    if done:
        edit(project, CARD.replace("#one-and-one", "#sum"))
    result = built(project, NOON + 60, renames={"one-and-one": "sum"})
    new = read_lock(tmp_path / "deck.lock")
    assert old
    assert new
    assert codes(result) == ["id-renamed"]
    assert f'# What is one and one? {{#sum guid="{old.notes[0].guid}"}}\n' in card(project)
    assert [(line.id, line.guid, line.note_id) for line in new.notes] == [
        ("sum", old.notes[0].guid, old.notes[0].note_id)
    ]
    assert codes(built(project, NOON + 90)) == []


@pytest.mark.parametrize(
    ("renames", "code"),
    [
        ({"nothing": "sum"}, "unknown-note"),
        ({"one-and-one": "two-and-two"}, "rename"),
        ({"two-and-two": "more"}, "rename"),
    ],
    ids=["was never shipped", "both are there", "neither is there"],
)
def test_a_rename_that_cannot_be_meant_is_refused(tmp_path: Path, renames: dict[str, str], code: str) -> None:
    """And nothing is written."""
    project = make_project(tmp_path, BOTH)
    built(project)
    text = CARD if renames == {"two-and-two": "more"} else CARD + SECOND
    edit(project, text)
    result = built(project, NOON + 60, renames=renames)
    assert (codes(result), result.package, card(project)) == ([code], None, text)


def test_an_id_that_was_deleted_is_written_again(tmp_path: Path) -> None:
    """The heading tells which note it is, so its words make no new id."""
    project = make_project(tmp_path)
    built(project)
    edit(project, CARD.replace(" {#one-and-one}", ""))
    assert codes(built(project, NOON + 60)) == ["id-written"]
    assert card(project) == CARD
    assert mods(project) == {"one-and-one": 0}


def test_locked_proposes_the_id_that_was_deleted(tmp_path: Path) -> None:
    """Where nothing is written, the message must not name another one."""
    project = make_project(tmp_path)
    built(project)
    edit(project, CARD.replace(" {#one-and-one}", ""))
    (found,) = built(project, NOON + 60, locked=True).checked.diagnostics
    assert found.code == "missing-id"
    assert "{#one-and-one}" in str(found.help)


# ── What an import cannot do ─────────────────────────────────────────────────────────────────────────────────────


def test_a_note_that_moved_is_told_once(tmp_path: Path) -> None:
    """With the search that finds the cards, as Anki does not move them."""
    project = make_project(tmp_path, BOTH)
    built(project)
    edit(project, (CARD + SECOND).replace("snippet: sums", "snippet: sums\ndeck: Sums"))
    (found,) = built(project, NOON + 60).checked.diagnostics
    assert (found.code, found.severity, found.span.line) == ("note-moved", "warning", 6)
    assert "2 notes left the deck `Test` for `Sums`" in found.message
    assert '"deck:Test" (Id:one-and-one OR Id:two-and-two)' in str(found.help)
    assert codes(built(project, NOON + 90)) == []


def test_a_plan_writes_nothing(tmp_path: Path) -> None:
    """Whoever only looks leaves no trace."""
    project = make_project(tmp_path, {"cards/sums.md": CARD.replace(" {#one-and-one}", "")})
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    planned = plan(project, FakeSandbox(), NOON)
    assert [found.code for found in planned.checked.diagnostics] == ["missing-id"]
    assert planned.plan is not None
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_plan_is_what_the_build_does(tmp_path: Path) -> None:
    """Field by field against the last package."""
    project = make_project(tmp_path, BOTH)
    built(project)
    edit(project, (CARD + SECOND).replace("What is two and two?", "What is 2 + 2?"))
    planned = plan(project, FakeSandbox(), NOON + 60).plan
    assert planned is not None
    assert [(each.kind, each.id, [f.name for f in each.fields]) for each in planned.changes] == [
        ("changed", "two-and-two", ["Front"])
    ]
    result = built(project, NOON + 60)
    assert [(each.kind, each.id) for each in result.plan.changes] == [("changed", "two-and-two")]


def test_the_plan_where_nothing_changed_is_told_from_the_lock(tmp_path: Path) -> None:
    """What is not rendered again is counted as what is; a note that retired, too."""
    project = make_project(tmp_path, BOTH)
    built(project)
    edit(project, CARD)
    built(project, NOON + 60)
    told = plan(project, FakeSandbox(), NOON + 90).plan
    assert told == Plan(unchanged=2, tombstones=1, since=int(NOON) + 60, sent=1)
    (tmp_path / ".verideck/package.json").unlink()  # what tells that the package is current
    assert plan(project, FakeSandbox(), NOON + 90).plan == told


def test_there_is_no_plan_where_there_would_be_no_package(tmp_path: Path) -> None:
    """A lost lock, a changed id and a note that does not hold all stop the build."""
    project = make_project(tmp_path)
    built(project)
    edit(project, CARD.replace("#one-and-one", "#sum"))
    planned = plan(project, FakeSandbox(), NOON + 60)
    assert (planned.plan, [found.code for found in planned.checked.diagnostics]) == (None, ["id-changed"])
    (tmp_path / "deck.lock").unlink()
    planned = plan(project, FakeSandbox(), NOON + 60)
    assert (planned.plan, [found.code for found in planned.checked.diagnostics]) == (None, ["lock-lost"])


# ── Merges in git ────────────────────────────────────────────────────────────────────────────────────────────────


def git(root: Path, *arguments: str) -> None:
    """In this folder alone: a hook that runs the tests names its own repository, and people's settings may sign."""
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    others = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment = {**others, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", *identity, *arguments], cwd=root, env=environment, check=True, capture_output=True)


def commit(project: Project, now: float, files: dict[str, str]) -> None:
    for name, text in files.items():
        (project.root / name).write_text(text)
    result = built(project, now)
    assert result.package, codes(result)
    git(project.root, "add", "--all")
    git(project.root, "commit", "--message", "x")


QUESTION = "---\nsnippet: sums\n---\n\n# What is {0}? {{#{0}}}\n\nIt is `{{python}} total`.\n"


@pytest.mark.parametrize("union", [True, False], ids=["union", "conflict"])
def test_two_branches_merge_without_a_hand(tmp_path: Path, union: bool) -> None:
    """Both add a note within one second, and edit notes of which the lines stand side by side."""
    project = make_project(tmp_path, {"cards/more.md": QUESTION.format("more")})
    git(tmp_path, "init")
    (tmp_path / ".gitignore").write_text(".verideck/\ndist/\n")
    (tmp_path / ".gitattributes").write_text("deck.lock merge=union\n" if union else "")
    commit(project, NOON, {})
    git(tmp_path, "branch", "theirs")
    commit(project, NOON + 60, {"cards/a.md": QUESTION.format("a"), "cards/sums.md": CARD.replace("It is", "Ours is")})
    git(tmp_path, "checkout", "theirs")
    published = tmp_path / ".verideck/published"
    published.unlink()  # another machine
    theirs = {
        "cards/b.md": QUESTION.format("b"),
        "cards/more.md": QUESTION.format("more").replace("It is", "Theirs is"),
    }
    commit(project, NOON + 60, theirs)
    if union:
        git(tmp_path, "merge", "main")
    else:
        with pytest.raises(subprocess.CalledProcessError):
            git(tmp_path, "merge", "main")
        assert "<<<<<<<" in (tmp_path / "deck.lock").read_text()
    published.unlink()
    built(project, NOON + 90)
    lock = read_lock(tmp_path / "deck.lock")
    assert lock is not None
    assert mods(project) == {"a": 60, "b": 60, "more": 60, "one-and-one": 60}
    assert len({line.note_id for line in lock.notes}) == 4
    assert dump_lock(lock) == (tmp_path / "deck.lock").read_bytes()


def test_locked_refuses_what_a_merge_left(tmp_path: Path) -> None:
    """The lock that is committed is the one that a build writes."""
    project = make_project(tmp_path)
    built(project)
    lock = tmp_path / "deck.lock"
    lock.write_bytes(lock.read_bytes() + lock.read_bytes())
    result = built(project, NOON + 60, locked=True)
    assert [found.message for found in result.checked.diagnostics] == ["the lock is not as verideck writes it"]
