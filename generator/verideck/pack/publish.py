"""Package and lock on the disk: replaced together, and not at all where they are what they would become."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

from verideck import schema
from verideck.errors import PackError
from verideck.files import staged, write_atomically
from verideck.pack.contents import Contents


@dataclass(frozen=True, slots=True)
class Stamp:
    """What was packed (a fingerprint) and what came of it (SHA-256 of the package)."""

    contents: str
    package: str


def publish(package: bytes, lock: bytes, package_path: Path, lock_path: Path) -> None:
    """Replace both: whoever is interrupted finds the old package, and a lock from which the new one can be made again.

    Raises PackError.
    """
    if reason := unsafe_name(package_path):
        raise PackError(f"{package_path}: {reason}")
    try:
        with staged(package_path, package):
            write_atomically(lock_path, lock)
    except OSError as error:
        raise unwritable(error, package_path) from error


def unsafe_name(path: Path) -> str | None:
    """Why Anki would not import a file of this name as a deck, and what to do."""
    name = path.name.lower()
    if name == "collection.apkg" or (name.startswith("backup-") and name.endswith(".apkg")):
        return "Anki replaces a learner's whole collection by a file of this name; choose another"
    return None if name.endswith(".apkg") else "Anki knows decks by `.apkg` at the end of their name; add it"


def is_current(package_path: Path, contents: Contents, stamp_path: Path) -> bool:
    """Whether the file at `package_path` is what these contents would be packed into. Costs no more than reading it."""
    try:
        stamp = schema.decode(stamp_path.read_bytes(), Stamp)
        package = package_path.read_bytes()
    except (OSError, schema.MalformedError):
        return False
    return stamp == Stamp(fingerprint(contents), hashlib.sha256(package).hexdigest())


def remember(package: bytes, contents: Contents, stamp_path: Path) -> None:
    """Note for `is_current` what these contents were packed into. Raises PackError."""
    stamp = Stamp(fingerprint(contents), hashlib.sha256(package).hexdigest())
    try:
        write_atomically(stamp_path, schema.encode(stamp))
    except OSError as error:
        raise unwritable(error, stamp_path) from error


def unwritable(error: OSError, path: Path) -> PackError:
    """Names the file that was to be replaced rather than the one that was to replace it."""
    return PackError(f"{error.filename2 or error.filename or path}: cannot be written ({error.strerror or error})")


def fingerprint(contents: Contents) -> str:
    """SHA-256 of all that the package's bytes depend on, the code that writes them included."""
    digest = hashlib.sha256(schema.encode(replace(contents, media=())))
    for name, data in sorted(contents.media):
        digest.update(schema.encode((name, hashlib.sha256(data).hexdigest())))
    for path in writers():
        digest.update(path.read_bytes())
    digest.update(zlib.ZLIB_RUNTIME_VERSION.encode())
    return digest.hexdigest()


def writers() -> Iterator[Path]:
    """Our files and genanki's, found without loading it."""
    genanki = find_spec("genanki")
    if genanki is None or genanki.origin is None:
        raise PackError("genanki is not installed here; install verideck with its dependencies")
    for folder in (Path(__file__).parent, Path(genanki.origin).parent):
        yield from sorted(folder.glob("*.py"))
