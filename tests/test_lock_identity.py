"""Which note is which, when ids and headings change."""

from __future__ import annotations

from dataclasses import replace

import pytest

from decks import NAMESPACE, NOON, basic
from verideck.lock import Advanced, Named, advance, heading_digest, recalled
from verideck.lock.identity import Refused
from verideck.model import Draft, Lock, Source
from verideck.pack import note_types
from verideck.parse import parse

DESIGNS = note_types(NAMESPACE, (), "")


def named(id: str, heading: str, guid: str | None = None) -> Named:
    return Named(id, guid or f"guid of {id}", heading)


def step(old: Lock, *names: Named, complete: bool = True) -> tuple[Lock, tuple[Refused, ...]]:
    notes = [basic(name.id, guid=name.guid) for name in names]
    advanced = advance(old, notes, DESIGNS, named=names, complete=complete, now=NOON)
    return advanced.lock, advanced.refused


OLD, _ = step(Lock(NAMESPACE), named("a", "why"), named("b", "how"), named("c", "how"))


def test_an_id_that_changed_under_its_heading_is_refused() -> None:
    """A typo mended in an id would cost every learner the note's history."""
    lock, (refused,) = step(OLD, named("z", "why"), named("b", "how"), named("c", "how"))
    assert (refused.id, refused.code) == ("z", "id-changed")
    assert "--rename a=z" in refused.help
    assert "z" not in {line.id for line in lock.notes}


@pytest.mark.parametrize(
    "names",
    [
        [named("z", "why", "guid of a")],
        [named("a", "why"), named("z", "why")],
        [named("z", "what")],
        [named("z", "why"), named("y", "why")],
        [named("z", "how")],
    ],
    ids=["its guid", "the old one stays", "another heading", "two with the heading", "two had the heading"],
)
def test_nothing_else_is_taken_for_a_changed_id(names: list[Named]) -> None:
    """A refusal that is wrong has no way out."""
    assert step(OLD, *names)[1] == ()


def contents(lock: Lock, *notes: tuple[str, str]) -> Advanced:
    """The next package of notes that are all headed "how", by their ids and answers."""
    names = [named(id, "how") for id, _ in notes]
    fields = [basic(id, back=back) for id, back in notes]
    return advance(lock, fields, DESIGNS, named=names, complete=True, now=NOON)


SHARED = contents(Lock(NAMESPACE), ("b", "1"), ("c", "2"), ("d", "3")).lock


def test_where_headings_do_not_tell_contents_do() -> None:
    """Every question on what code prints may be headed alike, and each has a history of its own."""
    found = contents(SHARED, ("z", "1"), ("c", "2"), ("y", "3"))
    assert [(each.id, each.code) for each in found.refused] == [("z", "id-changed"), ("y", "id-changed")]
    assert "--rename b=z" in found.refused[0].help
    assert "--rename d=y" in found.refused[1].help


@pytest.mark.parametrize(
    "notes",
    [
        [("b", "1"), ("c", "2"), ("d", "3"), ("z", "1")],
        [("b", "1"), ("c", "2")],
    ],
    ids=["the old one stays", "none is new"],
)
def test_contents_that_do_not_tell_say_nothing(notes: list[tuple[str, str]]) -> None:
    """A refusal, or a question, must name the one note that is meant."""
    found = contents(SHARED, *notes)
    assert (found.refused, found.doubted) == ((), ())


def test_the_only_new_note_of_a_heading_may_be_the_only_one_that_is_gone() -> None:
    """Its author alone knows: a package is made, and the question asked."""
    found = contents(SHARED, ("z", "9"), ("c", "2"), ("d", "3"))
    assert found.refused == ()
    assert [each.id for each in found.doubted] == ["z"]
    assert "`b`" in found.doubted[0].message
    assert "--rename b=z" in found.doubted[0].help
    assert "z" in {line.id for line in found.lock.notes}


@pytest.mark.parametrize(
    ("notes", "names"),
    [
        ([("b", "1"), ("z", "4"), ("y", "5")], "`c`, `d` went and `z`, `y` came"),
        ([("z", "1"), ("y", "1"), ("c", "2"), ("d", "3")], "`b` went and `z`, `y` came"),
    ],
    ids=["all were edited", "two are the same"],
)
def test_where_one_of_several_may_be_meant_all_are_named(notes: list[tuple[str, str]], names: str) -> None:
    """One question for a heading, as its author alone can match them."""
    found = contents(SHARED, *notes)
    assert found.refused == ()
    assert [each.id for each in found.doubted] == ["z"]
    assert names in found.doubted[0].message
    assert "--rename OLD=NEW" in found.doubted[0].help


def test_what_contents_tell_leaves_less_to_guess() -> None:
    """Of two changed ids, one with its content, both are named."""
    found = contents(SHARED, ("z", "1"), ("y", "9"), ("d", "3"))
    assert [each.id for each in found.refused] == ["z"]
    assert [each.id for each in found.doubted] == ["y"]


def test_a_retired_note_is_not_sought() -> None:
    """Who retires a note in one build and asks its question again in the next begins anew."""
    retired, _ = step(OLD, named("b", "how"), named("c", "how"))
    assert step(retired, named("z", "why"))[1] == ()


def test_no_id_has_changed_while_a_source_does_not_parse() -> None:
    """The old one may stand in it."""
    assert step(OLD, named("z", "why"), complete=False)[1] == ()


def test_an_id_that_a_heading_lost_is_proposed_again() -> None:
    """Otherwise the words of a heading would make another id, and the history would be lost."""
    assert recalled(OLD, [named("b", "how"), named("c", "how")], ["why", "new"]) == {"why": "a"}


@pytest.mark.parametrize(
    ("others", "nameless"),
    [([named("a", "what")], ["why"]), ([], ["why", "why"]), ([named("z", "why")], ["why"]), ([], ["how"])],
    ids=["the id is there", "two without an id", "another note has the heading", "two had it"],
)
def test_an_id_is_proposed_only_where_the_heading_tells(others: list[Named], nameless: list[str]) -> None:
    """A guess would give one note the history of another."""
    assert recalled(OLD, others, nameless) == {}


def test_a_retired_id_is_proposed_where_its_question_comes_back() -> None:
    """With it the learner's history comes back."""
    retired, _ = step(OLD, named("b", "how"), named("c", "how"))
    assert recalled(retired, [], ["why"]) == {"why": "a"}


def draft(heading: str) -> Draft:
    (found,) = parse(Source("cards/a.md", f"# {heading}\n\ntext\n", "card"))
    assert isinstance(found, Draft)
    return found


def test_a_heading_is_known_by_what_it_says() -> None:
    """Attributes and the place are not part of it."""
    digest = heading_digest(draft("What is `a`? {#a}"))
    assert digest == heading_digest(draft('What is `a`? {#b tags="t"}'))
    assert digest == heading_digest(replace(draft("What is `a`?"), order=7))
    assert len(digest) == 12


@pytest.mark.parametrize("heading", ["What is `b`?", "What is a?", "What is $a$?", "what is `a`?"])
def test_other_headings_are_other_headings(heading: str) -> None:
    """Also where they differ in no letter."""
    assert heading_digest(draft(heading)) != heading_digest(draft("What is `a`?"))
