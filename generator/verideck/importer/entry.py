"""What the readers of foreign files hand over: entries, and what could not become one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from verideck.model import Diagnostic, Span

EntryKind: TypeAlias = Literal["basic", "reversed", "cloze", "typed"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A note of a foreign file, its sides as Markdown that stands on its own. `span` is its place in that file.

    `title` is the question as plain text, of which the id is made; `heading` is the Markdown for it, one line.
    """

    span: Span
    title: str
    heading: str
    front: str = ""
    back: str = ""
    kind: EntryKind = "basic"
    guid: str | None = None
    deck: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What a file holds. `cited` is whether its notes come without any evidence and are not to be proven.

    `html` is whether their text is raw HTML. `texts` are those that the diagnostics' spans count in.
    """

    entries: tuple[Entry, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    cited: bool = False
    html: bool = False
    texts: Mapping[str, str] = field(default_factory=dict)


class RefusedError(ValueError):
    """A file that is not taken over, with the diagnostic that says why."""

    def __init__(self, message: str, span: Span, help: str) -> None:
        super().__init__(message)
        self.diagnostic = Diagnostic("import-refused", message, span, help=help)
