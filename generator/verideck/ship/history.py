"""What was shipped before: the lock, and what this machine remembers beside it."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from verideck.errors import LockError, PackError
from verideck.files import write_atomically
from verideck.lock import dump_lock, forget, read_lock, read_published, rebuilt, settled
from verideck.model import Diagnostic, Lock, Plan, Project, Shipped, Span
from verideck.project import place_of

LOCK = "deck.lock"
PUBLISHED = Path(".verideck/published")


@dataclass(frozen=True, slots=True)
class History:
    """The lock, with no notes before the first build, and the latest line of every note that was shipped from here."""

    lock: Lock
    published: Lock

    @property
    def settled(self) -> Plan:
        """What an import does where the package on the disk is the next one."""
        return settled(self.lock, self.published)


def read_history(project: Project) -> History | Diagnostic:
    """The history, or why the next package must not be made from it.

    Raises LockError where the lock cannot be read.
    """
    namespace = project.settings.namespace
    lock, published = read_lock(project.root / LOCK), read_published(project.root / PUBLISHED, namespace)
    if lock and lock.namespace != namespace:
        return namespace_changed(project, lock)
    if not lock and (published.notes or readable_package(project)):
        return lock_lost()
    return History(lock or Lock(namespace), published)


def last_package(project: Project) -> Shipped | None:
    """What the package on the disk holds of this project. Raises PackError."""
    from verideck.pack import read_package  # an unchanged build packs nothing

    return read_package(project.root / project.settings.package, project.settings.namespace)


def readable_package(project: Project) -> Shipped | None:
    with suppress(PackError):
        return last_package(project)
    return None


def lock_bytes(project: Project) -> bytes:
    """The lock as it stands on the disk."""
    path = project.root / LOCK
    return path.read_bytes() if path.is_file() else b""


def lock_lost() -> Diagnostic:
    message = f"there is no {LOCK}, and a package was shipped from here: without it, every note would be sent anew"
    help = "bring the file back from version control, or run `verideck lock --rebuild`"
    return Diagnostic("lock-lost", message, Span(LOCK, 1), help=help)


def namespace_changed(project: Project, lock: Lock) -> Diagnostic:
    message = f"{LOCK} belongs to the namespace `{lock.namespace}`: under another one every note begins anew"
    help = f"set the namespace back; to begin another deck, delete {LOCK}"
    return Diagnostic("namespace-changed", message, place_of(project, "namespace"), help=help)


def rebuild_lock(project: Project) -> Lock | Diagnostic:
    """Writes the lock once more, from what is left of it, what was shipped from here, and the last package.

    Raises VerideckError where one of these cannot be read.
    """
    namespace = project.settings.namespace
    lock: Lock | None = None
    with suppress(LockError):
        lock = read_lock(project.root / LOCK)
    if lock and lock.namespace != namespace:
        return namespace_changed(project, lock)
    found = rebuilt(namespace, lock, read_published(project.root / PUBLISHED, namespace), last_package(project))
    save(project.root / LOCK, found)
    return found


def forget_retired(project: Project, history: History, ids: Collection[str]) -> None:
    """Takes the lines of retired notes out of the lock, and out of what was shipped from here. Raises LockError."""
    save(project.root / LOCK, forget(history.lock, ids))
    if history.published.notes:
        save(project.root / PUBLISHED, forget(history.published, ids))


def save(path: Path, lock: Lock) -> None:
    try:
        write_atomically(path, dump_lock(lock))
    except OSError as error:
        raise LockError(f"{path}: cannot be written ({error.strerror or error})") from error
