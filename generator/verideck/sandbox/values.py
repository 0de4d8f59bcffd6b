"""Values: the text of `f"{expression}"`, whatever quotes and braces the expression contains.

Before Python 3.12 an f-string cannot hold its own quotes, so the tree of the f-string is built here.
"""

from __future__ import annotations

import ast
from types import CodeType

CONVERSIONS = {"": -1, "!r": ord("r"), "!s": ord("s"), "!a": ord("a")}


def compile_value(expression: str) -> CodeType:
    """The code of the f-string with this one replacement field. Raises SyntaxError."""
    value, conversion, spec = split(expression.strip())
    field = ast.FormattedValue(value, CONVERSIONS[conversion], format_spec(spec))
    tree = ast.fix_missing_locations(ast.Expression(ast.JoinedStr([field])))
    return compile(tree, "<value>", "eval", dont_inherit=True)


def split(text: str) -> tuple[ast.expr, str, str]:
    """The expression, the conversion (`!r`) and the format (`.3f`), both may be empty.

    What parses as a whole is an expression, so slices, dictionaries, lambdas and strings keep their colons; otherwise
    the first `!` or `:` counts that leaves an expression on its left and what may follow on its right.
    """
    whole = parsed(text)
    if whole is not None:
        return whole, "", ""
    for end, character in enumerate(text):
        if character in "!:":
            conversion, spec = suffix(text[end:])
            value = None if conversion is None else parsed(text[:end])
            if value is not None and conversion is not None:
                return value, conversion, spec
    ast.parse(text, "<value>", "eval")
    raise AssertionError("unreachable: the text did not parse before")


def suffix(text: str) -> tuple[str | None, str]:
    """The conversion and the format, the conversion None where the text can be neither."""
    conversion, _, spec = text.partition(":")
    return (conversion, spec) if conversion in CONVERSIONS else (None, "")


def parsed(text: str) -> ast.expr | None:
    try:
        return ast.parse(text.strip(), "<value>", "eval").body
    except SyntaxError:
        return None


def format_spec(spec: str) -> ast.JoinedStr | None:
    """The format, itself an f-string: `{width}.2f`."""
    if not spec:
        return None
    tree = ast.parse("f" + repr(spec), "<value>", "eval").body
    return tree if isinstance(tree, ast.JoinedStr) else None
