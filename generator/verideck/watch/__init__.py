"""Checks a project again whenever one of its files is saved, with the server kept warm. Writes no source and no lock.

places  the folders that are looked at
saves   waits until something in them is saved (owns watchfiles)
look    what the disk says now, and what of it is new
rounds  one check after the other
"""

from verideck.watch.look import Mistaken
from verideck.watch.rounds import Round, rounds

__all__ = ["Mistaken", "Round", "rounds"]
