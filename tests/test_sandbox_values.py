"""The text of an inline value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verideck.sandbox.values import compile_value

NAMES = {"x": 3.14159, "s": "a:b", "d": {1: 2}, "xs": [1, 2, 3], "width": 9}


def text(expression: str) -> object:
    return eval(compile_value(expression), dict(NAMES))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("x", "3.14159"),
        (" x ", "3.14159"),
        ("x:.3f", "3.142"),
        ("s!r", "'a:b'"),
        ("s!r:>7", "  'a:b'"),
        ("x:{width}.2f", "     3.14"),
        ("xs[0:2]", "[1, 2]"),
        ("xs[0:2]!s:>8", "  [1, 2]"),
        ("{1: 2}[1]:03d", "002"),
        ("{'a': {'b': 1}}['a']", "{'b': 1}"),
        ('f"{s!r}" + "}"', "'a:b'}"),
        ("""'"' + "'":>3""", " \"'"),
        ("(lambda y: y + 1)(1)", "2"),
        ("(y := 5)", "5"),
        ("1, 2", "(1, 2)"),
        ("1 != 2", "True"),
        ("1 != 2!r", "True"),
        ("'!r:>9'", "!r:>9"),
        ("s == 'a:b'", "True"),
        ("[a for a in xs if a != 2]", "[1, 3]"),
        ("1 if x else 2", "1"),
        ("'%d' % 3:>4", "   3"),
        ("3:>+4", "  +3"),
        ("'a\\n'!r", "'a\\n'"),
    ],
)
def test_a_value_is_the_text_of_an_f_string(expression: str, expected: str) -> None:
    """Authors know f-strings; quotes and colons inside the expression must not change what it means."""
    assert text(expression) == expected


@pytest.mark.parametrize("expression", ["", "1 +", "x y", "foo(: bar", "x!q", "x!", "x = 1", "import os", ")", "x)("])
def test_what_is_no_expression_is_a_syntax_error(expression: str) -> None:
    """It is the author's mistake, and must be told as one."""
    with pytest.raises(SyntaxError):
        compile_value(expression)


@given(st.text(st.characters(codec="utf-8"), max_size=20))
def test_any_string_is_shown_as_it_is(content: str) -> None:
    """No quote, brace, colon or exclamation mark inside a literal is taken for syntax."""
    assert text(repr(content)) == content


@given(st.text("ab1 :!{}[]()'\"=,.<>rx", max_size=12))
def test_where_python_reads_an_f_string_the_text_is_the_same(expression: str) -> None:
    """The rules are Python's; ours only accept more."""
    try:
        expected = eval("f'''{" + expression + "}'''", dict(NAMES))
    except Exception:
        return
    if expression.rstrip().endswith("=") or "'" in expression or "{" in expression or "}" in expression:
        return  # the debugging form is not ours; nested quotes and fields end the string that asks Python
    assert text(expression) == expected
