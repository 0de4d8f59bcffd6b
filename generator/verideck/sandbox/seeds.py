"""The seeds of random generators: Python's, NumPy's, TensorFlow's and Keras's, be they imported before or later."""

from __future__ import annotations

import contextlib
import random
import sys
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

SEED = 0


def sow() -> None:
    """Seed every generator of what is imported by now."""
    random.seed(SEED)
    for name, seed in LIBRARIES.items():
        if name in sys.modules:
            attempt(seed, sys.modules[name])
    if "keras" in sys.modules:  # whose own generator begins anew
        sys.modules["keras"].utils.set_random_seed(SEED)


def sow_imports() -> None:
    """Seed from now on what is imported, right after its import: before the program can give it a seed of its own.

    Keras needs none: it takes its seeds from Python's generator.
    """
    sys.meta_path.insert(0, Seeding())


def attempt(seed: Callable[[Any], None], module: ModuleType) -> None:
    """Seed a module, unless it only has such a name."""
    with contextlib.suppress(AttributeError):
        seed(module)


def seed_numpy(module: Any) -> None:
    module.seed(SEED)


def seed_tensorflow(module: Any) -> None:
    module.random.set_seed(SEED)


LIBRARIES: dict[str, Callable[[Any], None]] = {"numpy.random": seed_numpy, "tensorflow": seed_tensorflow}
"""By the module whose import makes a generator."""


class Seeding(MetaPathFinder):
    """Finds the modules in LIBRARIES where Python does, and has their loader seed them."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path, target) if name in LIBRARIES else None
        if spec is not None and spec.loader is not None:
            seed_after_import(spec.loader, LIBRARIES[name])
        return spec


def seed_after_import(loader: Any, seed: Callable[[Any], None]) -> None:
    execute = loader.exec_module

    def exec_module(module: ModuleType) -> None:
        execute(module)
        attempt(seed, module)

    loader.exec_module = exec_module
