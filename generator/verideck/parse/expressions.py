"""Python that stands in an answer: whether it is an expression at all, and whether it can come out differently."""

from __future__ import annotations

import ast
import itertools
import re
import warnings

CONSTANTS = frozenset({"True", "False", "None", "__debug__"})
FORMAT = re.compile(r"(?:![rsa])?(?::.*)?")
CUTS = 30
"""How many places are tried where the expression may end and its `!r` or `:.3f` begin."""


UNPARSABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
"""What Python raises for code that it cannot parse."""


def parse_code(code: str) -> ast.Module:
    """The code's tree, without Python's warnings. Raises one of UNPARSABLE."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(code)


def check_typed(code: str) -> None:
    """Raises one of UNPARSABLE where Python's prompt would not take the code, which is to be one statement."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ast.parse(code, mode="single")


def parse_expression(text: str) -> ast.Expression:
    """Like `parse_code`, of an expression alone."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text.strip(), mode="eval")


def nodes_in(tree: ast.AST) -> list[ast.AST]:
    """What `ast.walk` finds, without its generators: walking snippets is much of what an unchanged build does."""
    found = [tree]
    for node in found:
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, list):
                found += [each for each in value if isinstance(each, ast.AST)]
            elif isinstance(value, ast.AST):
                found.append(value)
    return found


def reason(error: Exception) -> str:
    return error.msg if isinstance(error, SyntaxError) else str(error)


def value_problem(text: str) -> tuple[str, str, str] | None:
    """What is wrong with the text of a value, as a diagnostic's code, message and help."""
    cuts = (match.start() for match in re.finditer("[!:]", text))
    problem = ""
    for end in (len(text), *itertools.islice(cuts, CUTS)):
        if not FORMAT.fullmatch(text, end):
            continue
        try:
            tree = parse_expression(text[:end])
        except UNPARSABLE as error:
            problem = problem or reason(error)
            continue
        if reads_a_name(tree):
            return None
        return "vacuous-claim", f"`{text}` is the same whatever the code does", "use a name that the code defines"
    return "syntax-error", f"`{text}` is not a Python expression: {problem}", "write what could stand in an f-string"


def reads_a_name(tree: ast.AST) -> bool:
    return any(isinstance(node, ast.Name) and node.id not in CONSTANTS for node in ast.walk(tree))
