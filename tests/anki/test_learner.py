"""The learner of these tests against what Anki asks of a person."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from anki.collection import Collection  # noqa: F401  # must be imported before the rest of its package

from decks import NOON, Author, basic
from learner import Learner

pytestmark = pytest.mark.anki


def test_no_two_answers_share_a_millisecond(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Anki logs the second one later, and its check finds fault with a card whose last review is of another second."""
    monkeypatch.setattr("learner.int_time", lambda _: NOON * 1_000 + 999)
    with Learner(tmp_path) as learner:
        learner.imports(Author().build((basic("one", "<p>One?</p>"), basic("two", "<p>Two?</p>"))))
        learner.reviews(2)
        learner.fails("one")
        report, sound = learner.collection.fix_integrity()
        assert sound, report


@pytest.fixture
def before_four(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Where this machine would have to be for its clock to show 3:54."""
    east = (3 * 60 + 54 - int(time.time()) // 60 + 720) % 1440 - 720
    with monkeypatch.context() as patch:
        patch.setenv("TZ", f"XXX{'-' if east > 0 else '+'}{abs(east) // 60:02}:{abs(east) % 60:02}")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("before_four")
def test_no_day_ends_while_a_learner_reviews(tmp_path: Path) -> None:
    """Anki's ends at four in the morning: a card that comes back in ten minutes would be one of the next day.

    In a thread of its own: for a second, Anki takes the place that the thread had before.
    """

    def review() -> None:
        with Learner(tmp_path) as learner:
            learner.imports(Author().build((basic("one"), basic("two"))))
            learner.reviews(2)
            learner.fails("one")

    with ThreadPoolExecutor(1) as thread:
        thread.submit(review).result()
