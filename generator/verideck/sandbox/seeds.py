"""The seeds of random generators: Python's, NumPy's, TensorFlow's and Keras's, be they imported before or later."""

from __future__ import annotations

import contextlib
import random
import sys
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any, TypeAlias

Give: TypeAlias = Callable[[Any, int], None]


def sow(seed: int) -> None:
    """Seed every generator of what is imported by now."""
    random.seed(seed)
    for name, give in LIBRARIES.items():
        if name in sys.modules:
            attempt(give, sys.modules[name], seed)
    if "keras" in sys.modules:  # whose own generator begins anew
        sys.modules["keras"].utils.set_random_seed(seed)


def sow_imports(seed: int) -> None:
    """Seed from now on what is imported, right after its import: before the program can give it a seed of its own.

    Keras needs none: it takes its seeds from Python's generator.
    """
    sys.meta_path.insert(0, Seeding(seed))


def attempt(give: Give, module: ModuleType, seed: int) -> None:
    """Seed a module, unless it only has such a name."""
    with contextlib.suppress(AttributeError):
        give(module, seed)


def seed_numpy(module: Any, seed: int) -> None:
    module.seed(seed)


def seed_tensorflow(module: Any, seed: int) -> None:
    module.random.set_seed(seed)


LIBRARIES: dict[str, Give] = {"numpy.random": seed_numpy, "tensorflow": seed_tensorflow}
"""By the module whose import makes a generator."""


class Seeding(MetaPathFinder):
    """Finds the modules in LIBRARIES where Python does, and has their loader seed them."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path, target) if name in LIBRARIES else None
        if spec is not None and spec.loader is not None:
            seed_after_import(spec.loader, LIBRARIES[name], self.seed)
        return spec


def seed_after_import(loader: Any, give: Give, seed: int) -> None:
    execute = loader.exec_module

    def exec_module(module: ModuleType) -> None:
        execute(module)
        attempt(give, module, seed)

    loader.exec_module = exec_module
