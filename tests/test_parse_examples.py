"""`pycon` fences: what doctest's readers know, at the lines where it stands, and nothing that is passed over."""

from __future__ import annotations

import doctest
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources import CARD, body_of, cut, draft_of, every_block, mistakes_in_body, of_type, parse_card
from verideck.model import Draft, Example, Expected, PyconFence, Source, Tolerance
from verideck.parse import parse
from verideck.parse.examples import read_session
from verideck.parse.scope import Scope


def pycon_in(body: str) -> PyconFence:
    (fence,) = of_type(every_block(body_of(body)), PyconFence)
    return fence


def session(*lines: str, info: str = "pycon") -> str:
    return "\n".join([f"```{info}", *lines, "```"])


def examples(*lines: str, info: str = "pycon") -> tuple[Example, ...]:
    """The examples of a fence whose first line is the card's fourth."""
    return pycon_in(session(*lines, info=info)).examples


def example(*lines: str, info: str = "pycon") -> Example:
    (found,) = examples(*lines, info=info)
    return found


# ── Where things stand ───────────────────────────────────────────────────────────────────────────────────────────


def test_prompts_and_what_stands_below_have_their_lines() -> None:
    """A diagnostic must point at the line of the file that is wrong."""
    first, second, third = examples(">>> x = [1,", "...      2]", "", ">>> x", "[1, 2]", "3", ">>> y")

    assert [(each.line, each.end_line, each.last_line) for each in (first, second, third)] == [
        (4, 5, 5),
        (7, 7, 9),
        (10, 10, 10),
    ]
    assert (second.expected.text, second.expected.line, second.want) == ("[1, 2]\n3", 8, "[1, 2]\n3")
    assert first.expected.text == third.expected.text == ""


@pytest.mark.parametrize(
    "body",
    [
        "- ```pycon\n  >>> x\n  1\n  ```",
        "> ```pycon\n> >>> x\n> 1\n> ```",
        ">```pycon\n>>>> x\n>1\n>```",
        "> - ~~~~Pycon\n>   >>> x\n>   1\n>   ~~~~",
        "   ```{.pycon}\n   >>> x\n   1\n   ```",
        "```pycon\n    >>> x\n    1\n```",
    ],
    ids=["list", "quote", "quote without spaces", "list in a quote", "indented fence", "indented prompt"],
)
def test_every_legal_style_is_read(body: str) -> None:
    """What stands before the lines of a quote or a list is neither prompt nor output."""
    fence = pycon_in(body)
    (found,) = fence.examples

    assert (found.line, found.want, fence.code.split("\n")[0].strip(), fence.text) == (4, "1", "x", ">>> x\n1")
    assert fence.end_line == 6


def test_code_has_its_lines_in_the_file() -> None:
    """Tracebacks, `inspect` and AutoGraph find the source by its line."""
    fence = pycon_in(session(">>> def f():", "...     return 1", "", ">>> f()", "1"))

    assert (fence.line, fence.code) == (4, "def f():\n    return 1\n\nf()\n")


def test_a_claim_stands_in_what_is_typed() -> None:
    """At a prompt of its own, or above its assert."""
    body = session(">>> # claim: one", ">>> assert x", ">>> # claim: two", "... assert y")

    assert [(claim.name, claim.line) for claim in draft_of(f"# Q {{#q}}\n\n{body}").claims] == [("one", 5), ("two", 7)]


# ── What doctest's notation means ────────────────────────────────────────────────────────────────────────────────


def test_a_marked_blank_line_is_blank() -> None:
    """Unless a directive says that it stands for itself."""
    assert example(">>> x", "a", "<BLANKLINE>", "b").want == "a\n\nb"
    assert example(">>> x  # doctest: +DONT_ACCEPT_BLANKLINE", "<BLANKLINE>").want == "<BLANKLINE>"


@pytest.mark.parametrize(
    ("info", "directive", "match", "loose"),
    [
        ("pycon", "", "exact", False),
        ("pycon match=ellipsis", "", "ellipsis", False),
        ("pycon", "+ELLIPSIS", "ellipsis", False),
        ("pycon match=ellipsis", "-ELLIPSIS", "exact", False),
        ("pycon", "+NORMALIZE_WHITESPACE", "exact", True),
        ("pycon", "+ELLIPSIS, +NORMALIZE_WHITESPACE", "ellipsis", True),
        ("pycon", "+ELLIPSIS +NORMALIZE_WHITESPACE -ELLIPSIS", "exact", True),
        ("pycon", "+DONT_ACCEPT_TRUE_FOR_1", "exact", False),
    ],
)
def test_directives_are_about_their_example(info: str, directive: str, match: str, loose: bool) -> None:
    """The fence says what holds for all, a directive what holds for one."""
    comment = f"  # doctest: {directive}" if directive else ""
    expected = example(f">>> x{comment}", "1", info=info).expected

    assert (expected.match, expected.loose) == (match, loose)


def test_a_traceback_names_its_exception() -> None:
    """Its frames are for readers: they hold paths and lines of other machines."""
    traceback = ("Traceback (most recent call last):", '  File "x", line 1', "a.B: first", "second")
    found = example(">>> f()", "out", *traceback)

    assert (found.expected.text, found.raises) == ("out", "a.B")
    assert isinstance(found.message, Expected)
    assert (found.message.text, found.message.line) == ("first\nsecond", 8)


@pytest.mark.parametrize(
    ("line", "directive", "raises", "message"),
    [
        ("StopIteration", "", "StopIteration", ""),
        ("KeyError: 'x'", "", "KeyError", "'x'"),
        ("a.B: no", "  # doctest: +IGNORE_EXCEPTION_DETAIL", "a.B", None),
    ],
)
def test_the_message_may_not_matter(line: str, directive: str, raises: str, message: str | None) -> None:
    """As doctest has it: a directive leaves the type alone."""
    found = example(f">>> f(){directive}", "Traceback (innermost last):", "    ...", line)

    assert (found.raises, found.message and found.message.text) == (raises, message)


def test_a_syntax_error_may_be_what_is_shown() -> None:
    """It is read when it runs."""
    traceback = ["Traceback (most recent call last):", "    f(", "SyntaxError: '(' was never closed"]

    assert [each.raises for each in examples(">>> f(", *traceback, ">>> x = 1")] == ["SyntaxError", None]


def test_a_card_shows_what_a_prompt_would() -> None:
    """A learner does not know doctest's notation."""
    body = session(
        ">>> f(1,  # doctest: +ELLIPSIS", "...   2)", "a", "<BLANKLINE>", "b", ">>> x = 1", "... # doctest: +ELLIPSIS"
    )

    assert pycon_in(body).text == ">>> f(1,\n...   2)\na\n\nb\n>>> x = 1"


# ── Mistakes ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        ([">>>x"], "4:1 pycon"),
        ([">>> if x:", "...y"], "5:1 pycon"),
        (["text", ">>> x"], "4:1 pycon"),
        ([">>> x", "1", "", "2"], "7:1 pycon"),
        (["  >>> x", "1"], "5:1 pycon"),
        (["  >>> if x:", "...     y"], "5:1 pycon"),
        ([">>> # nothing", "1"], "5:1 pycon"),
        ([">>> f()", "Traceback (most recent call last):"], "5:1 pycon"),
        ([">>> f()", "Traceback (most recent call last):", "  File", "no exception"], "5:1 pycon"),
        ([">>> x  # doctest: +SKIP", "1"], "4:5 doctest-directive"),
        ([">>> x  # doctest: +ELIPSIS", "1"], "4:5 doctest-directive"),
        ([">>> x  # doctest: ELLIPSIS", "1"], "4:5 doctest-directive"),
        ([">>> x  # doctest: +REPORT_NDIFF", "1"], "4:5 doctest-directive"),
        ([">>> x  # doctest: -DONT_ACCEPT_TRUE_FOR_1", "1"], "4:5 doctest-directive"),
        ([">>> # doctest: +ELLIPSIS"], "4:5 doctest-directive"),
        ([">>> x = (1", "..."], "4:9 syntax-error"),
        ([">>>  x"], "4:5 syntax-error"),
        ([">>> x", "1", ">>> a = 1", "... b = 2"], "6:10 syntax-error"),
        ([">>> # claim: one", ">>> x"], "4:5 claim-without-assert"),
        ([], "3:1 empty-fence"),
        ([">>> # nothing"], "3:1 empty-fence"),
    ],
)
def test_mistakes_are_located(lines: Sequence[str], place: str) -> None:
    """Where doctest would pass over text, or stop at the first mistake."""
    assert mistakes_in_body(session(*lines))[0] == place


def test_columns_count_what_stands_before_a_quote() -> None:
    """A prompt looks like three quotes within each other."""
    (found,) = parse_card("# Q {#q}\n\n> ```pycon\n> >>>x\n> ```")[1]

    assert cut("# Q {#q}\n\n> ```pycon\n> >>>x\n> ```", found.span) == ">>>x"


@pytest.mark.parametrize("option", ["match=regex", "output=hide", "raises=ValueError", "stream=stderr", "show=x"])
def test_options_without_meaning_are_refused(option: str) -> None:
    """A card shows the fence as it is written."""
    assert mistakes_in_body(session(">>> x", "1", info=f"pycon {option}"))[0].startswith("3:1 ")


def test_a_predict_note_does_not_give_its_answer_away() -> None:
    """It asks what comes out, and a session shows that."""
    assert "4:1 predict-fence" in [
        f"{found.span.line}:{found.span.column} {found.code}"
        for found in parse_card(f"# Q {{#q .predict}}\n\ntext\n{session('>>> x', '1')}")[1]
    ]


def test_python_at_a_prompt_is_sent_to_the_right_fence() -> None:
    """It is the mistake that everybody makes first."""
    (found,) = parse_card("# Q {#q}\n\n```python\n>>> x\n1\n```")[1]

    assert (found.code, found.help) == ("syntax-error", "begin the fence with `pycon` where it shows prompts")


# ── Tolerances ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("matter", "info", "expected"),
    [
        ("", "pycon", (0.5, 0.25)),
        ("rtol: 1e-3\n", "pycon", (1e-3, 0.25)),
        ("rtol: 1e-3\natol: 0\n", "pycon atol=2", (1e-3, 2.0)),
        ("atol: 1.5e-2\n", "pycon rtol=0", (0.0, 1.5e-2)),
    ],
)
def test_a_fence_a_file_and_a_project_set_tolerances(matter: str, info: str, expected: tuple[float, float]) -> None:
    """The nearest one holds."""
    found = draft_with(f"---\n{matter}tags: [a]\n---\n\n# Q {{#q}}\n\n{session('>>> x', '1', info=info)}")

    assert (found.rtol, found.atol) == expected


def draft_with(text: str) -> Expected:
    """The first expectation of a card in a project with tolerances of its own."""
    (draft,) = parse(Source(CARD, text, "card"), Tolerance(0.5, 0.25))
    assert isinstance(draft, Draft)
    (fence,) = of_type(draft.back, PyconFence)
    return fence.examples[0].expected


# ── Doctest itself ───────────────────────────────────────────────────────────────────────────────────────────────

LINES = st.sampled_from(
    [
        ">>> x",
        ">>> if x:",
        ">>> # comment",
        ">>>",
        "...     y",
        "...",
        "... y  # doctest: +ELLIPSIS",
        "  >>> z  # doctest: -ELLIPSIS",
        "  out",
        "out",
        "out ... more",
        "",
        "Traceback (most recent call last):",
        '  File "x", line 1',
        "ValueError: no",
        "ValueError",
    ]
)


@given(st.lists(LINES, max_size=12))
def test_what_is_read_is_what_doctest_reads(lines: list[str]) -> None:
    """Whatever is not refused has the sources, the outputs, the exceptions and the lines that doctest finds.

    But for a comment with an empty line, which doctest tries to run.
    """
    scope = Scope(CARD, lines)
    read = read_session("\n".join(lines), 1, "exact", Tolerance(), scope)
    if scope.found:
        return
    every = doctest.DocTestParser().get_examples("\n".join(lines))
    found = [each for each in every if "x" in each.source or "y" in each.source or "z" in each.source]

    assert [(raw.source.rstrip(), raw.line) for raw in read.raws] == [(e.source.rstrip(), e.lineno + 1) for e in found]
    for ours, theirs in zip(read.examples, found, strict=True):
        assert ours.want.rstrip() == theirs.want.rstrip()
        if theirs.exc_msg is not None:
            said = f"{ours.raises}: {ours.message.text}" if ours.message and ours.message.text else str(ours.raises)
            assert said.rstrip() == theirs.exc_msg.rstrip()
