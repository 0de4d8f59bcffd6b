"""Files and notes of a deck project as pytest collects them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from verideck.errors import ProjectError, VerideckError
from verideck.model import Diagnostic, Draft, Project
from verideck.project import load_project
from verideck.pytest_plugin.deck import Deck, errors
from verideck.report import render_text, visible_lines

UNPARSED = "unparsed"
"""The test of what could not be read of a file: the notes in it are not known by name."""


class VerideckWarning(pytest.PytestWarning):
    """What `verideck check` would warn of."""


class DoesNotHold(Exception):
    """What `verideck check` says of a note that was refused."""


class Decks:
    """The deck projects of a session by their folders: there may be several."""

    def __init__(self) -> None:
        self.projects: dict[Path, Project | str] = {}
        self.decks: dict[Path, Deck] = {}

    def collector(self, path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        """None where the file is neither a card file nor a snippet."""
        project = self.project(path.parent)
        if isinstance(project, Project):
            return self.of_deck(project, path, parent)
        if path.suffix == ".md":
            return Unsettled.from_parent(parent, path=path, wrong=project)
        return None

    def project(self, folder: Path) -> Project | str:
        if folder not in self.projects:
            self.projects[folder] = project_around(folder)
        return self.projects[folder]

    def of_deck(self, project: Project, path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        name, settings = path.relative_to(project.root).as_posix(), project.settings
        if not name.startswith((f"{settings.cards}/", f"{settings.snippets}/")):
            return None
        if project.root not in self.decks:
            self.decks[project.root] = Deck(project)
        deck = self.decks[project.root]
        known = deck.drafts(name) or deck.unparsed(name)
        return DeckFile.from_parent(parent, path=path, deck=deck, source=name) if known else None

    def close(self) -> None:
        for deck in self.decks.values():
            deck.close()


def project_around(folder: Path) -> Project | str:
    """The project that a folder lies in, or what is wrong with its settings."""
    try:
        found = load_project(folder)
    except ProjectError as error:
        return visible_lines(str(error))
    return render_text(found, {}, color=False, width=120) if isinstance(found, tuple) else found


class Unsettled(pytest.File):
    """A Markdown file under settings with which something is `wrong`: whether it is a card file cannot be told."""

    def __init__(self, *, wrong: str, **given: Any) -> None:
        super().__init__(**given)
        self.wrong = wrong

    def collect(self) -> Iterator[pytest.Item]:
        raise self.CollectError(self.wrong)


class DeckFile(pytest.File):
    """A source of the deck. `source` is its path from the project's root, as diagnostics have it."""

    def __init__(self, *, deck: Deck, source: str, **given: Any) -> None:
        super().__init__(**given)
        self.deck, self.source = deck, source

    def collect(self) -> Iterator[pytest.Item]:
        for draft in self.deck.drafts(self.source):
            yield NoteItem.from_parent(self, name=str(draft.id), draft=draft)
        if self.deck.unparsed(self.source):
            yield UnparsedItem.from_parent(self, name=UNPARSED)


class DeckItem(pytest.Item):
    """A test of a deck. It fails with the words of `verideck check`, without a traceback."""

    parent: DeckFile

    def expect_none(self, found: Sequence[Diagnostic]) -> None:
        """Fails for errors and warns of the rest."""
        for warning in (each for each in found if each.severity == "warning"):
            self.warn(VerideckWarning(self.parent.deck.text_of([warning])))
        if wrong := errors(found):
            raise DoesNotHold(self.parent.deck.text_of(wrong))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, DoesNotHold | VerideckError | VerideckWarning):
            return visible_lines(str(excinfo.value))
        return super().repr_failure(excinfo, style)


class NoteItem(DeckItem):
    """Whether a note is verified."""

    def __init__(self, *, draft: Draft, **given: Any) -> None:
        super().__init__(**given)
        self.draft = draft
        self.extra_keyword_matches.update(draft.tags)  # what `-k` looks at besides names

    def runtest(self) -> None:
        self.expect_none(self.parent.deck.judge(self.draft))

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.draft.span.line - 1, self.name


class UnparsedItem(DeckItem):
    """Whether a file can be read."""

    def runtest(self) -> None:
        self.expect_none(self.parent.deck.unparsed(self.parent.source))

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, 0, self.name
