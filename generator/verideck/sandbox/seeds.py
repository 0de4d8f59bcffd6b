"""The seeds of random generators: Python's, NumPy's, TensorFlow's and Keras's, be they imported before or later."""

from __future__ import annotations

import contextlib
import random
import sys
from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import Any

from .imports import after_import

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
    after_import({name: partial(attempt, seed) for name, seed in LIBRARIES.items()})


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
