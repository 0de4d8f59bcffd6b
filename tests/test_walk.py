"""The order in which a draft's names and programs are met."""

from __future__ import annotations

from sources import draft_of
from verideck.model import ClaimLink, Image, NoteLink, PyconFence, PythonFence, RegionFence, Value
from verideck.walk import Element, elements


def label(element: Element) -> str:
    match element:
        case ClaimLink(name=name):
            return name
        case Value(expression=expression):
            return expression
        case NoteLink(target=target):
            return target
        case RegionFence(region=region):
            return region
        case PythonFence(code=code) | PyconFence(code=code):
            return code.strip()
        case Image(alt=alt):
            return alt


def test_everything_is_met_in_the_order_of_the_source() -> None:
    """Whatever it stands in: programs and reports depend on this order."""
    draft = draft_of(
        "# [h](claim:a) {#q}\n\n> `{python} b`\n>\n> ```python\n> c\n> ```\n\n---\n\n"
        "- [see `{python} d`](https://x.y)\n- - [n](#e) and `code`\n\n"
        "| [h](claim:f) | x |\n|---|---|\n| y | `{python} g` |\n\n"
        "### [`{python} i`](claim:h)\n\n```python show=j\n```\n\n```js\nk\n```\n\n"
        "![k](k.png)\n\n```pycon\n>>> l\n1\n```\n"
    )

    assert [label(element) for element in elements(draft)] == list("abcdefghijkl")
