"""The fields of `.list` notes: each item a deletion, in the order of the source."""

from __future__ import annotations

from dataclasses import replace

from outcomes import note, verified
from sources import draft_of
from verideck.model import NoteFields, Shown
from verideck.render import render


def rendered(text: str) -> NoteFields:
    draft = draft_of(f"# Q {{#q .list}}\n\n{text}")
    return render(verified(replace(note(), draft=draft), (), (Shown("1"),) * 9))


def fields(text: str) -> dict[str, str]:
    return dict(rendered(text).fields)


def test_each_item_is_a_card() -> None:
    """Its number is the card's, and the order is the source's."""
    made = rendered("- a {c3}\n- b {c1}")
    assert (made.note_type, made.kind, made.cards) == ("cloze", "list", (0, 2))
    assert dict(made.fields)["Text"].endswith(
        '<ul><li class="vd-item">{{c3::a}}</li><li class="vd-item">{{c1::b}}</li></ul>'
    )


def test_an_item_hides_all_that_stands_in_it() -> None:
    """Its paragraphs, code and output: each would give it away."""
    text = fields("1. a::b {c1}\n\n   c\n\n   ```python\n   1\n   ```\n\n   - d }}")["Text"]
    assert text.split("<ol>")[1] == (
        '<li class="vd-item">{{c1::<p>a&#58;:b</p><p>c</p>'
        '<pre class="vd-code"><code><span class="vd-number">1</span></code></pre>'
        '<pre class="vd-output"><samp>1</samp></pre><ul><li>d &#125;}</li></ul>}}</li></ol>'
    )


def test_outputs_are_not_repeated_below() -> None:
    """Those of code above the list open the extra; those of items stand in them."""
    made = fields("```python\n1\n```\n\n- a {c1}\n\n  ```python\n  2\n  ```\n\nb")
    assert made["Extra"] == '<pre class="vd-output"><samp>1</samp></pre><p>b</p>'


def test_notation_of_deletions_in_items_stays_text() -> None:
    """Only `.cloze` notes have it."""
    assert "{{c2" not in fields("- a `{{c2::b}}` {c1}")["Text"]
