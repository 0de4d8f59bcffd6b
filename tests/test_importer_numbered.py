"""Numbered questions with answers in strings, in the form in which notebooks are saved as text."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources import outdented, parse_card
from verideck.importer.cards import card_file
from verideck.importer.entry import Found, RefusedError
from verideck.importer.numbered import read_numbered
from verideck.model import ClaimLink, Listing, PyconFence, PythonFence
from verideck.walk import elements

NOTEBOOK = '''\
In [None]:
#1. What does sorted(x) return for a tuple, and what
is left alone?

"""It returns a list. The tuple stays as it was, e.g. in a loop.

   Two things matter here:

   1. Order: equal items keep their order. This is called
      stability.

   2. Keys: the argument `key` is called once for each item,
      see functools.cmp_to_key for older code.

 In short, sorted is safe!"""

In [2]:
# 2) Is 2 * 3 ** 2 the same as (2 * 3) ** 2?
"""No.

   print(2 * 3 ** 2)

   Powers bind more tightly than products."""

total = 2 * 3 ** 2

#Question 3: Why [not]?
'''


def read(text: str) -> Found:
    return read_numbered("notes.txt", text)


def written(text: str) -> str:
    made = card_file("cards/notes.md", read(text).entries, set(), set(), None)
    assert made.diagnostics == ()
    return made.text


def answer(text: str) -> str:
    """What becomes of an answer."""
    return read(f'#1. Q?\n"""{text}"""\n').entries[0].back


def test_a_notebook_becomes_notes() -> None:
    """The whole of it, as an author finds it in the new card file."""
    assert written(NOTEBOOK) == outdented("""
        # What does `sorted(x)` return for a tuple, and what is left alone? {#what-does-sorted-x-return-for-a-tuple}

        [It returns a list.](claim:?)
        [The tuple stays as it was, e.g. in a loop.](claim:?)

        Two things matter here:

        1.  [Order: equal items keep their order.](claim:?)
            [This is called stability.](claim:?)
        2.  [Keys: the argument `key` is called once for each item, see `functools.cmp_to_key` for older code.](claim:?)

        In short, sorted is safe!

        # Is 2 \\* 3 \\*\\* 2 the same as (2 \\* 3) \\*\\* 2? {#is-2-3-2-the-same-as-2}

        No.

        ```python
        print(2 * 3 ** 2)
        ```

        [Powers bind more tightly than products.](claim:?)

        ```python
        total = 2 * 3 ** 2
        ```

        # Why [not]? {#why-not}
    """)


@pytest.mark.parametrize(
    ("string", "markdown"),
    [
        (r'"""It has\ttabs.\nIt ends."""', "[It has tabs.](claim:?)\n[It ends.](claim:?)"),
        ('"""It goes \\\non here."""', "[It goes on here.](claim:?)"),
        (r'"""It is \x41 \u00e9 \N{BULLET} here."""', "[It is A é • here.](claim:?)"),
        (r'"""It says \"\"\" here."""', '[It says """ here.](claim:?)'),
        (r"'It isn\'t so.'", "[It isn't so.](claim:?)"),
        (r'r"""It is \nabla here."""', r"[It is \\nabla here.](claim:?)"),
        (r'"""It is \d here."""', r"[It is \\d here.](claim:?)"),
        (r'"""It is \x here."""', r"[It is \\x here.](claim:?)"),
        (r'f"""It is \n {x} here."""', r"[It is \\n \{x} here.](claim:?)"),
        ('"""It goes on.\\n', "[It goes on.](claim:?)"),
    ],
)
def test_escapes_in_a_string_say_what_they_say_in_python(string: str, markdown: str) -> None:
    """A learner must not read `\\n`; what is no string of Python stays as it is written."""
    assert read(f"#1. Q?\n{string}\n").entries[0].back == markdown


@pytest.mark.parametrize("escape", [r"\frac", r"\a", r"\ud800"])
def test_an_escape_that_no_card_can_have_stays(escape: str) -> None:
    """Mostly it is a formula in a string that is not raw; the report says so."""
    found = read(f'#1. Q?\n"""It is\\n {escape} here."""\n')
    assert found.entries[0].back == f"[It is\\\\n \\{escape} here.](claim:?)"
    assert [(each.code, each.span.line) for each in found.diagnostics] == [("escape", 2)]


def test_a_question_without_an_answer_is_reported() -> None:
    """It comes in as it is; the author finds the place."""
    (found,) = read(NOTEBOOK).diagnostics
    assert (found.code, found.span.line, found.severity) == ("no-answer", 27, "warning")


def test_what_belongs_to_no_question_is_reported() -> None:
    """Never dropped in silence."""
    found = read('import math\n\n"""Words."""\n\n#1. Q?\n"""A."""\n').diagnostics
    assert [(each.code, each.span.line, each.severity) for each in found] == [
        ("not-placed", 1, "error"),
        ("not-placed", 3, "error"),
    ]


def test_a_string_that_is_never_closed_ends_before_the_next_question() -> None:
    """One mistake costs one answer its end at most."""
    found = read('#1. A?\n"""One.\n\n#2. B?\n"""Two three four."""\n')
    assert [entry.back for entry in found.entries] == ["One.", "[Two three four.](claim:?)"]
    assert [(each.code, each.span.line) for each in found.diagnostics] == [("unclosed-string", 2)]


def test_a_text_without_questions_is_refused() -> None:
    """A wrong file is told what the right one looks like."""
    with pytest.raises(RefusedError, match="no numbered question"):
        read("Some text.\n")


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("Is it? Yes! It surely does so.", "Is it?\nYes!\n[It surely does so.](claim:?)"),
        ("No.", "No."),
        ("It is 3.5 m, cf. Fig. 2. They agree.", "[It is 3.5 m, cf. Fig. 2.](claim:?)\n[They agree.](claim:?)"),
        ("It goes to 9. It returns.", "[It goes to 9.](claim:?)\n[It returns.](claim:?)"),
        ('He said "It is so." Then he left.', '[He said "It is so."](claim:?)\n[Then he left.](claim:?)'),
        (
            "这是一个张量。它有形状和类型，是不变的。",
            "[这是一个张量。](claim:?)\n[它有形状和类型，是不变的。](claim:?)",
        ),
        ("The `a. B` stays whole here.", "[The `a. B` stays whole here.](claim:?)"),
    ],
)
def test_each_statement_is_marked(text: str, markdown: str) -> None:
    """What can be neither true nor false is not: a question, an exclamation, a lone word."""
    assert answer(text) == markdown


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("Use tf.range(3) or x.y_z here.", "[Use `tf.range(3)` or `x.y_z` here.](claim:?)"),
        ("It overrides __call__ of keras.Model.", "[It overrides `__call__` of `keras.Model`.](claim:?)"),
        ("A call f(g(1), [2]) nests deeply.", "[A call `f(g(1), [2])` nests deeply.](claim:?)"),
        ("The layer(s) of example.com, e.g. all.", "[The layer(s) of example.com, e.g. all.](claim:?)"),
        ("Set ` of ![x](a.png) now.", "[Set \\` of !&#91;x&#93;(`a.png`) now.](claim:?)"),
        ("Set ``a`b`` and `{python} x` now.", "[Set ``a`b`` and \\{python} x now.](claim:?)"),
    ],
)
def test_names_of_code_are_code(text: str, markdown: str) -> None:
    """They look like it on the card, and Markdown does not read them as emphasis."""
    assert answer(text) == markdown


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Look:\n\nx = 1\nprint(x)", PythonFence),
        ("Look:\n\n   def f():\n       a = 1\n\n       return a", PythonFence),
        ("Look:\n\n```\n$ ls\n```", Listing),
        ("Look:\n\n```python\nprint(1)\n```", PythonFence),
        ("Look:\n\n       $ ls -l\n\nand so on", Listing),
        ("Look:\n\n>>> 1 + 1\n2", PyconFence),
    ],
)
def test_code_is_kept_as_code(text: str, kind: type[object]) -> None:
    """What is Python will run, everything else is shown."""
    (draft,) = parse_card(f"# Q {{#q}}\n\n{answer(text)}\n")[0]
    assert [type(block) for block in draft.back[1:2]] == [kind]


def test_a_function_with_a_blank_line_is_one_fence() -> None:
    """Half a function is no code."""
    text = answer("    def f():\n        a = 1\n\n        return a\n\n    Words.")
    (draft,) = parse_card(f"# Q {{#q}}\n\n{text}\n")[0]
    (fence,) = [block for block in draft.back if isinstance(block, PythonFence)]
    assert ast.parse(fence.code).body[0].end_lineno == 4


PLAIN = st.text(
    st.sampled_from("ab Z.?!:()[]{}<>*_`~$#&|\\/-+=>1\"'@\n\té。") | st.characters(codec="utf-8"), max_size=60
)


@given(PLAIN, PLAIN)
def test_any_answer_parses_or_is_reported(question: str, text: str) -> None:
    """An import must not leave a file that does not parse, whatever stood in the notebook."""
    bare = "".join(c for c in text.replace('"""', "") if c in "\n\t" or c.isprintable())
    title = "".join(c for c in question if c.isprintable()).strip() or "Q"
    found = read(f'#1. {title}\n\n"""{bare}\n"""\n')
    made = card_file("cards/notes.md", found.entries, set(), set(), None)
    drafts, mistakes = parse_card(made.text, "cards/notes.md") if made.text else ([], [])
    assert mistakes == []
    assert len(drafts) + len(made.diagnostics) == 1
    assert made.diagnostics == ()


def test_marks_are_claims_without_a_name() -> None:
    """So that the build refuses the note until each is proven or cut."""
    drafts, _ = parse_card(written(NOTEBOOK))
    claims = [[each.name for each in elements(draft) if isinstance(each, ClaimLink)] for draft in drafts]
    assert claims == [["?"] * 5, ["?"], []]
