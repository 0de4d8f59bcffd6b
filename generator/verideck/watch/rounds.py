"""One check after the other, each after a save."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from verideck.build import check
from verideck.checked import Checked
from verideck.errors import ProjectError, VerideckError
from verideck.execute import Observer
from verideck.execute.warm import Warm
from verideck.model import Confining
from verideck.watch.look import Look, Mistaken, changes, look
from verideck.watch.places import places
from verideck.watch.saves import Saves

Begun: TypeAlias = Callable[[tuple[str, ...]], AbstractContextManager[Observer | None]]
"""Is told what changed when a check begins, and gives who hears of its programs until it ends."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one check came to: nothing was run where the settings are mistaken, and an error says what is broken.

    `changed` are the paths of the files that made it necessary, () of the first one. Of the programs `ran` were run and
    `known` were found in the cache. `seconds` are those since the save was noticed.
    """

    changed: tuple[str, ...]
    result: Checked | Mistaken | VerideckError
    ran: int = 0
    known: int = 0
    seconds: float = 0.0

    @property
    def failed(self) -> bool:
        return not isinstance(self.result, Checked) or self.result.failed


def rounds(
    folder: Path, begun: Begun = lambda _: nullcontext(), *, sandbox: Confining | None = None
) -> Generator[Round, None, None]:
    """Checks the project around a folder now and after every save that changes it, until KeyboardInterrupt.

    Raises ProjectError where there is no project.
    """
    seen: Look | Mistaken | VerideckError | None = None
    saved: frozenset[Path] = frozenset()
    with Saves() as saves, Warm() as warm:
        look(folder, sandbox)
        while True:
            start = time.perf_counter()
            now = settled(folder, saves, sandbox)
            changed = changed_since(seen, now, saved)
            if changed is not None:
                try:
                    with begun(changed) as observer:
                        done = round_of(now, changed, warm, start, observer)
                except FileNotFoundError:  # it vanished while it was read, which the next event tells
                    seen = None
                else:
                    seen = now
                    yield done
            warm.prepare()
            saved = saves.wait()


def settled(folder: Path, saves: Saves, sandbox: Confining | None) -> Look | Mistaken | ProjectError:
    """What the disk says, of which every further change will be noticed."""
    while True:
        try:
            now = look(folder, sandbox)
        except ProjectError as error:  # the settings' file is gone, or between two names
            saves.look_at([folder])
            return error
        watched = places(now.project, now.parsed.images) if isinstance(now, Look) else [root_of(folder, now)]
        if not saves.look_at(watched):
            return now


def root_of(folder: Path, mistaken: Mistaken) -> Path:
    name = mistaken.diagnostics[0].span.path
    return next((each for each in (folder, *folder.parents) if (each / name).is_file()), folder)


def changed_since(
    seen: Look | Mistaken | VerideckError | None, now: Look | Mistaken | VerideckError, saved: frozenset[Path]
) -> tuple[str, ...] | None:
    """What is new. None where nothing is: many events tell of no change at all."""
    if seen is None:
        return ()
    if isinstance(seen, VerideckError) or isinstance(now, VerideckError):
        return None if str(seen) == str(now) else ()
    return changes(seen, now, saved) or None


def round_of(
    now: Look | Mistaken | ProjectError,
    changed: tuple[str, ...],
    warm: Warm,
    start: float,
    observer: Observer | None,
) -> Round:
    if not isinstance(now, Look):
        return Round(changed, now)
    try:
        sandbox = warm.sandbox(now.project)
        checked = check(now.project, sandbox, observer=observer)
    except VerideckError as error:
        warm.close()
        return Round(changed, error, seconds=time.perf_counter() - start)
    return Round(changed, checked, sandbox.executed, sandbox.hits, time.perf_counter() - start)
