"""Which language the first line of a fence names: Python, which runs, what is compared with it, or another."""

from __future__ import annotations

import difflib
import re

from verideck.parse.attributes import split_info
from verideck.parse.names import OTHER_LANGUAGES

PYTHON = frozenset({"python", "py", "python3"})
NEARLY_PYCON = frozenset({"doctest", "pycon3", "pyconsole", "pyrepl", "python-console", "python-repl"})
NEARLY_PYTHON = re.compile(r"(?:i?python|py)(?:3(?:\.\d+)?)?(?:\W.*)?")


def is_output(info: str) -> bool:
    return split_info(info)[0] == "output"


def is_python(info: str) -> bool:
    return split_info(info)[0] in PYTHON


def may_have_output(info: str) -> bool:
    """Whether an `output` fence below belongs to this one, be its language misspelt."""
    return meant_language(split_info(info)[0]) == "python"


def meant_language(language: str) -> str | None:
    """`python`, `pycon` or `output` where a fence's language is nearly that."""
    if language in NEARLY_PYCON:
        return "pycon"
    if NEARLY_PYTHON.fullmatch(language):
        return "python"
    if language in OTHER_LANGUAGES:
        return None
    return next(iter(difflib.get_close_matches(language, ("python", "pycon", "output"), n=1, cutoff=0.8)), None)
