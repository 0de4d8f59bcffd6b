"""Floats that change with the machine: those that neither an expected text nor a format holds."""

from __future__ import annotations

import ast
import re

from verideck.verify.tokens import scan

PRECISION = re.compile(r"\.[0-9]|[eEfFgGn%]$")
"""What fixes a float's digits in a format: a precision, or a type, whose precision is 6."""


def first_float(text: str) -> str | None:
    """The first float in a text; nan and the infinities are as stable as words."""
    floats = (token.text for token in scan(text) if token.kind in {"float", "imaginary"})
    return next((each for each in floats if set(each) & set(".eE")), None)


def has_precision(expression: str) -> bool:
    """Whether the expression of a value, as it stands in an f-string, ends in a format that fixes the digits."""
    try:
        body = ast.parse(f'f"""{{{expression}}}"""', mode="eval").body
    except (SyntaxError, ValueError):
        return False
    if not (isinstance(body, ast.JoinedStr) and body.values and isinstance(body.values[0], ast.FormattedValue)):
        return False
    return any(fixes_digits(part) for part in format_parts(body.values[0]))


def format_parts(value: ast.FormattedValue) -> list[ast.expr]:
    return value.format_spec.values if isinstance(value.format_spec, ast.JoinedStr) else []


def fixes_digits(part: ast.expr) -> bool:
    """A nested part (`:.{n}f`) is taken at its word."""
    return not isinstance(part, ast.Constant) or bool(PRECISION.search(str(part.value)))
