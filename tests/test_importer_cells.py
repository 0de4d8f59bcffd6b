"""Markdown cells of notebooks: Markdown stays Markdown, and what a card cannot hold is rewritten or reported."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sources import parse_card
from test_importer_notebook import PNG, code, markdown, notebook, read, stream
from verideck.importer.cards import card_file
from verideck.importer.entry import Found
from verideck.importer.notebook import read_notebook
from verideck.importer.pictures import Pictures
from verideck.model import ClaimLink
from verideck.walk import elements


def answer(source: str) -> str:
    """What becomes of an answer in a cell of its own."""
    return read(markdown("## 1. Q?"), markdown(source)).entries[0].back


def reports(source: str) -> list[tuple[int, str]]:
    found = read(markdown("## 1. Q?"), markdown(source)).diagnostics
    return [(each.span.line, each.code) for each in found if each.code != "no-answer"]


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("It is **bold** and `a_b`.", "[It is **bold** and `a_b`.](claim:?)"),
        ("So $a_1 * b$ holds. It costs $5.", "[So $a_1 * b$ holds.](claim:?)\n[It costs \\$5.](claim:?)"),
        ("$$\na % why\n= b\n$$", "$$ a = b $$"),
        ("\\begin{align}\nx &= 1 \\\\\ny &= 2\n\\end{align}", "$$\\begin{align} x &= 1 \\\\ y &= 2 \\end{align}$$"),
        ("**It is so. It was.** It will.", "[**It is so. It was.**](claim:?)\n[It will.](claim:?)"),
        ("One line here  \nand another", "[One line here](claim:?)\\\n[and another](claim:?)"),
        ("* It is one.\n* It is two.", "-   [It is one.](claim:?)\n-   [It is two.](claim:?)"),
        ("3. It is one.\n   - It is in.", "3.  [It is one.](claim:?)\n    -   [It is in.](claim:?)"),
        ("> It is said.", "> [It is said.](claim:?)"),
        ("|a|b|\n|-|:-:|\n|It is so.|`x\\|y`|", "| a | b |\n| --- | :---: |\n| [It is so.](claim:?) | `x\\|y` |"),
        ("#### Words\n\nIt is.", "#### Words\n\n[It is.](claim:?)"),
        ("```bash\n$ ls\n```", "```bash\n$ ls\n```"),
        ("A &copy; of it.", "[A &copy; of it.](claim:?)"),
    ],
)
def test_markdown_stays_markdown(source: str, written: str) -> None:
    """Each statement is marked, and nothing else of the text changes its meaning."""
    assert answer(source) == written
    assert reports(source) == []


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("See [it](https://x.y) for all.", "See [it](https://x.y) [for all.](claim:?)"),
        ("[It](https://x.y/a(b)) is so.", "[It](<https://x.y/a(b)>) [is so.](claim:?)"),
        ("It is [it][X].\n\n[x]: https://x.y 'T'", "[It is](claim:?) [it](https://x.y)."),
        ("It is [x].\n\n[x]: <https://x.y>", "[It is](claim:?) [x](https://x.y)."),
    ],
)
def test_the_words_beside_a_link_are_marked(source: str, written: str) -> None:
    """A claim is a link itself, and links do not nest."""
    assert answer(source) == written
    assert reports(source) == []


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("# Chapter\n\nIt is.", "### Chapter\n\n[It is.](claim:?)"),
        ("Chapter\n=====\n\nIt is.", "### Chapter\n\n[It is.](claim:?)"),
        ("    x = 1", "```\nx = 1\n```"),
        ("It is {python} here.", "[It is \\{python} here.](claim:?)"),
        ("Set `{python} x` now.", "[Set \\{python} x now.](claim:?)"),
        ("It is ` here.", "[It is \\` here.](claim:?)"),
        ("[^1]: It is said.", "[&#91;^1&#93;: It is said.](claim:?)"),
    ],
)
def test_what_cards_read_differently_is_rewritten(source: str, written: str) -> None:
    """A heading would begin a note, a brace a value; on the card they look as they did."""
    assert answer(source) == written
    assert reports(source) == []


@pytest.mark.parametrize(
    ("source", "words", "report"),
    [
        ("See [it](other.ipynb).", "it (`other.ipynb`)", "link"),
        ("See [it](claim:x) here.", "it (`claim:x`)", "link"),
        ("[It is so here](https://x.y).", "[It is so here](https://x.y).", "unmarked"),
        ("![A plot](https://x.y/z.png)", "[A plot](<https://x.y/z.png>)", "media"),
        ("![A plot](no.png)", "A plot (`no.png`)", "media"),
        ("<b>It is so.</b>", "<b>", "raw-html"),
        ("<div>\nIt is.\n</div>", "<div>\nIt is.\n</div>", "raw-html"),
        ("$\\href{x}{y}$", "\\$", "as-text"),
        ("> " * 25 + "Deep words.", "Deep words.", "as-text"),
        ("```output\n1\n```", "```text\n1\n```", "not-run"),
        ("It is.\n\n[x]: https://x.y", "[It is.](claim:?)", "link"),
    ],
)
def test_what_cards_cannot_hold_is_reported(source: str, words: str, report: str) -> None:
    """At its line; its text stays."""
    assert words in answer(source)
    assert [code for _, code in reports(source)][:1] == [report]


def test_a_rule_does_not_end_the_front() -> None:
    """The first one of a note would, were there none before it."""
    made = card_file("cards/n.md", read(markdown("## 1. Q?\nIt is.\n\n---\n\nIt was.")).entries, set(), set(), None)
    (draft,) = parse_card(made.text)[0]
    assert (draft.front, len(draft.back)) == ((), 3)


def test_a_question_of_markdown_is_a_heading_of_markdown() -> None:
    """Its code and formulas are no literal text, and its id has none of their marks."""
    (entry,) = read(markdown("## 1. What is `a` in $b^2$ of [it](https://x.y)?")).entries
    assert entry.heading == "What is `a` in $b^2$ of [it](https://x.y)?"


def test_a_comment_in_a_fence_is_no_question() -> None:
    """`# 1. …` is one in a code cell alone."""
    (entry,) = read(markdown("## 1. Q?\n\n```\n# 1. load\n```")).entries
    assert entry.back == "```\n# 1. load\n```"


def test_characters_that_no_card_can_have_are_left_out() -> None:
    """In JSON they may stand as escapes, which no check of the file's own text finds."""
    found = read(markdown("## 1. Q?\r\nIt\u0007 is\ufdd0 so."), code("f()", stream("a\u0008b\r\n")))
    assert found.entries[0].back == "[It is so.](claim:?)\n\n```python\nf()\n```\n\n```output\nab\n```"


# ── Images ──


def held(source: str, **attachments: bytes) -> dict[str, Any]:
    """A cell that holds images."""
    bundles = {f"{name}.png": {"image/png": base64.b64encode(data).decode()} for name, data in attachments.items()}
    return {**markdown(source), "attachments": bundles}


def test_attachments_are_written_beside_the_cards() -> None:
    """In Markdown and in HTML alike."""
    pictures = Pictures("media/notes")
    cell = held("![A plot](attachment:a.png) <img src='attachment:b.png' alt='B'>", a=PNG, b=PNG + b"2")
    (entry,) = read(markdown("## 1. Q?"), cell, pictures=pictures).entries
    assert entry.back == "![A plot](media/notes/a.png) ![B](media/notes/b.png)"
    assert pictures.files == {"a.png": PNG, "b.png": PNG + b"2"}


def test_an_attachment_that_is_not_placed_is_reported() -> None:
    """One that no text shows, one that is no image, and one that the cell does not hold."""
    cell = held("![X](attachment:a.png) ![Y](attachment:c.png)", a=b"no image", b=PNG)
    found = [each.message for each in read(markdown("## 1. Q?"), cell).diagnostics]
    assert [message.split("`")[1] for message in found] == ["a.png", "c.png", "b.png"]


def test_images_beside_the_notebook_are_copied(tmp_path: Path) -> None:
    """Those below its folder: a notebook from anybody must not fetch other files of the reader's machine."""
    folder = tmp_path / "notes"
    (folder / "img").mkdir(parents=True)
    (folder / "img/a b.png").write_bytes(PNG)
    (tmp_path / "secret.png").write_bytes(PNG)
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    pictures = Pictures("media/notes")
    source = f"![A](img/a%20b.png) ![B](../secret.png) ![C](<{tmp_path}/secret.png>) ![D](link.png)"
    found = read_notebook("n.ipynb", notebook(markdown("## 1. Q?"), markdown(source)), pictures, folder)
    assert list(pictures.files) == ["img-a-b.png"]
    assert [each.code for each in found.diagnostics] == ["media"] * 3


# ── Any text ──

TEMPLATES = [
    "{}", "{}. ", "{} is {}. ", "\n", "\n\n", "  \n", "**{}**", "*{}", "_{}_ ", "`{}`", "`", "``{}`", "${}$",
    "$", "$$\n{}\n$$", "[{}](https://x.y)", "[{}](a.md)", "[{}](claim:?)", "[{}][x]", "[{}]", "![{}](a.png)",
    "![](b.png)", "<b>{}</b>", "<{}>", "<!-- ", " -->", "<div>\n", "</div>\n", "\n- {}\n", "\n1. {}\n",
    "\n  - ", "\n> {}\n", "\n# {}\n", "\n### {} {{#id}}\n", "\n{}\n---\n", "\n===\n", "\n***\n",
    "\n```\n{}\n```\n", "\n```python\n{} = 1\n```\n", "\n~~~output\n", "\n    {}\n",
    "\n|a|b|\n|-|-|\n|{}|{}|\n", "\n[x]: https://x.y\n", "\n[^1]: {}\n", "\\", "\\({}\\)", "\\[",
    "{{python}} {}", "{{{{c1::{}}}}}", "(claim:", "&amp;", "~{}~", "\t", "[!NOTE]\n", "\n<script>\n",
    "<https://{}.org>", "]", "[", "(", ")", "!", "https://x.y/{}_{} ", "{}\\|", "\\begin{{a}}{}\\end{{a}}",
]  # fmt: skip


SPECIAL = "ab Z.?!:()[]{}<>*_`~$#&|\\/-+=>1\"'@\n\té。"


@st.composite
def cells(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A cell, and the words in it, each another."""
    words = list[str]()
    text = ""
    for template in draw(st.lists(st.sampled_from(TEMPLATES), max_size=12)):
        own = [f"word{len(words) + number}x" for number in range(template.count("{}"))]
        text += template.format(*own)
        words += own
    return text, words


@settings(deadline=None)
@given(cells())
def test_nothing_of_a_cell_is_lost(cell: tuple[str, list[str]]) -> None:
    """Whatever stands in it: the file parses, and each word is in it or in a report."""
    text, words = cell
    found = read(markdown("## 1. Q?"), markdown(text))
    check_parses(found)
    everything = found.entries[0].back + "".join(each.message for each in found.diagnostics)
    assert [word for word in words if word not in everything] == []


@settings(deadline=None)
@given(
    st.text(st.sampled_from("ab Z.?!:()[]{}<>*_`~$#&|\\/-+=>1\"'@\n\té。") | st.characters(codec="utf-8"), max_size=60)
)
@example("- -")
def test_any_cell_parses(text: str) -> None:
    """An import must not leave a file that does not parse."""
    check_parses(read(markdown("## 1. Q?"), markdown(text)))


def check_parses(found: Found) -> None:
    made = card_file("cards/notes.md", found.entries, set(), set(), None)
    assert (made.diagnostics, parse_card(made.text)[1]) == ((), [])


def test_marks_of_a_cell_are_claims_without_a_name() -> None:
    """So that the build refuses the note until each is proven or cut."""
    made = card_file("cards/n.md", read(markdown("## 1. Q?\n- It is **so**.\n\n> It was.")).entries, set(), set(), None)
    (draft,) = parse_card(made.text)[0]
    assert [each.name for each in elements(draft) if isinstance(each, ClaimLink)] == ["?", "?"]
