"""What stands on the front, and which outputs are a part of the question."""

from __future__ import annotations

import pytest

from sources import draft_of
from verideck.model import PythonFence, RegionFence
from verideck.sides import shows_answer, sides
from verideck.walk import elements

ONLY, SHOWN = "```python output=only\nx\n```\n", "```python\nx\n```\n"
BREAK = "\n---\n\n"
QUOTED = "> - a\n>\n>   " + ONLY.replace("\n", "\n>   ").rstrip("> ") + "\n"


@pytest.mark.parametrize(
    ("kind", "body", "answers"),
    [
        ("", ONLY + BREAK + "text", [False]),
        ("", ONLY + "\ntext", [True]),
        ("", ONLY + BREAK + ONLY, [False, True]),
        ("", SHOWN + BREAK + "text", [True]),
        ("", QUOTED + BREAK + "text", [False]),
        ("", "```python hide\nx\n```\n" + BREAK + "text", [False]),
        ("", "```python show=a output=only\n```\n" + BREAK + "text", [False]),
        (".predict", ONLY + "\n" + SHOWN + "\n" + ONLY, [False, True, True]),
        (".list", ONLY + "\n- a\n\n  " + ONLY.replace("\n", "\n  ") + "\n" + ONLY, [False, True, True]),
        (".cloze", "{{c1::a}}\n\n" + ONLY, [True]),
        (".cloze", ONLY + "\n{{c1::a}}\n", [False]),
    ],
)
def test_what_hidden_code_shows_on_the_front_asks(kind: str, body: str, answers: list[bool]) -> None:
    """All else that is shown answers: the heading, or the code that stands on the front."""
    draft = draft_of(f"# Q {{#q {kind}}}\n\n{body}\n")
    fences = [each for each in elements(draft) if isinstance(each, PythonFence | RegionFence)]
    assert [shows_answer(fence, draft) for fence in fences] == answers


def test_the_front_of_a_predict_note_ends_with_its_code() -> None:
    """Without a break in the source."""
    front, back = sides(draft_of(f"# Q {{#q .predict}}\n\na\n\n{ONLY}\n{SHOWN}\nb\n"))
    assert [len(front), len(back)] == [3, 1]
    assert isinstance(front[-1], PythonFence)
