"""What came of a project: of its sources, of its notes, and of the package made of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from verideck.model import (
    Cited,
    Diagnostic,
    Draft,
    Media,
    Outcome,
    Plan,
    Project,
    Recording,
    Runs,
    Snippet,
    Source,
    UnfitImage,
    Verified,
)
from verideck.report import EnvironmentEntry
from verideck.resolve import assign_ids


@dataclass(frozen=True, slots=True)
class Parsed:
    """What the sources say. `complete` is whether every source could be read and parsed without an error.

    `images` are the files of the drafts' images by their paths, or why they cannot be shown. `refused` is how many
    notes stand in the card files and became no draft.
    """

    sources: tuple[Source, ...]
    drafts: tuple[Draft, ...]
    snippets: tuple[Snippet, ...]
    diagnostics: tuple[Diagnostic, ...]
    images: Mapping[str, Media | UnfitImage]
    refused: int = 0

    @property
    def named(self) -> tuple[Draft, ...]:
        """The drafts, with the id that is proposed where one is missing."""
        return assign_ids(self.drafts)

    @property
    def complete(self) -> bool:
        return not has_errors(self.diagnostics)

    @property
    def css(self) -> str:
        """The deck's own stylesheet, unless something in it is refused."""
        refused = {found.span.path for found in self.diagnostics if found.severity == "error"}
        styles = (source for source in self.sources if source.kind == "style" and source.path not in refused)
        return next((source.text for source in styles), "")


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a project's notes, in the order of the sources, and everything that its author must mend.

    `unseen` is how many of the notes asked for came to no outcome.
    """

    project: Project
    parsed: Parsed
    outcomes: tuple[Outcome, ...]
    diagnostics: tuple[Diagnostic, ...]
    runs: Runs
    unseen: int = 0

    @property
    def failed(self) -> bool:
        return has_errors(self.diagnostics)

    @property
    def shippable(self) -> int:
        """The number of notes that may ship."""
        return sum(map(is_shippable, self.outcomes))

    @property
    def texts(self) -> dict[str, str]:
        """The text of each source by its path, for excerpts."""
        return {source.path: source.text for source in self.parsed.sources}

    @property
    def distributions(self) -> dict[str, str]:
        """The versions of what the programs imported."""
        recordings = (run for run in self.runs.values() if isinstance(run, Recording))
        return {name: version for run in recordings for name, version in run.distributions}

    @property
    def environment(self) -> EnvironmentEntry:
        pythons = {run.python for run in self.runs.values() if isinstance(run, Recording)}
        return {"python": max(pythons, default=None), "distributions": self.distributions}


@dataclass(frozen=True, slots=True)
class Built:
    """A check, and the package that came of it, if one did; `plan` is what importing it does."""

    checked: Checked
    package: Path | None = None
    notes: int = 0
    plan: Plan = field(default_factory=Plan)
    written: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """A check, and what importing the next package would do. There is no plan where there would be no package."""

    checked: Checked
    plan: Plan | None = None


def is_shippable(outcome: Outcome) -> bool:
    return isinstance(outcome, Verified | Cited)


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(diagnostic.severity == "error" for diagnostic in diagnostics)
