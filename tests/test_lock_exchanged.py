"""A question under the id of another would go on with a history that is not its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from decks import NAMESPACE, NOON, basic
from projects import CARD, FakeSandbox, make_project
from verideck.build import build, plan
from verideck.lock import Advanced, Named, advance
from verideck.model import Lock
from verideck.pack import note_types

DESIGNS = note_types(NAMESPACE, (), "")
Question = tuple[str, str, str]
"""An id, a heading and an answer."""


def step(old: Lock, *questions: Question, published: Lock | None = None, complete: bool = True) -> Advanced:
    named = [Named(id, f"guid of {id}", heading) for id, heading, _ in questions]
    notes = [basic(id, front=heading, back=answer) for id, heading, answer in questions]
    return advance(old, notes, DESIGNS, named=named, complete=complete, now=NOON, published=published)


A, B, C = ("a", "how", "1"), ("b", "how", "2"), ("c", "why", "3")
OLD = step(Lock(NAMESPACE), A, B, C).lock


@pytest.mark.parametrize(
    ("questions", "found"),
    [
        ([("b", "how", "1"), ("a", "how", "2"), C], {"b": "a", "a": "b"}),
        ([("a", "how", "new"), ("b", "how", "1"), ("d", "how", "2"), C], {"b": "a", "d": "b"}),
        ([("c", "how", "1"), ("a", "why", "3"), B], {"c": "a", "a": "c"}),
        ([("b", "how", "1"), ("a", "how", "changed"), C], {"b": "a"}),
        ([("b", "how", "1"), C], {"b": "a"}),
    ],
    ids=["two changed places", "all moved on by one", "other headings", "one was edited too", "the other is gone"],
)
def test_a_question_keeps_its_id(questions: list[Question], found: dict[str, str]) -> None:
    """Ids that are counted through, or written anew, give each question the history of its neighbour."""
    advanced = step(OLD, *questions)
    assert {each.id: each.help.split("`")[1] for each in advanced.refused} == {
        new: f"#{old}" for new, old in found.items()
    }
    assert {each.code for each in advanced.refused} == {"id-changed"}


@pytest.mark.parametrize(
    "questions",
    [
        [B, A, C],
        [("a", "how", "4"), ("b", "how", "5"), ("c", "how", "6")],
        [("a", "how", "2"), B, C],
        [("a", "how", "4"), ("d", "why", "3"), B, C],
    ],
    ids=["only the order", "all edited", "a copy", "a copy that is new"],
)
def test_nothing_else_is_refused(questions: list[Question]) -> None:
    """Edits, copies and another order take no history along."""
    advanced = step(OLD, *questions)
    assert (advanced.refused, advanced.doubted) == ((), ())


def test_headings_that_changed_places_are_asked_about() -> None:
    """The texts below them were edited as well, so only their author knows which question is which."""
    advanced = step(OLD, ("a", "why", "4"), B, ("c", "how", "5"))
    assert (advanced.refused, [each.id for each in advanced.doubted]) == ((), ["a"])
    assert "`c`" in advanced.doubted[0].message
    assert "`#c`" in advanced.doubted[0].help


def test_nothing_is_said_while_a_source_does_not_parse() -> None:
    """The question may still stand there, with its id."""
    assert step(OLD, ("b", "how", "1"), C, complete=False).refused == ()


@pytest.mark.parametrize("lock", [True, False], ids=["with the lock", "the lock alone"])
def test_what_comes_back_is_not_taken_for_exchanged(lock: bool) -> None:
    """Two questions changed places, step by step, and a `git revert` undoes it, or undoes nothing but the lock."""
    between = step(OLD, ("a", "how", "x"), ("b", "how", "y"), C).lock
    late: list[Question] = [("a", "how", "2"), ("b", "how", "1"), C]
    latest = step(between, *late)
    assert latest.refused == ()
    assert step(OLD, *([A, B, C] if lock else late), published=latest.lock).refused == ()


ONE = "\n# It? {#it}\n\nThe first: `{python} total`.\n"
TWO = "\n# It? {#it-2}\n\nThe second: `{python} total`.\n"


def test_ids_that_are_written_anew_in_another_order_stop_the_build(tmp_path: Path) -> None:
    """Headings that are alike cannot tell which id they lost; their texts can, and say what to mend."""
    project = make_project(tmp_path, {"cards/sums.md": CARD + ONE + TWO})
    assert build(project, FakeSandbox(), NOON).package
    lock = (tmp_path / "deck.lock").read_bytes()
    moved = CARD + TWO.replace(" {#it-2}", "") + ONE.replace(" {#it}", "")
    (tmp_path / "cards/sums.md").write_text(moved, "utf-8")
    planned, built = plan(project, FakeSandbox(), NOON + 60), build(project, FakeSandbox(), NOON + 60)
    for checked in (planned.checked, built.checked):
        errors = [found for found in checked.diagnostics if found.severity == "error"]
        assert [(found.code, found.span.line, str(found.help).split("`")[1]) for found in errors] == [
            ("id-changed", 9, "#it-2"),
            ("id-changed", 13, "#it"),
        ]
    assert (planned.plan, built.package, (tmp_path / "deck.lock").read_bytes()) == (None, None, lock)
    (tmp_path / "cards/sums.md").write_text(CARD + TWO + ONE, "utf-8")
    assert build(project, FakeSandbox(), NOON + 60).plan.changes == ()
    assert (tmp_path / "deck.lock").read_bytes() == lock
