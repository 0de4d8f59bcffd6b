"""What a snippet file says."""

from __future__ import annotations

from dataclasses import dataclass, field

from verideck.model.places import Span


@dataclass(frozen=True, slots=True)
class Claim:
    """`# claim: NAME` right above an assert. `line` is the assert's line in its file, `code` its source, dedented."""

    name: str
    line: int
    code: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Region:
    """A named part of a snippet, dedented, without region and claim comments.

    `first` and `last` are the file's lines between (not with) the markers; `code` has no final newline.
    """

    name: str
    first: int
    last: int
    code: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Snippet:
    """An ordinary Python module under the project's snippets folder. `name` is its stem, `path` as in `Span`."""

    name: str
    path: str
    code: str
    regions: tuple[Region, ...]
    claims: tuple[Claim, ...]
