"""Which files of the project a program read, with the digest of what it found there.

And which it imported from folders that are no installation, as editable ones are: they change without a new version.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import importlib.util
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .authors import Authors

OWN = f"{Path(__file__).parent}{os.sep}"


class Manifest:
    """`files` is path → digest, None where there was no file: it would be read if there were one.

    Paths are relative to the project's root, those outside of it absolute. `before` are files that were read before.

    Files that C++ opens are not seen. A file is digested before the program reads it: should it change meanwhile, the
    digest is the old one and the run is not taken for one of the new file. A module's compiled copy is kept from
    Python, which then compiles the source that was digested: it would take one of an earlier text where second and
    size are the same, and one that says so unseen.
    """

    def __init__(self, authors: Authors, path_entry: str = "", before: Iterable[tuple[str, str | None]] = ()) -> None:
        self.authors = authors
        self.path_entry = path_entry
        self.linked = linked()
        self.files: dict[str, str | None] = dict(before)
        self.watching = True
        sys.addaudithook(self.hook)

    def close(self) -> None:
        """Stop watching: an audit hook cannot be removed."""
        self.watching = False

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event not in ("open", "import") or not self.watching:
            return
        is_copy = False
        with contextlib.suppress(Exception):  # an exception here would be one of the program
            if event == "open":
                is_copy = self.opened(*arguments)
            else:
                self.sought(arguments[0])
        if is_copy:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), arguments[0])

    def opened(self, path: object, _mode: object, flags: int) -> bool:
        """Whether it is the compiled copy of a module."""
        if not isinstance(path, str | bytes) or flags & os.O_ACCMODE == os.O_WRONLY:
            return False
        filename = os.path.abspath(os.fsdecode(path))  # noqa: PTH100 – resolve() would follow links
        if not filename.endswith(".pyc"):
            self.add(filename)
            return False
        return self.add(importlib.util.source_from_cache(filename))

    def sought(self, module: str) -> None:
        """The files that an import looks for first: one that is added later would be imported instead."""
        if not self.path_entry:
            return
        name = f"{self.path_entry}/{module.partition('.')[0]}"
        self.add(f"{name}.py")
        self.add(f"{name}/__init__.py")

    def add(self, filename: str) -> bool:
        """Whether it is one of the author's, which are remembered."""
        path = self.authors.path(filename) or (filename if filename.startswith(self.linked) else None)
        if path is None or filename.startswith(OWN):
            return False
        if path not in self.files and path not in self.authors.units:
            self.watching = False
            try:
                self.files[path] = digest(filename)
            finally:
                self.watching = True
        return True


def linked() -> tuple[str, ...]:
    """The folders of imports that lie in no installation. Homebrew's own is none that the prefixes name."""
    prefixes = {sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix}
    prefixes |= {os.path.realpath(prefix) for prefix in prefixes}  # Homebrew has links there
    installed = tuple(os.path.join(prefix, "") for prefix in prefixes)  # noqa: PTH118 – with a separator at its end
    folders = (os.path.join(folder, "") for folder in sys.path if Path(folder).name != "site-packages")  # noqa: PTH118
    return tuple(folder for folder in folders if not folder.startswith(installed))


def digest(filename: str) -> str | None:
    """SHA-256 of the file's bytes, None where there is no such file."""
    try:
        with Path(filename).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
