"""The learner of these tests against what Anki asks of a person."""

from __future__ import annotations

from pathlib import Path

import pytest
from anki.collection import Collection  # noqa: F401  # must be imported before the rest of its package

from decks import Author, basic
from learner import Learner

pytestmark = pytest.mark.anki


def test_no_two_answers_share_a_millisecond(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Anki logs the second one later, and its check finds fault with a card whose last review is of another second."""
    monkeypatch.setattr("anki.scheduler.v3.int_time", lambda _: 1_750_000_000_999)
    with Learner(tmp_path) as learner:
        learner.imports(Author().build((basic("one", "<p>One?</p>"), basic("two", "<p>Two?</p>"))))
        learner.reviews(2)
        learner.fails("one")
        report, sound = learner.collection.fix_integrity()
        assert sound, report
