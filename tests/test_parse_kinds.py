"""What each kind of note demands, and where it says so."""

from __future__ import annotations

import pytest

from sources import draft_of, mistakes_in, parse_card
from verideck.model import Kind

PRINT = "```python\nprint(1)\n```\n"


@pytest.mark.parametrize(
    "body",
    [
        PRINT,
        "```python hide\nx\n```\n\n" + PRINT,
        PRINT + "\n```python output=only\nx\n```\n",
        "> " + PRINT.replace("\n", "\n> "),
        "```js\nx\n```\n\n---\n\n" + PRINT,
        "```python show=a\n```",
    ],
)
def test_a_predict_note_shows_one_fence(body: str) -> None:
    """Its output is the answer."""
    assert draft_of(f"# Q {{#q .predict}}\n\n{body}\n").kind is Kind.PREDICT


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("text", "1:1"),
        (PRINT + "\n" + PRINT, "1:1"),
        ("```python hide\nx\n```", "1:1"),
        ("```js\nx\n```", "1:1"),
        ("```python output=hide\nx\n```", "3:1"),
    ],
)
def test_a_predict_note_shows_no_other_number(body: str, place: str) -> None:
    """Nobody could tell which output is asked for."""
    assert mistakes_in(f"# Q {{#q .predict}}\n\n{body}\n") == [f"{place} predict-fence"]


# ── .reversed ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "body",
    [
        "[one](claim:a)",
        PRINT,
        "[one](claim:a)\n\n---\n\n```python output=only\nprint(1)\n```\n\n```output\n1\n```",
        "```python\nprint(1)\n```\n\n```output\n1\n```\n\n---\n",
        "> ```python raises=ValueError\n> int('x')\n> ```\n\n---\n",
    ],
)
def test_a_reversed_note_has_something_to_ask_with(body: str) -> None:
    """Text, code, or what is sure to come out of a run."""
    assert draft_of(f"# Q {{#q .reversed}}\n\n{body}\n").kind is Kind.REVERSED


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[one](claim:a)\n\n---\n",
        "```python hide\nx = 1\n```",
        "```python output=only\nprint(1)\n```",
        "```python\nprint(1)\n```\n\n---\n",
        "```python output=hide\nprint(1)\n```\n\n```output\n1\n```\n\n---\n",
        "```python show=a output=only\n```",
        "```python output=only\nprint(1)\n```\n\n```output\n1\n```\n\n---\n",
        "> ```python alt=a output=only\n> plot()\n> ```\n\n---\n",
    ],
)
def test_a_reversed_note_without_a_back_is_refused(body: str) -> None:
    """Anki would make no second card: what a run writes may be nothing, and what hidden code shows stays in front."""
    assert mistakes_in(f"# [Q](claim:a) {{#q .reversed}}\n\n{body}\n") == ["1:1 reversed-back"]


# ── .typed ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "answer",
    [
        "`{python} x.dtype`",
        "[`tf.int32`](claim:a)",
        "[two words](claim:a)",
        "[`{python} x` is `1 * 1`](claim:s/a)",
        "`tf.int32`",  # refused later, unless the note is one that is cited
        "  [one](claim:a)",
    ],
)
def test_the_first_paragraph_of_a_typed_note_is_its_answer(answer: str) -> None:
    """What follows explains it, and may be anything; so may what stands on the front."""
    assert draft_of(f"# Q {{#q .typed}}\n\n{answer}\n\nBecause *so*.\n\n{PRINT}").kind is Kind.TYPED
    assert draft_of(f"# Q {{#q .typed}}\n\n{PRINT}\n\n---\n\n{answer}\n").kind is Kind.TYPED


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("", "1:1"),
        ("`{python} x`.", "3:1"),
        ("It is [one](claim:a).", "3:1"),
        ("`{python} x` `{python} y`", "3:1"),
        ("[one](https://x.y)", "3:1"),
        ("> `{python} x`", "1:1"),
        ("- `{python} x`", "1:1"),
        ("`{python} x`\n\n---\n\nBecause.", "7:1"),
        (f"{PRINT}\n`{{python}} x`", "7:1"),
    ],
)
def test_a_typed_note_without_an_answer_is_refused(body: str, place: str) -> None:
    """At the paragraph that should be it, or at the heading."""
    assert mistakes_in(f"# Q {{#q .typed}}\n\n{body}\n") == [f"{place} typed-answer"]


@pytest.mark.parametrize("text", ["*one*", "one & two", "one~two", "snake_case", "$x$", "<b>x</b>", r"\*"])
def test_an_answer_with_markup_is_refused(text: str) -> None:
    """A learner would have to guess whether the marks are typed, too."""
    assert mistakes_in(f"# Q {{#q .typed}}\n\n[{text}](claim:a)\n") == ["3:1 typed-answer"]


def test_what_to_do_about_an_answer_is_said() -> None:
    """Each mistake has its way out."""
    for text, help in (("It is `x`.", "begin the back with"), ("[*x*](claim:a)", "put the answer in backticks")):
        (found,) = parse_card(f"# Q {{#q .typed}}\n\n{text}\n")[1]
        assert found.help
        assert found.help.startswith(help)


def test_a_predict_note_without_a_fence_is_told_to_begin_one() -> None:
    """There are no others to hide."""
    (found,) = parse_card("# Q {#q .predict}\n\ntext\n")[1]

    assert found.help == "begin a fence with ```` ```python ````, and do not hide it"


@pytest.mark.parametrize("fence", ["```python shwo=a\nx\n```", "```pyhton\nx\n```", "```python\nx"])
def test_a_refused_fence_of_a_predict_note_is_told_once(fence: str) -> None:
    """It is there, though it became no block."""
    assert len(mistakes_in(f"# Q {{#q .predict}}\n\n{fence}\n")) == 1
