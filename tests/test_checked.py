"""What a check leaves says itself whether it is clean, whether it is whole, and what ran."""

from __future__ import annotations

from pathlib import Path

from projects import CARD, FakeSandbox, make_project
from verideck.build import check
from verideck.checked import Checked

UNREADABLE = {"cards/more.md": "---\nunknown: 1\n---\n\n# Q {#q}\n"}


def checked(folder: Path, files: dict[str, str] | None = None) -> Checked:
    return check(make_project(folder, files), FakeSandbox())


def test_a_clean_check_has_not_failed(tmp_path: Path) -> None:
    """The exit code hangs on it."""
    result = checked(tmp_path)
    assert (result.failed, result.shippable) == (False, 1)


def test_what_does_not_parse_leaves_the_sources_incomplete(tmp_path: Path) -> None:
    """Of incomplete sources nobody may conclude that a note was removed."""
    result = checked(tmp_path, {"cards/sums.md": CARD, **UNREADABLE})
    assert (result.parsed.complete, result.failed) == (False, True)


def test_a_note_without_an_id_is_known_by_the_proposed_one(tmp_path: Path) -> None:
    """Everything that speaks of a note needs a name for it, also before one is written."""
    [draft] = checked(tmp_path, {"cards/sums.md": CARD.replace(" {#one-and-one}", "")}).parsed.named
    assert draft.id == draft.proposed_id
