"""Something is done with a module right after its import, before the program can do anything with it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any, TypeAlias

Actions: TypeAlias = Mapping[str, Callable[[Any], None]]
"""By the module's name."""


def after_import(actions: Actions) -> None:
    """Do this with each of the modules that is imported from now on."""
    sys.meta_path.insert(0, Finder(actions))


class Finder(MetaPathFinder):
    """Finds the modules where Python does, and has their loader do what is to be done."""

    def __init__(self, actions: Actions) -> None:
        self.actions = actions

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path, target) if name in self.actions else None
        if spec is not None and spec.loader is not None:
            extend(spec.loader, self.actions[name])
        return spec


def extend(loader: Any, action: Callable[[Any], None]) -> None:
    execute = loader.exec_module

    def exec_module(module: ModuleType) -> None:
        execute(module)
        action(module)

    loader.exec_module = exec_module
