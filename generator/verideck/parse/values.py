"""What stands between backticks: code that is shown, or a value that is computed, `` `{python} expression` ``."""

from __future__ import annotations

import difflib
import re

from verideck.model import CodeSpan, Span, Value
from verideck.parse.expressions import value_problem
from verideck.parse.names import NAME, OTHER_LANGUAGES
from verideck.parse.scope import Scope

VALUE = re.compile(rf"\{{python(?:\s+({NAME}))?\}}\s+(\S.*)")
NEARLY_VALUE = re.compile(r"\s*\{\s*(?:python\b|py(?:thon)?3?\b[^{}]*\}\s+\S)", re.IGNORECASE)
SHORT_FENCE = re.compile(r"(?:python3?|py|pycon|output)\n", re.IGNORECASE)
LONG_FENCE = re.compile(r"(?:python3?|py|pycon|output)\s", re.IGNORECASE)
MISSPELT = re.compile(rf"\{{([A-Za-z]+)(?:\s+{NAME})?\}}\s+\S")


def code_or_value(raw: str, span: Span, scope: Scope) -> CodeSpan | Value:
    """The hole for a text between backticks. What is wrong with it goes to the scope."""
    content = re.sub(r"\n[ \t]*", " ", raw)
    if content.startswith(" ") and content.endswith(" ") and content.strip():
        content = content[1:-1]
    if found := VALUE.fullmatch(content):
        return value(found[2].rstrip(), found[1], "\n" in raw, span, scope)
    if NEARLY_VALUE.match(content):
        help = "write `` `{python} expression` `` or `` `{python SNIPPET} expression` ``"
        scope.error("malformed-value", "this looks like a value but is not one", span, help)
    elif is_misspelt(content):
        scope.error("malformed-value", "this looks like a value but is not one", span, "did you mean `{python}`?")
    return CodeSpan(content, span)


def refuse_fence(raw: str, backticks: int, span: Span, scope: Scope) -> None:
    """Refuses what was meant to run: a fence on one line, or one of two backticks, which are code in running text."""
    if backticks > 1 and (LONG_FENCE if backticks > 2 else SHORT_FENCE).match(raw):
        help = "give the backticks and the language a line of their own; code in running text takes one backtick"
        scope.error("inline-fence", "this looks like a fence but is not one", span, help)


def value(expression: str, snippet: str | None, several_lines: bool, span: Span, scope: Scope) -> Value:
    if several_lines:
        scope.error("value-lines", "a value must stand on one line", span, "join the lines")
    elif problem := value_problem(expression):
        scope.error(problem[0], problem[1], span, problem[2])
    return Value(expression, snippet, scope.next_value(), span)


def is_misspelt(code: str) -> bool:
    """Whether code begins with nearly `{python}`, and with no other language or variable in braces."""
    found = MISSPELT.match(code)
    word = found[1].lower() if found else ""
    return word not in OTHER_LANGUAGES and bool(difflib.get_close_matches(word, ("python",), cutoff=0.8))
