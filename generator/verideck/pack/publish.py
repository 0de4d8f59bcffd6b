"""Package and lock on the disk: replaced together."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from verideck.errors import PackError
from verideck.files import staged, write_atomically


def publish(package: bytes, package_path: Path, others: Mapping[Path, bytes]) -> None:
    """Replace the package after the other files, in their order.

    Whoever is interrupted finds the old package, and a lock from which the new one can be made again. Raises PackError.
    """
    if reason := unsafe_name(package_path):
        raise PackError(f"{package_path}: {reason}")
    try:
        with staged(package_path, package):
            for path, data in others.items():
                write_atomically(path, data)
    except OSError as error:
        unwritable = error.filename2 or error.filename or package_path  # the file to replace, not its replacement
        raise PackError(f"{unwritable}: cannot be written ({error.strerror or error})") from error


def unsafe_name(path: Path) -> str | None:
    """Why Anki would not import a file of this name as a deck, and what to do."""
    name = path.name.lower()
    if name == "collection.apkg" or (name.startswith("backup-") and name.endswith(".apkg")):
        return "Anki replaces a learner's whole collection with a file of this name; choose another"
    return None if name.endswith(".apkg") else "Anki recognises decks by a name that ends in `.apkg`; add it"
