"""Notes that may not ship, as their author sees them."""

from __future__ import annotations

import dataclasses

from outcomes import note, read, verified
from sources import draft_of, every_hole, of_type
from verideck.model import ClaimLink, Found, Media, NoteFields, PreviewHtml, Shown
from verideck.render import render, sketch

PICTURE = Media("_line-0.svg", b"<svg/>")


def back(text: str, found: Found | None = None, **more: object) -> str:
    """The field below the heading `Q`."""
    made = sketch(draft_of(f"# Q {{#q}}\n\n{text}"), found or Found(), **more)  # type: ignore[arg-type]  # passed on
    return dict(made.fields)["Back"]


def test_what_was_not_found_has_marks_in_its_place() -> None:
    """Values their expressions, claims a sign that they were not tried, and code is there without its output."""
    assert back("[Two](claim:two) is `{python} total`.") == (
        '<p><span class="vd-untried">Two</span> is <code class="vd-value">‹total›</code>.</p>'
    )
    assert "print" in read(back("```python\nprint(1)\n```")).text


def test_what_was_found_is_shown() -> None:
    """One thing that is wrong does not hide what is right."""
    draft = draft_of("# Q {#q}\n\n[Two](claim:two), [three](claim:three), `{python} a` and `{python} b`.")
    two, three = of_type(every_hole(draft), ClaimLink)
    made = sketch(draft, Found(values={1: "5"}, claims={two: True, three: False}))
    assert dict(made.fields)["Back"] == (
        '<p><span class="vd-claim">Two</span>, <span class="vd-failed">three</span>, '
        '<code class="vd-value">‹a›</code> and <code class="vd-value">5</code>.</p>'
    )


def test_a_picture_that_is_not_there_is_described() -> None:
    """Neither does one that is unfit break the card; one that is there is handed on to be served."""
    fit = sketch(draft_of("# Q {#q}\n\n![A line](line.svg)"), Found(), None, {"cards/line.svg": PICTURE})
    assert fit.media == (PICTURE,)
    assert back("![A line](gone.svg)").count('alt="A line"') == 1


def test_where_all_was_found_it_is_what_ships() -> None:
    """But for its evidence and its type: nothing that makes packages takes it."""
    draft = draft_of("# Q {#q}\n\nIt is `{python} x`.\n\n```python\nprint(1)\n```")
    whole = verified(dataclasses.replace(note(), draft=draft), ("2",), (Shown("1"),))
    shipped, sketched = render(whole), sketch(draft, Found(values={0: "2"}, shown={0: Shown("1")}))
    assert (type(shipped), type(sketched)) == (NoteFields, PreviewHtml)
    assert dict(sketched.fields)["Back"] == dict(shipped.fields)["Back"]
