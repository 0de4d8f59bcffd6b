"""The options that a deck brings along: for those who ask for them, and never over what a learner has chosen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from decks import HOME, NOON, Author, basic
from learner import Learner
from verideck.model import Options
from verideck.pack import pack

pytestmark = pytest.mark.anki

DEEPER = f"{HOME}::Dtypes"
NOTES = (basic("one"), basic("two", deck=DEEPER))
WANTED = Options(new_per_day=7, reviews_per_day=99, desired_retention=0.85)
ANKIS = (20, 200, 0.9)


def package(author: Author, options: Options = WANTED, now: float = NOON) -> bytes:
    return pack(replace(author.contents(NOTES, now=now), options=options))


def preset(learner: Learner, deck: str) -> dict[str, Any]:
    id = learner.collection.decks.id_for_name(deck)
    assert id
    return dict(learner.collection.decks.config_dict_for_deck_id(id))


def options(learner: Learner, deck: str) -> tuple[int, int, float]:
    found = preset(learner, deck)
    return found["new"]["perDay"], found["rev"]["perDay"], found["desiredRetention"]


def test_who_asks_for_the_options_gets_them(tmp_path: Path) -> None:
    """On every deck of the package, and on no other."""
    with Learner(tmp_path) as learner:
        learner.imports(package(Author()), presets=True)
        assert [options(learner, deck) for deck in (HOME, DEEPER, "Default")] == [(7, 99, 0.85), (7, 99, 0.85), ANKIS]


def test_who_does_not_ask_keeps_their_own(tmp_path: Path) -> None:
    """The box in the import dialog is not ticked in a fresh profile."""
    with Learner(tmp_path) as learner:
        learner.imports(package(Author()))
        assert options(learner, HOME) == ANKIS


def test_what_a_learner_changes_stays(tmp_path: Path) -> None:
    """Later packages bring the same preset, by its id, which Anki has already."""
    author = Author()
    with Learner(tmp_path) as learner:
        learner.imports(package(author), presets=True)
        mine: Any = preset(learner, HOME)
        mine["new"]["perDay"] = 3
        learner.collection.decks.update_config(mine)
        learner.imports(package(author, replace(WANTED, new_per_day=50), NOON + 60), presets=True)
        assert options(learner, HOME) == (3, 99, 0.85)
        assert [each["name"] for each in learner.collection.decks.all_config()].count(HOME) == 1


def test_what_is_not_named_is_as_in_anki(tmp_path: Path) -> None:
    """A deck that wants a higher retention says nothing about steps, leeches or the order of reviews."""
    with Learner(tmp_path) as learner:
        learner.imports(package(Author(), Options(desired_retention=0.95)), presets=True)
        ours, ankis = preset(learner, HOME), preset(learner, "Default")
        differing = {key for key in ours.keys() | ankis.keys() if ours.get(key) != ankis.get(key)}
        assert differing == {"id", "name", "desiredRetention"} | (differing & {"mod", "usn"})
        assert ours["desiredRetention"] == 0.95


def test_a_deck_without_options_brings_no_preset(tmp_path: Path) -> None:
    """The list of a learner's presets is short."""
    with Learner(tmp_path) as learner:
        learner.imports(package(Author(), Options()), presets=True)
        assert [each["name"] for each in learner.collection.decks.all_config()] == ["Default"]


def test_options_make_the_same_bytes_twice() -> None:
    """The preset's number comes from the namespace."""
    assert package(Author()) == package(Author()) != package(Author(), Options())
