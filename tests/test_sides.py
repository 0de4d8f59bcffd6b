"""What stands on the front, and which outputs are a part of the question."""

from __future__ import annotations

import pytest

from sources import draft_of
from verideck.model import PythonFence, RegionFence
from verideck.sides import only_asks, sides
from verideck.walk import elements

ONLY, SHOWN = "```python output=only\nx\n```\n", "```python\nx\n```\n"
BREAK = "\n---\n\n"
QUOTED = "> - a\n>\n>   " + ONLY.replace("\n", "\n>   ").rstrip("> ") + "\n"


@pytest.mark.parametrize(
    ("kind", "body", "asking"),
    [
        ("", ONLY + BREAK + "text", [True]),
        ("", ONLY + "\ntext", [False]),
        ("", ONLY + BREAK + ONLY, [True, False]),
        ("", SHOWN + BREAK + "text", [False]),
        ("", QUOTED + BREAK + "text", [True]),
        ("", "```python hide\nx\n```\n" + BREAK + "text", [False]),
        ("", "```python show=a output=only\n```\n" + BREAK + "text", [True]),
        (".predict", ONLY + "\n" + SHOWN + "\n" + ONLY, [True, False, False]),
        (".list", ONLY + "\n- a\n\n  " + ONLY.replace("\n", "\n  ") + "\n" + ONLY, [True, False, False]),
        (".cloze", "{{c1::a}}\n\n" + ONLY, [False]),
        (".cloze", ONLY + "\n{{c1::a}}\n", [True]),
    ],
)
def test_what_hidden_code_shows_on_the_front_asks(kind: str, body: str, asking: list[bool]) -> None:
    """All else that is shown answers: the heading, or the code that stands on the front."""
    draft = draft_of(f"# Q {{#q {kind}}}\n\n{body}\n")
    fences = [each for each in elements(draft) if isinstance(each, PythonFence | RegionFence)]
    assert [only_asks(fence, draft) for fence in fences] == asking


def test_the_front_of_a_predict_note_ends_with_its_code() -> None:
    """Without a break in the source."""
    front, back = sides(draft_of(f"# Q {{#q .predict}}\n\na\n\n{ONLY}\n{SHOWN}\nb\n"))
    assert [len(front), len(back)] == [3, 1]
    assert isinstance(front[-1], PythonFence)
