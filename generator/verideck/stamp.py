"""Whether the package on the disk is what a build would make: then it need neither render nor pack."""

from __future__ import annotations

import hashlib
import os
import sys
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from verideck import schema
from verideck.errors import PackError
from verideck.files import write_atomically
from verideck.model import Runs, Settings, Source
from verideck.sandbox.installed import installed
from verideck.seal import sealed, unsealed

LIBRARIES = ("genanki", "markdown", "markdown-it-py", "pygments", "pymdown-extensions")
"""Those whose version may change a package's bytes, by their normalised names."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a package is made of. `runs` are by the programs' names; `lock` is the file that stands beside it.

    `images` are the names that the contents of the images give them, by their paths.
    """

    settings: Settings
    sources: tuple[Source, ...]
    runs: Runs
    lock: bytes
    images: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a package was made of, and what came of it, as SHA-256."""

    inputs: str
    package: str


def is_current(package: Path, inputs: Inputs, path: Path) -> bool:
    """Whether the stamp at `path` says that the file `package` was made of these inputs."""
    try:
        data = unsealed(path.read_bytes())
        stamp = None if data is None else schema.decode(data, Stamp)
        found = package.read_bytes()
    except (OSError, schema.MalformedError):
        return False
    return stamp == Stamp(digest(inputs), hashlib.sha256(found).hexdigest())


def remember(package: bytes, inputs: Inputs, path: Path) -> None:
    """Note at `path` what these inputs were made into. Raises PackError."""
    stamp = Stamp(digest(inputs), hashlib.sha256(package).hexdigest())
    try:
        write_atomically(path, sealed(schema.encode(stamp)))
    except OSError as error:
        raise PackError(f"{path}: cannot be written ({error.strerror or error})") from error


def digest(inputs: Inputs) -> str:
    """SHA-256 of the inputs and of the code that makes a package of them."""
    found = hashlib.sha256(schema.encode(inputs))
    for part in code():
        found.update(len(part).to_bytes(8, "big") + part)
    return found.hexdigest()


def code() -> Iterator[bytes]:
    """verideck's own files and the versions of what it sets and packs with."""
    for folder, _, names in sorted(os.walk(Path(__file__).parent)):
        for name in sorted(names):
            if name.endswith((".py", ".css")):
                yield Path(folder, name).read_bytes()
    versions = installed(sys.path)
    for library in LIBRARIES:
        yield (versions.get(library) or recorded(library)).encode()
    yield zlib.ZLIB_RUNTIME_VERSION.encode()


def recorded(library: str) -> str:
    """The version of one that was installed in another way than pip's."""
    from importlib.metadata import version  # which imports a parser of e-mails

    return version(library)
