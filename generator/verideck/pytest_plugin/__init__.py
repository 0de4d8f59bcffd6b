"""The door for pytest: in a deck project every note is a test, `cards/ranges.md::range-dtype`. Owns pytest.

deck   what a note comes to when its test runs
items  files and notes as pytest collects them

pytest loads this module wherever verideck is installed, so it imports what finds the settings, and nothing else of
verideck before a file turns out to lie in a deck project. Without settings for verideck there is no test.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from verideck.errors import ProjectError
from verideck.locate import locate

if TYPE_CHECKING:
    from verideck.pytest_plugin.items import Decks

__all__ = ["pytest_collect_file"]

DECKS = pytest.StashKey["Decks"]()
FOLDERS = pytest.StashKey[dict[Path, bool]]()
SUFFIXES = (".md", ".py")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A card file, with a test for each of its notes, or a snippet in which there are mistakes."""
    if file_path.suffix in SUFFIXES and in_project(file_path.parent, parent.config):
        return decks(parent.config).collector(file_path, parent)
    return None


def in_project(folder: Path, config: pytest.Config) -> bool:
    """Whether some settings for verideck hold in the folder."""
    folders = config.stash.setdefault(FOLDERS, {})
    if folder not in folders:
        try:
            folders[folder] = locate(folder) is not None
        except ProjectError:  # somebody else's file, as far as anybody can tell
            folders[folder] = False
    return folders[folder]


def decks(config: pytest.Config) -> Decks:
    if DECKS not in config.stash:
        from verideck.pytest_plugin.items import Decks

        config.stash[DECKS] = Decks()
        config.add_cleanup(config.stash[DECKS].close)
    return config.stash[DECKS]
