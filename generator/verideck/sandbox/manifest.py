"""Which files of the project a program read, with the digest of what it found there."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import sys
from pathlib import Path
from typing import Any

from .authors import Authors


class Manifest:
    """`files` is path → digest, None where there was no file: it would be read if there were one.

    Files that C++ opens are not seen. A file is digested before the program reads it: should it change meanwhile, the
    digest is the old one and the run is not taken for one of the new file.
    """

    def __init__(self, authors: Authors, path_entry: str) -> None:
        self.authors = authors
        self.path_entry = path_entry
        self.files: dict[str, str | None] = {}
        self.watching = True
        sys.addaudithook(self.hook)

    def close(self) -> None:
        """Stop watching: an audit hook cannot be removed."""
        self.watching = False

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event not in ("open", "import") or not self.watching:
            return
        with contextlib.suppress(Exception):  # an exception here would be one of the program
            if event == "open":
                self.opened(*arguments)
            else:
                self.sought(arguments[0])

    def opened(self, path: object, _mode: object, flags: int) -> None:
        if isinstance(path, str | bytes) and flags & os.O_ACCMODE != os.O_WRONLY:
            self.add(os.path.abspath(os.fsdecode(path)))  # noqa: PTH100 – resolve() would follow links

    def sought(self, module: str) -> None:
        """The files that an import looks for first: one that is added later would be imported instead."""
        name = f"{self.path_entry}/{module.partition('.')[0]}"
        self.add(f"{name}.py")
        self.add(f"{name}/__init__.py")

    def add(self, filename: str) -> None:
        if filename.endswith(".pyc"):
            filename = importlib.util.source_from_cache(filename)
        path = self.authors.path(filename)
        if path is None or path in self.files or path in self.authors.units:
            return
        self.watching = False
        try:
            self.files[path] = digest(filename)
        finally:
            self.watching = True


def digest(filename: str) -> str | None:
    """SHA-256 of the file's bytes, None where there is no such file."""
    try:
        with Path(filename).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
