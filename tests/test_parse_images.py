"""Images in running text, and the descriptions of figures."""

from __future__ import annotations

import pytest

from sources import body_of, draft_of, every_hole, mistakes_in_body, of_type, parse_card
from verideck.model import Image, ItemList, Paragraph, PythonFence, RegionFence, Span
from verideck.walk import elements

HERE = Span("", 1)


def images(text: str) -> list[Image]:
    return of_type(every_hole(draft_of(f"# Q {{#q}}\n\n{text}")), Image)


@pytest.mark.parametrize(
    ("text", "path", "alt"),
    [
        ("![A line](figures/a.png)", "cards/figures/a.png", "A line"),
        ("![A line](./a.png)", "cards/a.png", "A line"),
        ("![A line](../media/a.png)", "media/a.png", "A line"),
        ("![A line](../../a.png)", "../a.png", "A line"),
        ("![A line](/a.png)", "/a.png", "A line"),
        ("![A line](<a b.png>)", "cards/a b.png", "A line"),
        ("![A line](a%20b.png)", "cards/a b.png", "A line"),
        ('![A line](a.png "title")', "cards/a.png", "A line"),
        ("![A\n   line](a.png)", "cards/a.png", "A line"),
        ("![`x` of $y$ \\* &lt;b>](a.png)", "cards/a.png", "x of y * <b>"),
        ("![a ![b] c](a.png)", "cards/a.png", "a ![b] c"),
    ],
)
def test_an_image_has_a_path_and_words(text: str, path: str, alt: str) -> None:
    """The path is the project's, as everywhere; the words are what a screen reader says."""
    assert images(text) == [Image(path, alt, HERE)]


def test_an_image_stands_wherever_words_do() -> None:
    """In headings, lists, tables and links."""
    draft = draft_of("# Q ![a](a.png) {#q}\n\n- ![b](b.png)\n\n|![c](c.png)|\n|-|\n|[![d](d.png)](https://e)|\n")
    assert [each.alt for each in elements(draft) if isinstance(each, Image)] == ["a", "b", "c", "d"]


def test_an_image_has_a_place() -> None:
    """That of all its characters."""
    (draft,) = parse_card("# Q\n\n- x ![a](b.png) y\n")[0]
    assert isinstance(draft.back[0], ItemList)
    paragraph = draft.back[0].items[0][0]
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text.holes[0].span == Span("cards/card.md", 3, 5, 3, 16)


@pytest.mark.parametrize(
    "text",
    [
        "![](a.png)",
        "![ ](a.png)",
        "![a]()",
        "![a](https://example.org/a.png)",
        "![a](//example.org/a.png)",
        "![a](data:image/png;base64,AA)",
        "![a](file:///a.png)",
        "![a](my picture.png)",
        "![a](b.png",
        "![a][b]",
        "![a `{python} x`](a.png)",
        "![a [b](https://c)](a.png)",
        "![a ![b](c.png)](a.png)",
        "![<b>](a.png)",
    ],
)
def test_what_is_no_image_of_the_project_is_refused(text: str) -> None:
    """It would be shown as text, or be missing on a phone without a network."""
    assert "3:1 image" in mistakes_in_body(text)


def test_exclamations_are_text() -> None:
    """Only a bracket makes an image of them."""
    assert images("Look![a] ! [b] !") == []


# ── Figures ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_figure_is_described_in_the_fence() -> None:
    """Quotes hold spaces and braces."""
    (fence,) = of_type(body_of("```python alt=\"A 'line' from {1}\" figure=png\nx\n```"), PythonFence)
    (region,) = of_type(body_of("```python {show=a alt='A line'}\n```"), RegionFence)
    (plain,) = of_type(body_of("```python\nx\n```"), PythonFence)
    assert (fence.alt, fence.figure) == ("A 'line' from {1}", "png")
    assert (region.alt, region.figure) == ("A line", "svg")
    assert (plain.alt, plain.figure) == (None, "svg")


@pytest.mark.parametrize(
    "options",
    ["alt=", 'alt=" "', "alt", "figure=png", "alt=a figure=gif", "hide alt=a", "output=hide alt=a", "alt=a alt=b"],
)
def test_options_of_figures_that_say_nothing_are_refused(options: str) -> None:
    """An option without an effect is a mistake."""
    assert mistakes_in_body(f"```python {options}\nx\n```") == ["3:1 fence-option"]


def test_other_languages_have_no_figures() -> None:
    """An `alt=` there was meant for Python."""
    assert mistakes_in_body("```js alt=a\nx\n```") == ["3:1 fence-option"]


@pytest.mark.parametrize(
    ("html", "paths"),
    [
        ('<img alt="x" src="a%20b.png" width=3>', ["cards/a b.png"]),
        ("<IMG src=a.png><img src='b.png'>", ["cards/a.png", "cards/b.png"]),
        ('<img src="https://example.org/a.png"><img src="data:image/png;base64,AA=="><img src="">', []),
    ],
)
def test_raw_html_names_images_too(html: str, paths: list[str]) -> None:
    """Those of the project, in a block and within a line; what lies elsewhere is not ours to pack."""
    for written in (f"<div>{html}</div>", f"a {html}"):
        found = of_type(elements(draft_of(f"# Q {{#q}}\n\n{written}\n")), Image)
        assert found == [Image(path, "", HERE) for path in paths]
