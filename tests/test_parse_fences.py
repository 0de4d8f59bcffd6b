"""Fences: which run, which are output, which are only shown, and their options."""

from __future__ import annotations

import pytest

from sources import CARD, body_of, draft_of, every_block, mistakes_in, mistakes_in_body, of_type, parse_card
from verideck.model import Expected, Listing, PythonFence, RegionFence, Span
from verideck.walk import elements

NOWHERE = Span("", 1)


def python_in(body: str) -> PythonFence:
    (fence,) = of_type(every_block(body_of(body)), PythonFence)
    return fence


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("```python\nx = 1\n```", 4),
        ("``` python\nx = 1\n```", 4),
        ("~~~python\nx = 1\n~~~", 4),
        ("~~~ py\nx = 1\n~~~~~", 4),
        ("```Python\nx = 1\n```", 4),
        ("```PYTHON3\nx = 1\n```", 4),
        ("```{.python}\nx = 1\n```", 4),
        ("``` { .python }\nx = 1\n```", 4),
        ("```{python}\nx = 1\n```", 4),
        ("`````python\nx = 1\n`````", 4),
        (" ```python\n x = 1\n ```", 4),
        ("   ```python\n   x = 1\n```", 4),
        ("   ```python\nx = 1\n  ```", 4),
        ("- ```python\n  x = 1\n  ```", 4),
        ("1. text\n\n   ```python\n   x = 1\n   ```", 6),
        ("- a\n  - b\n\n    ```python\n    x = 1\n    ```", 7),
        ("> ```python\n> x = 1\n> ```", 4),
        (">```python\n>x = 1\n>```", 4),
        ("> - ```python\n>   x = 1\n>   ```", 4),
        ("-\t```python\n\tx = 1\n\t```", 4),
        ("text\n```python\nx = 1\n```\ntext", 5),
        ("```python\nx = 1\n```   ", 4),
    ],
)
def test_every_legal_style_is_python(body: str, line: int) -> None:
    """The code is what CommonMark says, and its line that of the file."""
    fence = python_in(body)

    assert (fence.code, fence.line) == ("x = 1", line)


def test_code_may_hold_fences() -> None:
    """A longer fence, or one of the other character."""
    assert python_in("````python\nx = '''\n```python\n'''\n````").code == "x = '''\n```python\n'''"
    assert python_in("~~~python\nx = '''\n```\n'''\n~~~").code == "x = '''\n```\n'''"


def test_blank_lines_count() -> None:
    """Those at the beginning stay, so that lines are right; those at the end go."""
    fence = python_in("```python\n\n\nx = 1\n\n```")

    assert (fence.code, fence.line) == ("\n\nx = 1", 4)


def test_lazy_lines_end_a_quoted_fence() -> None:
    """A line without `>` is no code of it; the fence was never closed."""
    assert mistakes_in_body("> ```python\nx = 1") == ["3:3 unclosed-fence"]


def test_options_are_read() -> None:
    """Each as it is meant."""
    fence = python_in("```python hide raises=tf.errors.InvalidArgumentError output=hide\nx\n```")

    assert (fence.hide, fence.raises, fence.output) == (True, "tf.errors.InvalidArgumentError", "hide")


@pytest.mark.parametrize(
    ("written", "type", "message"),
    [
        ("ValueError", "ValueError", None),
        ("'ValueError: no'", "ValueError", "no"),
        ('"tf.errors.NotFoundError : {} and ... "', "tf.errors.NotFoundError", "{} and ... "),
    ],
)
def test_an_exception_may_have_a_message(written: str, type: str, message: str | None) -> None:
    """Types are stable enough to rely on; what one says is, where somebody takes the trouble to write it."""
    fence = python_in(f"```python raises={written}\nx\n```")

    assert (fence.raises, fence.message and fence.message.text) == (type, message)


def test_a_region_is_shown_by_name() -> None:
    """Such a fence has no body."""
    for body in ("```python show=a.b-c\n```", "```python {show='a.b-c' output=only}\n\n```"):
        (fence,) = of_type(body_of(body), RegionFence)

        assert (fence.snippet, fence.region) == (None, "a.b-c")


def test_a_region_may_be_another_snippets() -> None:
    """A question with two snippets shows code of both."""
    (fence,) = of_type(body_of("```python show=other/part\n```"), RegionFence)

    assert (fence.snippet, fence.region) == ("other", "part")


def test_fences_of_a_note_are_counted() -> None:
    """Regions included, from 0, on front and back."""
    front, region, back = "```python\nx\n```\n", "```python show=a\n```\n", "> ```python\n> y\n> ```\n"
    draft = draft_of(f"# Q\n\n{front}\n---\n\n{region}\n```js\n```\n\n{back}")

    assert [each.index for each in elements(draft) if isinstance(each, PythonFence | RegionFence)] == [0, 1, 2]


@pytest.mark.parametrize("info", ["", "js", "text", "Bash", "c++", "cython", "python2", "jython", "toml"])
def test_other_languages_are_listed(info: str) -> None:
    """Shown and counted as not run."""
    assert body_of(f"```{info}\na\n\n```") == (Listing(info.lower(), "a", NOWHERE),)


def test_indented_code_is_listed() -> None:
    """It is shown and counted as not run."""
    assert body_of("    x = 1\n    y") == (Listing("", "x = 1\ny", NOWHERE),)


@pytest.mark.parametrize(
    ("info", "meant"),
    [
        ("pyhton", "python"),
        ("pythn", "python"),
        ("python,linenos", "python"),
        ("python:title", "python"),
        ("python3.11", "python"),
        ("py3", "python"),
        ("ipython", "python"),
        ("python-repl", "pycon"),
        ("doctest", "pycon"),
        ("pycn", "pycon"),
        ("ouput", "output"),
        ("outputs", "output"),
    ],
)
def test_what_is_nearly_python_is_refused(info: str, meant: str) -> None:
    """It would look like code that was run, or like output that was checked."""
    _, found = parse_card(f"# Q\n\n```{info}\nx\n```\n")

    assert [each.code for each in found] == ["language"]
    assert f"`{meant}`" in str(found[0].help)


def test_the_output_of_a_misspelt_fence_is_no_second_mistake() -> None:
    """Its author did put it right after the fence."""
    body = "```pyhton\nprint(1)\n```\n\n```output\n1\n```\n"
    assert mistakes_in_body(body) == ["3:1 language"]
    assert mistakes_in_body(f"{body}\n```output\n1\n```\n") == ["3:1 language", "11:1 output-without-fence"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("```python\nx = 1", "3:1 unclosed-fence"),
        ("```python", "3:1 unclosed-fence"),
        ("~~~python\nx\n```", "3:1 unclosed-fence"),
        ("````python\nx\n```", "3:1 unclosed-fence"),
        ("```python\nx\n    ```", "3:1 unclosed-fence"),
        ("```python\nx\n``` x", "3:1 unclosed-fence"),
        ("```python\nx\n> ```", "3:1 unclosed-fence"),
        ("```js\nx", "3:1 unclosed-fence"),
        ("> ```python\n> x\n\ntext", "3:3 unclosed-fence"),
        ("- ```python\n  x\n\ntext", "3:3 unclosed-fence"),
        ("- ```python\n  x\n```\n```", "3:3 unclosed-fence"),
        ("```python shwo=a\n```", "3:1 unknown-fence-option"),
        ("```python .x\nx\n```", "3:1 unknown-fence-option"),
        ("```python #x\nx\n```", "3:1 unknown-fence-option"),
        ("```python match=regex\nx\n```", "3:1 unknown-fence-option"),
        ("```python\n```", "3:1 empty-fence"),
        ("```python\n \n\n```", "3:1 empty-fence"),
        ("```python show=a\nx\n```", "3:1 region-with-body"),
        ("```python show\n```", "3:1 fence-option"),
        ("```python show=a hide\n```", "3:1 fence-option"),
        ("```python show=a raises=ValueError\n```", "3:1 fence-option"),
        ("```python hide=yes\nx\n```", "3:1 fence-option"),
        ("```python hide hide\nx\n```", "3:1 fence-option"),
        ("```python raises=A raises=B\nx\n```", "3:1 fence-option"),
        ("```python raises\nx\n```", "3:1 fence-option"),
        ("```python raises=1\nx\n```", "3:1 fence-option"),
        ("```python raises=a.\nx\n```", "3:1 fence-option"),
        ("```python raises='A:'\nx\n```", "3:1 fence-option"),
        ("```python raises='A b'\nx\n```", "3:1 fence-option"),
        ("```python output=none\nx\n```", "3:1 fence-option"),
        ("```js hide\nx\n```", "3:1 fence-option"),
        ("```text show=a\n```", "3:1 fence-option"),
        ("``` hide=\nx\n```", "3:1 fence-option"),
    ],
)
def test_mistakes_are_located(body: str, expected: str) -> None:
    """At the fence's first line, within its quote or list."""
    assert mistakes_in_body(body) == [expected]


def test_an_unclosed_fence_takes_the_rest_of_the_file() -> None:
    """The diagnostic covers what it swallows, later notes too; nothing is lost without a word."""
    _, found = parse_card("# Q\n\n```python\nx\n\n# R\n\ntext\n")

    assert [(each.code, each.span.line, each.span.end_line) for each in found] == [("unclosed-fence", 3, 8)]


@pytest.mark.parametrize("raises", ["SyntaxError", "IndentationError", "TabError"])
def test_a_syntax_error_may_be_the_answer(raises: str) -> None:
    """Then the code is meant to be no Python."""
    assert python_in(f"```python raises={raises}\nx = (\n```").raises == raises


def test_a_syntax_error_is_no_other_answer() -> None:
    """And a claim's mistake is none either."""
    assert mistakes_in_body("```python raises=ValueError\nx = (\n```") == ["4:5 syntax-error"]
    assert mistakes_in_body("```python raises=SyntaxError\n# claim: a\n```") == ["4:1 claim-without-assert"]


# ── Output ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("between", ["", "\n", "\n\n \n"])
def test_output_belongs_to_the_fence_above(between: str) -> None:
    """Blank lines between at most."""
    fence = python_in(f"```python\nprint(1)\n```\n{between}```output\n1\n```")

    assert fence.expected == Expected("1", "stdout", "exact", 1e-5, 1e-8, 7 + between.count("\n"), NOWHERE)


def test_output_has_options() -> None:
    """How to compare, and what."""
    fence = python_in("```python\nx\n```\n```output match=regex stream=stderr rtol=1e-3 atol=0\n[[]a\n```")

    assert fence.expected == Expected("[[]a", "stderr", "regex", 1e-3, 0.0, 7, NOWHERE)


def test_output_may_be_empty() -> None:
    """Then the code must write nothing."""
    expected = python_in("```python\nx = 1\n```\n```output\n```").expected

    assert expected is not None
    assert expected.text == ""


def test_a_region_has_output_too() -> None:
    """What its statements wrote."""
    body = body_of("> ```python show=a\n> ```\n>\n> ```output match=ellipsis\n> x...\n> ```")
    (fence,) = of_type(every_block(body), RegionFence)

    assert fence.expected is not None
    assert (fence.expected.text, fence.expected.match) == ("x...", "ellipsis")


@pytest.mark.parametrize(
    ("below", "expected"),
    [
        ("```output\n1\n```\n\n```output\n1\n```", "11:1 output-without-fence"),
        ("text\n\n```output\n1\n```", "9:1 output-without-fence"),
        ("<!-- c -->\n\n```output\n1\n```", "9:1 output-without-fence"),
        ("---\n\n```output\n1\n```", "9:1 output-without-fence"),
        ("> ```output\n> 1\n> ```", "7:3 output-without-fence"),
        ("```js\nx\n```\n\n```output\n1\n```", "11:1 output-without-fence"),
        ("# R\n\n```output\n1\n```", "9:1 output-without-fence"),
        ("```output match=fuzzy\n1\n```", "7:1 fence-option"),
        ("```output rtol=-1\n1\n```", "7:1 fence-option"),
        ("```output rtol=1\n1\n```", "7:1 fence-option"),
        ("```output rtol=much\n1\n```", "7:1 fence-option"),
        ("```output atol=inf\n1\n```", "7:1 fence-option"),
        ("```output atol=nan\n1\n```", "7:1 fence-option"),
        ("```output rtol\n1\n```", "7:1 fence-option"),
        ("```output stream=stdin\n1\n```", "7:1 fence-option"),
        ("```output hide\n1\n```", "7:1 unknown-fence-option"),
        ("```output match=regex\n(\n```", "7:1 regex"),
        ("```output\n1", "7:1 unclosed-fence"),
    ],
)
def test_mistakes_in_output_are_located(below: str, expected: str) -> None:
    """Output that belongs to nothing would be shown as if it had been checked."""
    assert mistakes_in(f"# Q {{#q}}\n\n```python\nprint(1)\n```\n\n{below}\n") == [expected]


def test_all_mistakes_of_a_fence_are_told() -> None:
    """Not only the first."""
    assert len(mistakes_in_body("```python hide=1 shwo=a raises=1\nx\n```\n```output rtol=x\n1\n```")) == 4


def test_spans_are_the_fences_first_lines() -> None:
    """That is where reports point."""
    assert python_in(">  ```python\n>  x\n>  ```").span == Span(CARD, 3, 4, 3, 13)


@pytest.mark.parametrize(
    "output",
    [
        "output match=ellipsis\n...",
        "output match=regex\n(?s).*",
        "output match=regex\n[^§]*",
        "output match=regex\n(?s).+",
        "output match=regex\n.*",
        "output match=regex\n.+\\S*",
    ],
)
def test_an_output_that_accepts_anything_is_refused(output: str) -> None:
    """It would count as evidence, and the card would show it."""
    assert "vacuous-output" in " ".join(mistakes_in_body(f"```python\nprint(1)\n```\n\n```{output}\n```\n"))


@pytest.mark.parametrize(
    "output",
    [
        "output match=ellipsis\na...",
        "output match=regex\n.+\n.+",
        "output match=regex\n\\S+",
        "output match=regex\n\\d*",
    ],
)
def test_an_output_that_refuses_something_is_accepted(output: str) -> None:
    """However little it is."""
    assert mistakes_in_body(f"```python\nprint(1)\n```\n\n```{output}\n```\n") == []


@pytest.mark.parametrize("raises", ["Exception", "BaseException", "builtins.Exception", '"Exception: ..."'])
def test_an_exception_that_any_mistake_may_be_is_refused(raises: str) -> None:
    """A misspelt import would verify."""
    assert "fence-option" in " ".join(mistakes_in_body(f"```python raises={raises}\nimport tensorfow\n```\n"))


# ── Fences that swallow ──────────────────────────────────────────────────────────────────────────────────────────


SWALLOWED_NOTE = "this fence seems not to be closed: a note begins in it, on line 6"
SWALLOWED_FENCE = "this fence seems not to be closed: another begins in it, on line 6"


@pytest.mark.parametrize(
    ("first", "rest", "message"),
    [
        ("```python\nx = 1\n", "# R {#r}\n\n```python\ny = 1\n```\n\n```output\n1\n```", SWALLOWED_NOTE),
        ("```python\nx = 1\n", "## R? {#r}\n\ntext\n\n```\ny\n```\n\n# S {#s}\n\ntext", SWALLOWED_NOTE),
        ("```python\nx = 1\n", "```output\n1\n```\n\n```output\n1\n```", SWALLOWED_FENCE),
        ("~~~python\nx = 1\n", "~~~ {.python hide}\n1\n~~~", SWALLOWED_FENCE),
        ("```pycon\n>>> 1\n", "# R {#r}\n\n```python\ny\n```", SWALLOWED_NOTE),
    ],
)
def test_a_fence_that_seems_not_to_be_closed_is_told_once(first: str, rest: str, message: str) -> None:
    """All that follows may come of it, and would send the author to the wrong line."""
    (found,) = parse_card(f"# Q {{#q .predict}}\n\n{first}{rest}\n")[1]

    assert (found.code, found.span.line) == ("unclosed-fence", 3)
    assert (found.message, found.help) == (message.replace("6", "5"), "close it after the last line of its code")


def test_an_output_fence_that_seems_not_to_be_closed_is_told_once() -> None:
    """What it swallows would be expected of the code above it."""
    text = "# Q {#q}\n\n```python\nx\n```\n```output\n1\n\n# R {#r}\n\n```python\ny\n```\n"
    assert mistakes_in(text) == ["6:1 unclosed-fence"]


def test_mistakes_above_a_fence_that_is_not_closed_are_told() -> None:
    """They do not come of it."""
    text = "# Q {#q .x}\n\n`{python}`\n\n```python\nx\n\n# R {#r}\n\n```python\ny\n```\n"
    assert mistakes_in(text) == ["1:5 kind", "3:1 malformed-value", "5:1 unclosed-fence"]


@pytest.mark.parametrize("code", ["# a {b}", "# a", "x = '{#a}'", '"""\n```python\n"""'])
def test_python_that_looks_like_markdown_is_python(code: str) -> None:
    """A comment is no note without an id, and what is valid Python swallows no fence."""
    assert python_in(f"````python\n{code}\n````").code == code
