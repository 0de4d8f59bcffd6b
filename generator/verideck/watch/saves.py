"""Waits until files are saved. Owns watchfiles."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

from watchfiles._rust_notify import RustNotify, WatchfilesRustInternalError

MADE = 1
"""How the library tells of a new file."""

QUIET, PATIENCE = 20, 300
"""Milliseconds without a further event that end a save, and those after which even one that goes on is told of.

An editor makes several events of a save: it truncates and writes, or writes another file and renames it.
"""

POLL = 300
"""Milliseconds between two looks at all files where the system does not tell of events."""


class Saves:
    """What is saved in some folders, not in the folders below them.

    Look at the folders before you read them: what is saved after `look_at` is told by the next `wait`.
    """

    def __init__(self) -> None:
        self._looked_at: frozenset[Path] = frozenset()
        self._notify: RustNotify | None = None

    def __enter__(self) -> Saves:
        return self

    def __exit__(self, *_: object) -> None:
        if self._notify is not None:
            self._notify.close()

    def look_at(self, folders: Collection[Path]) -> bool:
        """Whether there are folders among them that were not looked at so far."""
        wanted = frozenset(folders)
        if self._notify is not None and wanted == self._looked_at:
            return False
        old, self._notify = self._notify, watching(wanted)
        if old is not None:
            old.close()
        added, self._looked_at = bool(wanted - self._looked_at), wanted
        return added

    def wait(self) -> frozenset[Path]:
        """The files and folders that were saved, made or removed, without those that came and went meanwhile.

        Raises KeyboardInterrupt.
        """
        assert self._notify is not None, "nothing is looked at"
        events = self._notify.watch(PATIENCE, QUIET, 0, None)
        if isinstance(events, str):
            raise KeyboardInterrupt
        paths = {Path(path) for _, path in events}
        made = {Path(path) for kind, path in events if kind == MADE}
        return frozenset(path for path in paths if path not in made or path.exists())


def watching(folders: frozenset[Path]) -> RustNotify:
    """Asks the system to tell; where it cannot, for so many folders or on this file system, looks again and again."""
    there = [str(folder) for folder in folders if folder.is_dir()]
    forced = os.environ.get("WATCHFILES_FORCE_POLLING", "") not in ("", "false", "disable", "disabled")
    try:
        return RustNotify(there, False, forced, POLL, False, True)
    except FileNotFoundError:  # one has vanished since
        return watching(folders)
    except (OSError, WatchfilesRustInternalError):
        return RustNotify(there, False, True, POLL, False, True)
