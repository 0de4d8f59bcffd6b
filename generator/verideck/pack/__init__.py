"""Makes an Anki package with the times and ids of the lock, and replaces the one on the disk. Owns genanki."""

from verideck.pack.contents import Contents
from verideck.pack.design import note_types, stamp
from verideck.pack.pack import pack
from verideck.pack.publish import publish, unsafe_name
from verideck.pack.shipped import read_package

__all__ = ["Contents", "note_types", "pack", "publish", "read_package", "stamp", "unsafe_name"]
