"""From notes to the bytes of a package."""

from __future__ import annotations

from verideck.pack.contents import Contents
from verideck.pack.rows import rows


def pack(contents: Contents) -> bytes:
    """A `.apkg` file. Equal contents give equal bytes wherever, whenever and by whichever SQLite they are packed.

    Raises PackError where a note is not fit for Anki.
    """
    checked = rows(contents)
    from verideck.pack.archive import archive  # loads genanki and zipfile, which an unchanged build does without
    from verideck.pack.database import database

    return archive(database(contents, checked), contents.media)
