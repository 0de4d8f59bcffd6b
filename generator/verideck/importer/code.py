"""What in plain text is code: names and calls in running text, and whole passages."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator

BACKTICKS = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
NAME = re.compile(r"(?<![\w.`/@])[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
NO_CODE = frozenset({"e.g", "i.e", "a.k.a", "p.m", "a.m"})
DOMAIN = re.compile(r"\.(?:com|de|edu|io|net|org)$")
LONGEST_CALL = 120


def code_spans(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, code) of all code in running text, from left to right: what stands in backticks or looks like it."""
    at = 0
    for quoted in BACKTICKS.finditer(text):
        yield from names(text, at, quoted.start())
        yield quoted.start(), quoted.end(), " ".join(quoted[2].split())
        at = quoted.end()
    yield from names(text, at, len(text))


def names(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Names that nobody writes in prose: `tf.range(10)`, `keras.Model`, `__call__`, `update_state`."""
    at = start
    while found := NAME.search(text, at, end):
        at = found.end()
        called = end_of_call(text, found.end(), end)
        if called and text[found.end() + 1 : called - 1] not in ("s", "es"):
            at = called
            yield found.start(), called, text[found.start() : called]
        elif looks_like_code(found[0]):
            yield found.start(), found.end(), found[0]


def looks_like_code(name: str) -> bool:
    if name.lower() in NO_CODE or DOMAIN.search(name):
        return False
    parts = name.split(".")
    return "_" in name.strip("_") or name.startswith("__") or (len(parts) > 1 and parts[0][0].islower())


def end_of_call(text: str, opening: int, end: int) -> int | None:
    """Where the parentheses end that begin right after a name; None where there is no call."""
    if text[opening : opening + 1] != "(":
        return None
    depth = 0
    for at in range(opening, min(end, opening + LONGEST_CALL)):
        depth += (text[at] == "(") - (text[at] == ")")
        if depth == 0:
            return at + 1
    return None


def value_of_string(literal: str) -> str | None:
    """What a string says; None where it is not a string of Python, or one that something must be computed for."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            value = ast.literal_eval(literal)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return value if isinstance(value, str) else None


def is_python(code: str) -> bool:
    """Whether a passage is Python and does something: a lone word is valid Python, too."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            body = ast.parse(code).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    plain = (ast.Name, ast.Constant, ast.Tuple, ast.BinOp, ast.UnaryOp, ast.Compare, ast.BoolOp)
    return bool(body) and not all(isinstance(each, ast.Expr) and isinstance(each.value, plain) for each in body)
