"""From verified notes to the next package: what was shipped before decides on what Anki takes for changed.

history  the lock, and what was shipped from this machine
ids      what the lock knows drafts by
prepare  stage 6, the lock's next state, and everything that its author must hear
write    stage 7: package and lock, replaced together

An unchanged build has no use for the last two: they are imported from their modules, when they are called for.
"""

from verideck.ship.history import LOCK, History, forget_retired, last_package, lock_bytes, read_history, rebuild_lock
from verideck.ship.ids import recall, renumber

__all__ = [
    "LOCK",
    "History",
    "forget_retired",
    "last_package",
    "lock_bytes",
    "read_history",
    "rebuild_lock",
    "recall",
    "renumber",
]
