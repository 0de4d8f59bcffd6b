"""What the JSON document says of what the programs ran under."""

from __future__ import annotations

from typing import TypedDict


class EnvironmentEntry(TypedDict, total=False):
    """What the programs ran under: the version of Python and those of what they imported. Empty where nothing ran."""

    python: str | None
    distributions: dict[str, str]
