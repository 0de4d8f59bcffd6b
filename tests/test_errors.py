"""What can be broken about the environment."""

from __future__ import annotations

import inspect
import re

import pytest

from verideck import errors
from verideck.errors import VerideckError

ERRORS = [error for _, error in inspect.getmembers(errors, inspect.isclass)]


def test_the_docstring_is_the_tree() -> None:
    """It is the one place to learn what can go wrong, so no error is missing from it and none is left over."""
    listed = re.findall(r"^(?:[├└]── )?(\w+Error)\b", errors.__doc__ or "", re.MULTILINE)
    assert sorted(listed) == sorted(error.__name__ for error in ERRORS)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
def test_a_door_can_catch_them_all(error: type[Exception]) -> None:
    """One `except` stands between a broken environment and a traceback."""
    assert issubclass(error, VerideckError)
