"""Expected texts that stand for many: whether they can be read, and whether they hold a program to anything."""

from __future__ import annotations

import re
import warnings

UNLIKE = (("x", "-1.5\n[2 3]\n\n?"), ("x", "-1.5 [2]?"))
"""Outputs that have nothing in common; in the second group, but that they are one line."""


def accepts_anything(text: str, mode: str) -> bool:
    """Whether hardly anything that a program can write would differ."""
    if mode == "regex":
        return any(all(re.fullmatch(text, written) for written in outputs) for outputs in UNLIKE)
    return mode == "ellipsis" and bool(text.strip()) and not text.replace("...", "").strip()


def regex_problem(text: str) -> str | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(text)
    except (re.error, RecursionError, OverflowError) as error:
        return str(error)
    return None
