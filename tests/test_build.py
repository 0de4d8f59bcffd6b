"""The order of the stages, and what must not happen when one of them finds a mistake."""

from __future__ import annotations

import sqlite3
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from projects import CARD, SETTINGS, SNIPPET, FakeSandbox, held, make_project
from verideck.build import build, check
from verideck.checked import Built
from verideck.lock import read_lock
from verideck.model import Aborted, ClaimFailure, ClaimRun, Lock, Project, Recording, UnitRun

NOON = 1_750_000_000.0
SECOND = "\n# What is two and two? {#two-and-two}\n\nIt is `{python} total + 2`.\n"


def built(project: Project, sandbox: FakeSandbox | None = None, *, now: float = NOON, partial: bool = False) -> Built:
    return build(project, sandbox or FakeSandbox(), now, partial=partial)


def codes(result: Built) -> list[str]:
    return [diagnostic.code for diagnostic in result.checked.diagnostics]


def fronts(package: Path) -> list[str]:
    with zipfile.ZipFile(package) as archive:
        collection = package.with_suffix(".anki2")
        collection.write_bytes(archive.read("collection.anki2"))
    with sqlite3.connect(collection) as connection:
        rows = connection.execute("SELECT flds FROM notes ORDER BY id").fetchall()
    connection.close()
    return [row[0].split("\x1f")[0] for row in rows]


def lock_of(project: Project) -> Lock:
    lock = read_lock(project.root / "deck.lock")
    assert lock is not None
    return lock


def refuting() -> FakeSandbox:
    """The claim of the sample card does not hold."""
    failed = ClaimRun("two", 1, (ClaimFailure((("total", "3"),)),))
    sandbox = FakeSandbox()
    sandbox.run = lambda program: replace(held(program), claims=(failed,))  # type: ignore[method-assign]
    return sandbox


def test_a_verified_project_becomes_a_package(tmp_path: Path) -> None:
    """The main job."""
    project = make_project(tmp_path)
    result = built(project)
    assert codes(result) == []
    assert result.package == tmp_path / "dist/deck.apkg"
    assert ["one and one" in front for front in fronts(result.package)] == [True]


def test_the_project_sets_the_tolerance(tmp_path: Path) -> None:
    """For all fences that set none, in all files that set none."""
    card = "# Q {#q}\n\n```python\nx\n```\n\n```output\n1.0\n```\n"
    for rtol, expected in (("1e-3", ["output-differs"]), ("0.5", [])):
        files = {"cards/sums.md": card, "snippets/sums.py": "", "cards/more.md": CARD.replace("sums", "more")}
        project = make_project(tmp_path, {**files, "snippets/more.py": SNIPPET}, SETTINGS + f"rtol = {rtol}\n")
        run = Recording((UnitRun(result="1.1"),), (), (), "3.11.7", ())
        sandbox = FakeSandbox({"cards/sums.md#q": run})
        found = check(project, sandbox).diagnostics
        assert [each.code for each in found if each.severity == "error"] == expected


def test_a_refuted_note_leaves_the_last_package_alone(tmp_path: Path) -> None:
    """Nothing unverified ships, and the last good package stays."""
    project = make_project(tmp_path)
    built(project)
    before = {path: path.read_bytes() for path in (tmp_path / "dist/deck.apkg", tmp_path / "deck.lock")}
    result = built(project, refuting())
    assert codes(result) == ["claim-failed"]
    assert result.package is None
    assert {path: path.read_bytes() for path in before} == before


def test_nothing_is_written_where_nothing_is_verified_yet(tmp_path: Path) -> None:
    """A first build that fails leaves no package that somebody might import."""
    assert built(make_project(tmp_path), refuting()).package is None
    assert not (tmp_path / "dist").exists()
    assert not (tmp_path / "deck.lock").exists()


def test_an_aborted_program_makes_its_notes_unrunnable(tmp_path: Path) -> None:
    """What could not be tried is no evidence."""
    aborted = Aborted("timeout", "still running after 30 s", "snippets/sums.py", 1)
    result = built(make_project(tmp_path), FakeSandbox({"snippets/sums.py": aborted}))
    assert codes(result) == ["timeout"]


def test_partial_ships_what_is_verified(tmp_path: Path) -> None:
    """An author may want the good notes today."""
    broken = "# What is nothing? {#nothing}\n\nNobody ran it.\n"
    project = make_project(tmp_path, {"cards/broken.md": broken})
    result = built(project, partial=True)
    assert codes(result) == ["no-evidence"]
    assert result.notes == 1
    assert len(fronts(tmp_path / "dist/deck.apkg")) == 1


def test_a_program_runs_once_for_all_its_notes(tmp_path: Path) -> None:
    """TensorFlow programs are slow; the notes of a file share their snippet's run."""
    sandbox = FakeSandbox()
    built(make_project(tmp_path, {"cards/sums.md": CARD + SECOND}), sandbox)
    assert [program.name for program in sandbox.programs] == ["snippets/sums.py"]
    assert sandbox.programs[0].values == ("total", "total + 2")


def test_an_unchanged_build_writes_nothing(tmp_path: Path) -> None:
    """The loop is fast, and an unchanged file keeps its time."""
    project = make_project(tmp_path)
    assert built(project).written
    again = built(project, now=NOON + 100)
    assert not again.written
    assert again.plan.changes == ()


def test_a_lost_package_is_written_again_with_the_same_bytes(tmp_path: Path) -> None:
    """`dist/` is not committed; the lock is, and it decides on the bytes."""
    project = make_project(tmp_path)
    package = built(project).package
    assert package is not None
    before = package.read_bytes()
    package.unlink()
    assert built(project, now=NOON + 100).written
    assert package.read_bytes() == before


def test_only_an_edited_note_gets_a_new_time(tmp_path: Path) -> None:
    """Anki updates the notes whose time moved, and takes the learner's tags off them."""
    project = make_project(tmp_path, {"cards/sums.md": CARD + SECOND})
    built(project)
    before = {line.id: line.mod for line in lock_of(project).notes}
    make_project(tmp_path, {"cards/sums.md": (CARD + SECOND).replace("two and two?", "2 and 2?")})
    assert len(built(project, now=NOON + 60).plan.changes) == 1
    after = {line.id: line.mod for line in lock_of(project).notes}
    assert after == {**before, "two-and-two": before["two-and-two"] + 60}


def test_a_note_that_left_the_sources_ships_as_a_tombstone(tmp_path: Path) -> None:
    """A learner who has it must be able to find out."""
    project = make_project(tmp_path, {"cards/sums.md": CARD + SECOND})
    built(project)
    make_project(tmp_path)
    built(project, now=NOON + 60)
    assert [line.id for line in lock_of(project).notes if line.retired] == ["two-and-two"]
    assert any("left the deck" in front for front in fronts(tmp_path / "dist/deck.apkg"))


def test_a_note_does_not_retire_while_a_source_does_not_parse(tmp_path: Path) -> None:
    """A mistake in a file must not look like the removal of its notes."""
    project = make_project(tmp_path, {"cards/more.md": SECOND.replace("total + 2", "2 + total")})
    make_project(tmp_path, {"cards/more.md": "---\nsnippet: sums\n---\n" + SECOND})
    built(project)
    make_project(tmp_path, {"cards/more.md": "---\nsnippet: sums\n---\n" + SECOND + "\n```python\nunclosed\n"})
    result = built(project, now=NOON + 60, partial=True)
    assert "unclosed-fence" in codes(result)
    assert not any(line.retired for line in lock_of(project).notes)


def test_a_missing_id_is_written_and_said(tmp_path: Path) -> None:
    """An author must not have to invent ids, and must learn that the file was changed."""
    project = make_project(tmp_path, {"cards/sums.md": CARD.replace(" {#one-and-one}", "")})
    result = built(project)
    assert codes(result) == ["id-written"]
    assert "# What is one and one? {#what-is-one-and-one}\n" in (tmp_path / "cards/sums.md").read_text()


def test_locked_refuses_to_write_an_id(tmp_path: Path) -> None:
    """In CI an id that only CI knows would be lost with the machine."""
    card = CARD.replace(" {#one-and-one}", "")
    project = make_project(tmp_path, {"cards/sums.md": card})
    result = build(project, FakeSandbox(), NOON, locked=True)
    assert codes(result) == ["missing-id"]
    assert (tmp_path / "cards/sums.md").read_text() == card


def test_locked_refuses_to_change_the_lock_and_names_the_notes(tmp_path: Path) -> None:
    """A package made in CI must be the one that everybody else makes of the same commit."""
    project = make_project(tmp_path)
    built(project)
    make_project(tmp_path, {"cards/sums.md": CARD.replace("It is", "That is")})
    result = build(project, FakeSandbox(), NOON + 60, locked=True)
    assert codes(result) == ["lock-outdated"]
    assert "`one-and-one`" in result.checked.diagnostics[0].message
    assert result.package is None


def test_locked_builds_where_the_lock_is_current(tmp_path: Path) -> None:
    """The usual case in CI: the package is not there yet, the lock is."""
    project = make_project(tmp_path)
    package = built(project).package
    assert package is not None
    package.unlink()
    assert build(project, FakeSandbox(), NOON + 60, locked=True).written


def test_a_failing_claim_that_no_note_cites_fails_the_build(tmp_path: Path) -> None:
    """Code that fails always fails the build, whoever cites it."""
    snippet = SNIPPET + "\n# claim: three\nassert total == 3\n"
    project = make_project(tmp_path, {"snippets/sums.py": snippet})
    sandbox = FakeSandbox()
    failed = ClaimRun("three", 1, (ClaimFailure((("total", "2"),)),))
    sandbox.run = lambda program: replace(held(program), claims=(ClaimRun("two", 1), failed))  # type: ignore[method-assign]
    result = built(project, sandbox)
    (found,) = result.checked.diagnostics
    assert (found.code, found.span.path, found.span.line) == ("claim-failed", "snippets/sums.py", 7)
    assert result.package is None


def test_an_unused_snippet_is_a_warning(tmp_path: Path) -> None:
    """Nothing is skipped in silence."""
    result = built(make_project(tmp_path, {"snippets/other.py": "x = 1\n"}))
    assert codes(result) == ["unused-snippet"]
    assert result.package is not None


def test_the_versions_stand_in_the_description(tmp_path: Path) -> None:
    """A learner sees in Anki what the deck was verified with."""
    package = built(make_project(tmp_path)).package
    assert package is not None
    fronts(package)
    assert b"verified with TensorFlow 2.21.0" in package.with_suffix(".anki2").read_bytes()


def test_a_package_name_that_anki_takes_for_a_backup_is_refused(tmp_path: Path) -> None:
    """Anki would replace the learner's whole collection by it."""
    result = built(make_project(tmp_path, settings=SETTINGS + 'package = "dist/collection.apkg"\n'))
    assert codes(result) == ["package-name"]
    assert not (tmp_path / "dist").exists()


def test_a_check_writes_nothing(tmp_path: Path) -> None:
    """An editor may run it on every save."""
    project = make_project(tmp_path, {"cards/sums.md": CARD.replace(" {#one-and-one}", "")})
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    checked = check(project, FakeSandbox())
    assert [(found.code, found.severity) for found in checked.diagnostics] == [("missing-id", "warning")]
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_snippet_that_does_not_parse_is_the_only_mistake(tmp_path: Path) -> None:
    """What is missing because of it is not reported again at every note."""
    result = built(make_project(tmp_path, {"snippets/sums.py": "def f(:\n"}))
    assert codes(result) == ["syntax-error"]


def test_no_id_is_written_while_a_note_does_not_parse(tmp_path: Path) -> None:
    """That note's id is unknown, and a new one might be the same."""
    card = CARD.replace(" {#one-and-one}", "")
    files = {"cards/sums.md": card, "cards/broken.md": "# What is one and one? {#what-is-one-and-one .nosuch}\n\nx\n"}
    project = make_project(tmp_path, files)
    assert codes(built(project)) == ["kind", "missing-id"]
    assert (tmp_path / "cards/sums.md").read_text() == card


def test_a_deck_without_notes_is_a_mistake(tmp_path: Path) -> None:
    """Somebody deleted or moved the cards, and a green build would hide it."""
    project = make_project(tmp_path)
    (tmp_path / "cards/sums.md").unlink()
    assert "no-notes" in codes(built(project))


@pytest.mark.parametrize(
    ("card", "unseen"),
    [
        ("# T\n\n# A {#a}\n\n[a](b)\n\n# B {#b}\n\n```python\nprint(1)\n```\n", 1),
        ("---\ndekc: A\n---\n\n# A {#a}\n\ntext\n\n# B {#b}\n\ntext\n", 2),
    ],
    ids=["a note", "the front matter"],
)
def test_notes_with_a_mistake_are_in_the_totals(tmp_path: Path, card: str, unseen: int) -> None:
    """Where they are written wrong and where their file is; a title is no note."""
    project = make_project(tmp_path, {"cards/own.md": card})
    assert check(project, FakeSandbox()).unseen == unseen
    assert built(project).checked.unseen == unseen


def test_notes_of_a_broken_snippet_are_not_looked_at(tmp_path: Path) -> None:
    """They come to no outcome, and the totals must not hide them."""
    files = {"snippets/sums.py": "total = (\n", "cards/own.md": "# Q {#q}\n\n```python\nprint(1)\n```\n"}
    project = make_project(tmp_path, files)
    checked = check(project, FakeSandbox())

    assert (len(checked.outcomes), checked.unseen) == (1, 1)
    assert check(project, FakeSandbox(), selectors=["q"]).unseen == 0
    assert built(project).checked.unseen == 1
