"""Stage 7: package and lock, replaced together."""

from __future__ import annotations

from verideck.lock import dump_lock, highest
from verideck.model import Project
from verideck.pack import Contents, pack, publish
from verideck.ship.history import LOCK, PUBLISHED, History, lock_bytes


def write(contents: Contents, history: History, project: Project) -> tuple[bytes, bool]:
    """Packs, and replaces package and lock unless both are what they would become. The package, and whether it did.

    What was shipped from here is written first and the package last: from each state in between, the next build makes
    the same bytes. Raises PackError.
    """
    package = project.root / project.settings.package
    data, lock = pack(contents), dump_lock(contents.lock)
    published = dump_lock(highest(history.published, contents.lock))
    changed = lock != lock_bytes(project) or not package.is_file() or data != package.read_bytes()
    if changed:
        publish(data, package, {project.root / PUBLISHED: published, project.root / LOCK: lock})
    return data, changed
