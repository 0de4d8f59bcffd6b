"""A number that learners have a card of is never given to another text."""

from __future__ import annotations

from pathlib import Path

import pytest

from decks import NOON, cloze, named_by
from projects import FakeSandbox, make_project
from verideck.build import build
from verideck.checked import Built
from verideck.lock import advance, dump_lock, read_lock, rebuilt
from verideck.lock.numbers import digests
from verideck.model import Lock, LockedNote, NoteFields, Project

CARD = "cards/gaps.md"
HEAD = "---\nsnippet: sums\n---\n\n# Gaps {#gaps .cloze}\n\n"
ONE, TWO, OTHER = "{{c1::one}}", "{{c2::two and `two`}}", "{{c2::three}}"


def edit(project: Project, *deletions: str) -> None:
    (project.root / CARD).write_text(f"{HEAD}[{' '.join(deletions)}](claim:two)\n", "utf-8")


def project_of(root: Path, *deletions: str) -> Project:
    project = make_project(root)
    edit(project, *deletions)
    return project


def built(project: Project) -> Built:
    return build(project, FakeSandbox(), NOON)


def codes(built: Built) -> list[str]:
    return [found.code for found in built.checked.diagnostics]


def line_of(lock: Lock | None, id: str = "gaps") -> LockedNote:
    assert lock
    return next(line for line in lock.notes if line.id == id)


def asking(*asks: tuple[int, str]) -> NoteFields:
    made = cloze("three", "{{c1::x}}", tuple(ordinal for ordinal, _ in asks))
    return NoteFields(made.id, made.guid, "cloze", made.kind, made.deck, (), made.fields, made.cards, asks=asks)


def line(note: NoteFields, old: Lock | None = None) -> Lock:
    lock = old or Lock("n")
    return advance(lock, [note], (), named=[named_by("three")], complete=True, now=NOON).lock


def test_another_text_does_not_get_a_number_that_is_gone(tmp_path: Path) -> None:
    """Its card would come with the history of the old one."""
    project = project_of(tmp_path, ONE, TWO)
    assert codes(built(project)) == []
    edit(project, ONE)
    assert codes(built(project)) == ["card-dropped"]
    edit(project, ONE, OTHER)
    refused = built(project)
    (found,) = refused.checked.diagnostics
    assert (found.code, found.span.line, refused.package) == ("number-reused", 5, None)
    assert "`c2`" in found.message
    assert found.help
    assert "`c3`" in found.help
    edit(project, ONE, OTHER.replace("c2", "c3"))
    assert codes(built(project)) == []


@pytest.mark.parametrize("back", [TWO, "{{c2::two\nand `two`::hint}}", "{{c2::two [and](https://x.org) `two`}}"])
def test_the_same_text_may_come_back(tmp_path: Path, back: str) -> None:
    """A `git revert` brings a card back to its own history; links, hints and line breaks make no other text of it."""
    project = project_of(tmp_path, ONE, TWO)
    built(project)
    edit(project, ONE)
    built(project)
    (project.root / CARD).write_text(f"{HEAD}{ONE} {back} [two](claim:two)\n", "utf-8")
    assert "number-reused" not in codes(built(project))


def test_a_text_may_change_under_its_number(tmp_path: Path) -> None:
    """That is what numbers are for."""
    project = project_of(tmp_path, ONE, TWO)
    built(project)
    edit(project, OTHER, ONE)
    assert codes(built(project)) == []


def test_numbers_are_not_moved_up_where_one_is_gone(tmp_path: Path) -> None:
    """Who counts anew from one gives each card the history of its neighbour."""
    project = project_of(tmp_path, ONE, TWO, "{{c3::three}}")
    built(project)
    edit(project, TWO.replace("c2", "c1"), "{{c2::three}}")
    (found,) = built(project).checked.diagnostics
    assert found.code == "number-reused"
    assert found.message.startswith("`c1` now asks for what `c2` asked for, `c2` now asks for what `c3` asked for: ")
    assert found.help
    assert "`c4`" in found.help
    edit(project, TWO, "{{c3::three}}")
    assert codes(built(project)) == ["card-dropped"]


def test_a_text_does_not_move_on_to_make_room(tmp_path: Path) -> None:
    """What is put before the first deletion would get its card, and the old text begin anew."""
    project = project_of(tmp_path, ONE)
    built(project)
    edit(project, "{{c1::three}}", ONE.replace("c1", "c2"))
    (found,) = built(project).checked.diagnostics
    assert found.code == "number-reused"
    assert found.message.startswith("`c2` now asks for what `c1` asked for: ")
    edit(project, ONE, OTHER)
    assert codes(built(project)) == []


def test_a_text_that_went_may_come_back_under_a_new_number(tmp_path: Path) -> None:
    """Its old card is empty: nothing else gets its history."""
    project = project_of(tmp_path, ONE, TWO)
    built(project)
    edit(project, ONE)
    built(project)
    edit(project, ONE, TWO.replace("c2", "c3"))
    assert "number-reused" not in codes(built(project))


def test_one_text_may_have_two_numbers(tmp_path: Path) -> None:
    """It may stand at two places, and nothing moved."""
    project = project_of(tmp_path, ONE, TWO)
    built(project)
    edit(project, ONE, "{{c2::one}}", "{{c3::one}}")
    assert codes(built(project)) == []


def test_of_one_text_at_two_numbers_neither_is_given_away(tmp_path: Path) -> None:
    """Nobody knows which of the two moved on to the new number, and one of them has the card that stays."""
    project = project_of(tmp_path, ONE, "{{c2::one}}")
    built(project)
    edit(project, "{{c1::three}}", "{{c3::one}}")
    (found,) = built(project).checked.diagnostics
    assert found.code == "number-reused"
    assert found.message.startswith("`c3` now asks for what `c1` asked for: ")


def test_a_lock_that_came_back_alone_refuses_nothing_that_was_shipped(tmp_path: Path) -> None:
    """Two texts changed places, step by step: learners have that, and an old lock must not undo it."""
    project = project_of(tmp_path, ONE, TWO)
    built(project)
    before = (project.root / "deck.lock").read_bytes()
    for deletions in (("{{c1::three}}", "{{c2::four}}"), ("{{c1::two and `two`}}", "{{c2::one}}")):
        edit(project, *deletions)
        assert codes(built(project)) == []
    shipped = (project.root / "deck.lock").read_bytes()
    (project.root / "deck.lock").write_bytes(before)
    assert codes(built(project)) == []
    assert (project.root / "deck.lock").read_bytes() == shipped


def test_a_number_that_only_this_machine_shipped_counts(tmp_path: Path) -> None:
    """After a `git revert` the lock knows of it no more, and learners have it."""
    project = project_of(tmp_path, ONE)
    built(project)
    before = (project.root / "deck.lock").read_bytes()
    edit(project, ONE, TWO)
    built(project)
    (project.root / "deck.lock").write_bytes(before)
    edit(project, ONE, OTHER)
    assert codes(built(project)) == ["number-reused"]
    edit(project, ONE, TWO)
    assert "number-reused" not in codes(built(project))


def test_what_only_this_machine_shipped_gets_into_the_lock(tmp_path: Path) -> None:
    """So that other machines do not give its number away, either, and a tombstone names every card."""
    project = project_of(tmp_path, ONE)
    built(project)
    before = (project.root / "deck.lock").read_bytes()
    edit(project, ONE, TWO)
    built(project)
    (project.root / "deck.lock").write_bytes(before)
    edit(project, ONE)
    built(project)
    known = line_of(read_lock(project.root / "deck.lock"))
    assert (known.cards, known.gone, [ordinal for ordinal, _ in known.asks]) == ((0,), (1,), [0, 1])


def test_a_regular_note_cannot_become_a_cloze_note(tmp_path: Path) -> None:
    """Anki would refuse the import as a whole, or keep the old text for ever."""
    project = project_of(tmp_path)
    (project.root / CARD).write_text(f"{HEAD.replace(' .cloze', '')}[two](claim:two)\n", "utf-8")
    built(project)
    edit(project, ONE)
    (found,) = built(project).checked.diagnostics
    assert (found.code, found.span.line) == ("kind-changed", 5)
    assert found.help
    assert "another id" in found.help


def test_the_lock_knows_what_every_card_asked_for() -> None:
    """Of those that are gone, too, and whatever became of the lock since."""
    both, one = asking((0, "a"), (4, "b")), asking((0, "a"))
    lock = line(one, line(both))
    assert line_of(lock, "three").asks == tuple(digests(both).items())
    assert line_of(lock, "three").gone == (4,)


def test_a_merge_and_a_rebuild_keep_what_cards_asked_for(tmp_path: Path) -> None:
    """Each side may have made cards that the other does not know."""
    ours, theirs = line(asking((0, "a"), (1, "b"))), line(asking((0, "a"), (2, "c")))
    path = tmp_path / "deck.lock"
    path.write_bytes(dump_lock(ours) + dump_lock(theirs))
    expected = tuple(digests(asking((0, "a"), (1, "b"), (2, "c"))).items())
    assert line_of(read_lock(path), "three").asks == expected
    assert line_of(rebuilt("n", ours, theirs, None), "three").asks == expected
