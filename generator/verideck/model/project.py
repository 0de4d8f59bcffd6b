"""A deck project: its settings and its files."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True)
class Limits:
    """What one program may use. `seconds` is wall time; the sizes are bytes."""

    seconds: float = 30.0
    cpu_seconds: int = 60
    memory: int = 8 * 2**30
    output: int = 2**20
    file: int = 2**28
    processes: int = 4096


@dataclass(frozen=True, slots=True)
class Settings:
    """`[tool.verideck]`, as meant: every default filled in. Paths are relative to the project's root.

    `op_determinism` makes TensorFlow choose deterministic operations. It is off because Keras compiles nothing with
    XLA then, so that programs would run another way than on a learner's machine, and seeds alone repeat what a CPU
    computes.
    """

    namespace: str
    name: str
    deck: str
    description: str = ""
    cards: str = "cards"
    snippets: str = "snippets"
    package: str = "dist/deck.apkg"
    python: str | None = None
    preload: tuple[str, ...] = ()
    prelude: str = ""
    stamp: tuple[str, ...] = ()
    allow_html: bool = False
    allow_cited: bool = False
    op_determinism: bool = False
    jobs: int = 2
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Project:
    """A deck project: the folder that holds the settings, and what they say.

    `settings_path` names the settings file relative to the root, for messages.
    """

    root: Path
    settings_path: str
    settings: Settings


@dataclass(frozen=True, slots=True)
class Source:
    """A file as read: UTF-8 decoded, without a byte order mark, lines ended by a bare newline.

    `order` is its place among the files of its kind.
    """

    path: str
    text: str
    kind: Literal["card", "snippet"]
    order: int = 0
