"""From verified notes to the next package: what was shipped before decides on what Anki takes for changed.

history  the lock, and what was shipped from this machine
ids      what the lock knows drafts by
prepare  stage 6, the lock's next state, and everything that its author must hear
write    stage 7: package and lock, replaced together
"""

from verideck.ship.history import LOCK, History, forget_retired, last_package, lock_bytes, read_history, rebuild_lock
from verideck.ship.ids import recall, renumber
from verideck.ship.prepare import Cargo, Prepared, prepare, stamped
from verideck.ship.write import write

__all__ = [
    "LOCK",
    "Cargo",
    "History",
    "Prepared",
    "forget_retired",
    "last_package",
    "lock_bytes",
    "prepare",
    "read_history",
    "rebuild_lock",
    "recall",
    "renumber",
    "stamped",
    "write",
]
