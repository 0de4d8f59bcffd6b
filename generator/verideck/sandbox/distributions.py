"""Which distributions a process has imported from, and in which versions."""

from __future__ import annotations

import importlib.metadata
import sys
from dataclasses import dataclass
from itertools import takewhile

from .installed import installed, normalised


@dataclass(frozen=True, slots=True)
class Imported:
    """What a process has imported: top-level modules, and (normalised name, version) of their distributions, sorted.

    `last` is the module that was imported last. `files` are those of the author that the server imported, as in
    `Manifest`: no program reads them again.
    """

    modules: frozenset[str]
    distributions: tuple[tuple[str, str], ...]
    last: str
    files: tuple[tuple[str, str | None], ...] = ()

    def now(self) -> Imported:
        """The same some imports later.

        What was imported before keeps its version, whatever has been installed since; the rest is looked up anew. The
        names of the thousands of modules that the server imported are left alone: to look at one copies its page.
        """
        since = takewhile(lambda name: name != self.last, reversed(sys.modules))
        modules = {name.partition(".")[0] for name in since} - self.modules
        added = {name for name in modules - sys.stdlib_module_names if has_file(name)}
        known = by_module() if added else {}
        found = {distribution for module in added for distribution in known.get(module, ())}
        distributions = tuple(sorted(found.union(self.distributions)))
        return Imported(self.modules | modules, distributions, next(reversed(sys.modules)), self.files)


NOTHING = Imported(frozenset(), (), "")


def has_file(module: str) -> bool:
    """Whether it was imported from somewhere: Cython, for one, puts modules of its own making among the others."""
    found = sys.modules.get(module)
    return getattr(found, "__file__", None) is not None or hasattr(found, "__path__")


def by_module() -> dict[str, list[tuple[str, str]]]:
    """Top-level module → the distributions that bring it."""
    versions = installed(sys.path)
    return {
        module: [(name, versions[name]) for name in map(normalised, names) if name in versions]
        for module, names in importlib.metadata.packages_distributions().items()
    }
