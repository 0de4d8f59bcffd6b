"""Claims and regions in Python code."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources import CARD, cut, draft_of, mistakes_in_body, outdented, parse_card, parse_code, place_and_code
from verideck.model import Claim, Region, Snippet, Span
from verideck.parse.annotations import marking_comments, marking_tokens
from verideck.parse.expressions import nodes_in

NOWHERE = Span("", 1)


def snippet_of(text: str) -> Snippet:
    snippet, found = parse_code(outdented(text))
    assert not found
    assert snippet is not None
    return snippet


def mistakes(text: str) -> list[str]:
    return [place_and_code(each) for each in parse_code(outdented(text))[1]]


def test_a_claim_names_the_assert_below_it() -> None:
    """With its line and its source, for the report."""
    snippet = snippet_of(
        """
        x = 1
        if x:
            # claim: is-one
            assert (
                x == 1
            ), "message"
        """
    )

    assert snippet.claims == (Claim("is-one", 4, 'assert (\n    x == 1\n), "message"', NOWHERE),)


def test_a_claim_keeps_its_place() -> None:
    """Both that of its comment and that of its assert."""
    text = "x = 'é\\u2028'\n  \n# claim:  a.b-c_1 \nassert x\n"
    snippet, _ = parse_code(text)

    assert snippet is not None
    assert cut(text, snippet.claims[0].span) == "# claim:  a.b-c_1"
    assert snippet.claims[0].line == 4


def test_odd_line_breaks_are_none() -> None:
    """Python counts lines at newlines alone, whatever other characters `str.splitlines` breaks at."""
    assert snippet_of("x = '\u2028\x85'\n# claim: a\nassert x\n").claims[0].line == 3


def test_a_region_is_shown_without_comments_for_verideck() -> None:
    """And dedented, as if it stood alone."""
    snippet = snippet_of(
        """
        if True:
            # region outer

            x = 1
            # region inner
            # claim: one
            assert x  # a comment
            # endregion
            if x:
                y = 2
            # endregion outer
        """
    )

    assert snippet.regions == (
        Region("inner", 6, 7, "assert x  # a comment", NOWHERE),
        Region("outer", 3, 10, "x = 1\nassert x  # a comment\nif x:\n    y = 2", NOWHERE),
    )


def test_strings_annotate_nothing() -> None:
    """What looks like a comment inside a string is text, and is shown."""
    snippet = snippet_of('# region a\nx = """\n# claim: no\n# region no\n"""\n# endregion\n')

    assert [region.code for region in snippet.regions] == ['x = """\n# claim: no\n# region no\n"""']
    assert snippet.claims == ()


PIECES = (
    "# claim: a",
    "#claim:b  ",
    "    # Region c",
    "# endregion",
    "\x0c# claim: d",
    "# about # claim: a",
    "x = 1  # claim: a",
    "x = '# claim: a'",
    "x = 1  # '''",
    "x = '''\n# claim: a\n'''",
    "x = 'a' '''\n'''  # region é",
    "x = ('a'\n# claim: a\n'b')",
    "x = f'''{\n1\n}\n# region a'''",
    "x = [\n# claim: a\n1]",
    "x = 'é\u2028'\nassert x",
    "if x:\n    # claim: a\n    assert x",
    "x = 1\r# claim: a",
    "x = \\\n1",
    "",
)
"""Code that begins nothing which the next piece would have to end."""


@given(st.lists(st.sampled_from(PIECES), max_size=6).map("\n".join))
def test_lines_tell_of_comments_what_tokens_do(code: str) -> None:
    """Tokens are the sure way and the slow one: where the code is read without them, the same must come of it."""
    found = list(marking_comments(code, nodes_in(ast.parse(code))))

    assert found == list(marking_tokens(code, code.split("\n")))


@pytest.mark.parametrize("comment", ["# Claim that it holds", "# claims: a", "#claimed", "# regional", "# a region"])
def test_other_comments_are_comments(comment: str) -> None:
    """People write about claims, too."""
    assert snippet_of(f"{comment}\nx = 1\n").claims == ()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("x = 1\n# claim: a\n\nassert x", "2:1 claim-without-assert"),
        ("# claim: a\nx = 1", "1:1 claim-without-assert"),
        ("x = 1\nassert x  # claim: a", "2:11 claim-without-assert"),
        ("x = 1  # claim: a\nassert x", "1:8 claim-without-assert"),
        ("# claim: a", "1:1 claim-without-assert"),
        ("# claim: a\nassert True", "1:1 vacuous-claim"),
        ("# claim: a\nassert 1 + 1 == 2, x", "1:1 vacuous-claim"),
        ("# claim: a\nassert (x, 'message')", "1:1 vacuous-claim"),
        ("# claim: a\nassert lambda: x", "1:1 vacuous-claim"),
        ("# claim:\nassert x", "1:1 claim-name"),
        ("# claim: two words\nassert x", "1:1 claim-name"),
        ("# claim a\nassert x", "1:1 claim-name"),
        ("# claim: a\nassert x\n# claim: a\nassert y", "3:1 duplicate-claim"),
        ("# region a\nx = 1", "1:1 region-unclosed"),
        ("x = 1\n# endregion", "2:1 region-not-open"),
        ("# region\nx = 1", "1:1 region-name"),
        ("# region a b\nx = 1", "1:1 region-name"),
        ("# region a\n\n# endregion", "1:1 empty-region"),
        ("# region a\n# region b\nx = 1\n# endregion a\n# endregion b", "4:1 region-overlap 5:1 region-overlap"),
        ("# region a\nx = 1\n# endregion\n# region a\ny = 1\n# endregion", "4:1 duplicate-region"),
        ("if x:\n    # region a\n    x = 1", "2:5 region-unclosed"),
    ],
)
def test_mistakes_are_located(code: str, expected: str) -> None:
    """A claim that cannot fail, or a region that shows nothing, would be a lie on a card."""
    assert " ".join(mistakes(code)) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("x = 1\ny = (", "2:5"),
        ("é = 'é' 1", "1:9"),
        ("x = '''", "1:5"),
    ],
)
def test_code_that_is_no_python_is_refused(code: str, expected: str) -> None:
    """The rest of the file is not judged: Python itself cannot tell what follows."""
    snippet, found = parse_code(code)

    assert snippet is None
    assert [place_and_code(each) for each in found] == [f"{expected} syntax-error"]


@pytest.mark.parametrize("code", ["if x:\ny = 1", "if x:\n\ty\n        z", "x = 1\n  y = 2", "x = 1\nreturn return"])
def test_indentation_is_refused_on_its_line(code: str) -> None:
    """Where in the line differs from one Python to the next."""
    span = parse_code(code)[1][0].span

    assert span.line == code.count("\n") + 1


@pytest.mark.parametrize(
    "code", ["(" * 100_000, "-" * 90_000 + "1", "x = 1\0", "a." * 30_000 + "a", "[" * 90 + "]" * 90]
)
def test_code_that_python_gives_up_on_is_no_crash(code: str) -> None:
    """Python's parser fails on such code in other ways than with a SyntaxError."""
    snippet, found = parse_code(code)

    assert snippet or [each.code for each in found] == ["syntax-error"]


def test_code_that_python_warns_of_is_silent() -> None:
    """A warning on the terminal would name no file."""
    assert snippet_of("x = '\\d'\nassert (x, 1) is 1\n")


def test_fences_annotate_too() -> None:
    """A claim in a fence belongs to its note, and counts lines in the card file."""
    draft = draft_of("# Q {#q}\n\n- > ```python\n  > x = 1\n  > # claim: a\n  > assert x\n  > ```\n")

    assert draft.claims == (Claim("a", 6, "assert x", NOWHERE),)
    assert (draft.claims[0].span.line, draft.claims[0].span.column) == (5, 5)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("```python\nx = 1\ny = (\n```", "5:5 syntax-error"),
        ("- ```python\n  x = (\n  ```", "4:7 syntax-error"),
        ("> > ```python\n> > x = (\n> > ```", "4:9 syntax-error"),
        ("  ```python\n x = (\n  ```", "4:6 syntax-error"),
        ("> ```python\n>\n> # claim: a\n> ```", "5:3 claim-without-assert"),
        ("```python\n# claim: a\nassert x\n```\n\n```python\n# claim: a\nassert x\n```", "9:1 duplicate-claim"),
    ],
)
def test_mistakes_in_fences_are_located(body: str, expected: str) -> None:
    """Columns count the quote's and the list's prefixes."""
    assert mistakes_in_body(body) == [expected]


def test_the_first_claim_of_a_name_is_shown() -> None:
    """The author decides which of the two to rename."""
    text = "# Q {#q}\n\n```python\n# claim: a\nassert x\n```\n\n```python\n# claim: a\nassert x\n```\n"
    _, found = parse_card(text)

    assert found[0].related[0].span == Span(CARD, 4, 1, 4, 11)
