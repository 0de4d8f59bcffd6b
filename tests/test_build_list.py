"""The numbers of a list's items through builds: written once, never given to another item."""

from __future__ import annotations

from pathlib import Path

from projects import FakeSandbox, make_project
from verideck.build import build, check
from verideck.checked import Built
from verideck.lock import read_lock
from verideck.model import LockedNote, Project

NOON = 1_750_000_000
CARD = "cards/steps.md"
HEAD = "---\nsnippet: sums\n---\n\n# Which steps? {#steps .list}\n\n"


def item(text: str) -> str:
    return f"- [{text}](claim:two)\n"


def project_of(root: Path, *items: str) -> Project:
    return make_project(root, {CARD: HEAD + "".join(map(item, items))})


def source(project: Project) -> str:
    return (project.root / CARD).read_text("utf-8").removeprefix(HEAD)


def edit(project: Project, text: str) -> None:
    (project.root / CARD).write_text(HEAD + text, "utf-8")


def built(project: Project, *, locked: bool = False, partial: bool = False) -> Built:
    return build(project, FakeSandbox(), NOON, locked=locked, partial=partial)


def codes(built: Built) -> list[str]:
    return [found.code for found in built.checked.diagnostics]


def line(project: Project) -> LockedNote:
    lock = read_lock(project.root / "deck.lock")
    assert lock
    return next(note for note in lock.notes if note.id == "steps")


def test_a_build_writes_the_numbers_and_ships_these(tmp_path: Path) -> None:
    """What a learner has and what the source says are the same."""
    project = project_of(tmp_path, "one", "two")
    assert codes(built(project)) == ["number-written"]
    assert source(project) == "- [one](claim:two) {c1}\n- [two](claim:two) {c2}\n"
    assert line(project).cards == (0, 1)
    assert codes(built(project)) == []


def test_a_check_proposes_the_numbers_and_writes_nothing(tmp_path: Path) -> None:
    """Only a build writes sources."""
    project = project_of(tmp_path, "one")
    assert [found.code for found in check(project, FakeSandbox()).diagnostics] == ["missing-number"]
    assert source(project) == item("one")


def test_a_locked_build_refuses_items_without_a_number(tmp_path: Path) -> None:
    """What is released is what was committed."""
    project = project_of(tmp_path, "one")
    assert built(project, locked=True).package is None
    assert codes(built(project, locked=True, partial=True)) == ["missing-number"]
    assert built(project, locked=True, partial=True).package is None
    assert source(project) == item("one")


def test_no_number_ships_that_is_not_written(tmp_path: Path) -> None:
    """Where another file cannot be parsed nothing is written, and the next build might choose another number."""
    project = make_project(tmp_path, {CARD: HEAD + item("one"), "cards/broken.md": "no note\n"})
    assert built(project, partial=True).package is None


def test_the_number_of_a_removed_item_is_never_given_again(tmp_path: Path) -> None:
    """Learners may still have its card."""
    project = project_of(tmp_path, "one", "two", "three")
    built(project)
    edit(project, "- [one](claim:two) {c1}\n- [two](claim:two) {c2}\n")
    assert codes(built(project)) == ["card-dropped"]
    assert (line(project).cards, line(project).gone) == ((0, 1), (2,))
    edit(project, item("four") + "- [two](claim:two) {c2}\n- [one](claim:two) {c1}\n")
    (proposal,) = check(project, FakeSandbox()).diagnostics
    assert proposal.help
    assert "`{c4}`" in proposal.help
    built(project)
    assert source(project) == "- [four](claim:two) {c4}\n- [two](claim:two) {c2}\n- [one](claim:two) {c1}\n"
    assert (line(project).cards, line(project).gone) == ((0, 1, 3), (2,))


def test_a_number_that_only_this_machine_shipped_is_not_given_again(tmp_path: Path) -> None:
    """After a `git revert` the lock knows of it no more."""
    project = project_of(tmp_path, "one")
    built(project)
    before = (project.root / "deck.lock").read_bytes()
    edit(project, "- [one](claim:two) {c1}\n" + item("two"))
    built(project)
    (project.root / "deck.lock").write_bytes(before)
    edit(project, "- [one](claim:two) {c1}\n" + item("three"))
    built(project)
    assert source(project) == "- [one](claim:two) {c1}\n- [three](claim:two) {c3}\n"


def test_a_list_whose_heading_lost_its_id_keeps_its_numbers(tmp_path: Path) -> None:
    """It is known by its heading, and so are the numbers that it had."""
    project = project_of(tmp_path, "one", "two")
    built(project)
    text = HEAD.replace("#steps ", "") + "- [one](claim:two) {c1}\n" + item("three")
    (project.root / CARD).write_text(text, "utf-8")
    built(project)
    assert source(project) == "- [one](claim:two) {c1}\n- [three](claim:two) {c3}\n"


def test_items_that_lost_their_numbers_get_them_back(tmp_path: Path) -> None:
    """`git checkout` takes back what a build has just written, and learners have the package."""
    project = project_of(tmp_path, "one", "two", "one")
    built(project)
    shipped = line(project)
    edit(project, item("one") + item("two") + item("one"))
    built(project)
    assert source(project) == "- [one](claim:two) {c1}\n- [two](claim:two) {c2}\n- [one](claim:two) {c3}\n"
    edit(project, item("new") + item("two") + "- [other](claim:two) {c3}\n" + item("one"))
    built(project)
    numbers = [each[-3:-1] for each in source(project).splitlines()]
    assert numbers == ["c4", "c2", "c3", "c1"]
    assert line(project).note_id == shipped.note_id


def test_an_item_that_comes_back_gets_its_number_back(tmp_path: Path) -> None:
    """Its card waits for it, with its history."""
    project = project_of(tmp_path, "one", "two")
    built(project)
    edit(project, "- [one](claim:two) {c1}\n")
    built(project)
    edit(project, "- [one](claim:two) {c1}\n" + item("three") + item("two"))
    built(project)
    assert source(project) == "- [one](claim:two) {c1}\n- [three](claim:two) {c3}\n- [two](claim:two) {c2}\n"


def test_a_list_that_used_up_its_numbers_is_sent_to_another_note(tmp_path: Path) -> None:
    """Anki knows 500 cards of a note, and learners may have each of them: nothing is written, and the rest ships."""
    project = project_of(tmp_path, *map(str, range(500)))
    built(project)
    shipped = line(project)
    text = "".join(source(project).splitlines(True)[2:]) + item("new") + item("newer")
    edit(project, text)
    (found,) = check(project, FakeSandbox()).diagnostics
    assert (found.code, found.severity, found.span.line) == ("no-number-left", "error", 505)
    assert found.help
    result = built(project, partial=True)
    assert (codes(result), result.notes, result.checked.unseen) == (["no-number-left"], 1, 1)
    assert (source(project), line(project)) == (text, shipped)


def test_an_item_that_nothing_proves_is_refused(tmp_path: Path) -> None:
    """Each is a card of its own."""
    project = make_project(tmp_path, {CARD: HEAD + "- [one](claim:two) {c1}\n- two {c2}\n"})
    (found,) = built(project).checked.diagnostics
    assert (found.code, found.span.line, found.span.column) == ("unproven-deletion", 8, 7)


def test_a_list_cannot_become_another_kind_of_note(tmp_path: Path) -> None:
    """Anki cannot turn a cloze note into a regular one, nor the other way round."""
    project = project_of(tmp_path, "one")
    built(project)
    for kind in ("", " .basic", " .reversed"):
        (project.root / CARD).write_text(HEAD.replace(" .list", kind) + item("one"), "utf-8")
        (found,) = built(project).checked.diagnostics
        assert found.code == "kind-changed"
        assert found.help
        assert "another id" in found.help


def test_a_list_may_become_a_cloze_note(tmp_path: Path) -> None:
    """Both are of one note type, and the cards keep their numbers."""
    project = project_of(tmp_path, "one", "two")
    built(project)
    text = HEAD.replace(".list", ".cloze") + "[{{c1::one}} {{c2::two}}](claim:two)\n"
    (project.root / CARD).write_text(text, "utf-8")
    assert codes(built(project)) == []
    assert (line(project).kind, line(project).cards) == ("cloze", (0, 1))
