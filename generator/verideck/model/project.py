"""A deck project: its settings and its files."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Limits:
    """What one program may use. `seconds` is wall time; the sizes are bytes.

    `memory` is that of all its processes together, `file` the size of any one file, and of all of them together where
    the kernel lets a program have a file system of its own.
    """

    seconds: float = 30.0
    cpu_seconds: int = 60
    memory: int = 8 * 2**30
    output: int = 2**20
    file: int = 2**28
    processes: int = 256


@dataclass(frozen=True, slots=True)
class FileLimits:
    """Those of a card file for the programs that its notes use; None leaves the project's."""

    seconds: float | None = None
    cpu_seconds: int | None = None
    memory: int | None = None
    output: int | None = None
    file: int | None = None
    processes: int | None = None

    def given(self) -> dict[str, float]:
        """By name."""
        return {name: value for name in self.__slots__ if (value := getattr(self, name)) is not None}


@dataclass(frozen=True, slots=True)
class Options:
    """The preset that the deck brings along for learners who want it; None leaves what Anki begins with.

    `desired_retention` is the share of reviews that should succeed, from 0.7 to 0.99; Anki heeds it with FSRS alone.
    """

    new_per_day: int | None = None
    reviews_per_day: int | None = None
    desired_retention: float | None = None


CEILINGS = {"seconds": 86_400, "cpu_seconds": 86_400, "output": 2**27, "processes": 4096}
"""How far settings and files can raise limits at most: a stranger may have written them."""

IN_BYTES = dict.fromkeys(
    ("limits.memory", "limits.output", "limits.file"), "give a number of bytes, as in 2_000_000_000"
)
"""What to write for the limits that are sizes."""

Confining: TypeAlias = Literal["auto", "required", "off"]
"""How programs are confined: as well as this machine can, not at all rather than worse, or by limits alone."""

RTOL, ATOL = 1e-5, 1e-8


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far a float may be off: |actual - expected| <= atol + rtol * |expected|."""

    rtol: float = RTOL
    atol: float = ATOL


UNBOUND = {"rtol": 1.0, "atol": float("inf")}
"""What a tolerance must be less than: within 1 of itself, relatively, lies every smaller number, and 0."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`[tool.verideck]`, as meant: every default filled in. Paths are relative to the project's root.

    `data` are the files and folders that programs may read, besides `snippets`.

    `css` is the deck's own stylesheet, which follows that of verideck.

    `op_determinism` makes TensorFlow choose deterministic operations. It is off because Keras leaves XLA out then, so
    that programs run another way than on a learner's machine, and seeds alone repeat what a CPU computes; a map that
    draws random numbers in parallel needs it.
    """

    namespace: str
    name: str
    deck: str
    description: str = ""
    cards: str = "cards"
    snippets: str = "snippets"
    package: str = "dist/deck.apkg"
    report: str | None = None
    python: str | None = None
    preload: tuple[str, ...] = ()
    prelude: str = ""
    stamp: tuple[str, ...] = ()
    allow_html: bool = False
    allow_cited: bool = False
    op_determinism: bool = False
    rtol: float = RTOL
    atol: float = ATOL
    sandbox: Confining = "auto"
    data: tuple[str, ...] = ()
    jobs: int = 2
    css: str | None = None
    options: Options = field(default_factory=Options)
    limits: Limits = field(default_factory=Limits)

    @property
    def report_path(self) -> str:
        """The report's page, beside the package unless the settings say where; its JSON has the same name."""
        return self.report or str(PurePosixPath(self.package).with_name("report.html"))

    @property
    def tolerance(self) -> Tolerance:
        """For floats whose file and fence name none."""
        return Tolerance(self.rtol, self.atol)


@dataclass(frozen=True, slots=True)
class Project:
    """A deck project: the folder that holds the settings, and what they say.

    `settings_path` names the settings file relative to the root, for messages. `sandbox` is what those who build ask
    for; None where they say nothing.
    """

    root: Path
    settings_path: str
    settings: Settings
    sandbox: Confining | None = None

    @property
    def confining(self) -> Confining:
        """How programs are confined: settings, which a stranger may have written, can ask for more but not for less."""
        if self.sandbox == "off":
            return "off"
        return "required" if "required" in (self.sandbox, self.settings.sandbox) else "auto"


@dataclass(frozen=True, slots=True)
class Source:
    """A file as read: UTF-8 decoded, without a byte order mark, lines ended by a bare newline.

    `order` is its place among the files of its kind.
    """

    path: str
    text: str
    kind: Literal["card", "snippet", "style"]
    order: int = 0
