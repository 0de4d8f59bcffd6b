"""`deck.lock`: which times and ids the last package gave each note, so that Anki updates what changed and only that.

text       the lock as a file, also after a merge
advance    from one package's lock to the next one's
published  what was shipped from this machine, where the lock does not know of it
numbers    whether the number of a deletion or an item was another's, and which one an item lost
identity   which note is which, whatever its id says
exchanged  whether a question stands under the id of another
plan       what importing the next package will do
rebuild    a lost lock, from what is left
"""

from verideck.lock.advance import Advanced, advance, differences
from verideck.lock.identity import Named, Refused, heading_digest, recalled
from verideck.lock.numbers import recollected
from verideck.lock.plan import compare, settled
from verideck.lock.published import highest, read_published
from verideck.lock.rebuild import forget, rebuilt
from verideck.lock.text import dump_lock, read_lock

__all__ = [
    "Advanced",
    "Named",
    "Refused",
    "advance",
    "compare",
    "differences",
    "dump_lock",
    "forget",
    "heading_digest",
    "highest",
    "read_lock",
    "read_published",
    "rebuilt",
    "recalled",
    "recollected",
    "settled",
]
