"""The blocks of a body."""

from __future__ import annotations

import pytest

from sources import CARD, body_of, cut, every_block, every_hole, mistakes_in, mistakes_in_body, of_type, parse_card
from verideck.model import (
    Block,
    CodeSpan,
    Draft,
    Heading,
    HtmlBlock,
    ItemList,
    Listing,
    Paragraph,
    Prose,
    PythonFence,
    Quote,
    Rule,
    Span,
    Table,
)
from verideck.parse.blocks import MOST_TEXT

NOWHERE = Span("", 1)


def paragraph(text: str) -> Paragraph:
    return Paragraph(Prose(text))


def one(body: str) -> Block:
    (block,) = body_of(body)
    return block


def test_blocks_nest() -> None:
    """Quotes and lists hold blocks of any kind."""
    assert body_of("> a\n>\n> - b\n>   ### c\n>\n>   > d\n") == (
        Quote(
            (
                paragraph("a"),
                ItemList(None, False, ((paragraph("b"), Heading(3, Prose("c")), Quote((paragraph("d"),))),)),
            )
        ),
    )


def test_text_without_an_end_is_refused() -> None:
    """Setting its emphasis would take minutes, and no learner would read it."""
    line = "*one* two\n"
    most = line * (MOST_TEXT // len(line))
    assert mistakes_in_body(most) == []
    assert mistakes_in_body(f"a\n\n- {most}{line}") == ["5:3 text-too-long"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("> [!NOTE]\n> a", Quote((paragraph("a"),), "note")),
        ("> [!tip]  \n> a\n> b", Quote((paragraph("a\nb"),), "tip")),
        ("> [!WARNING]\n>\n> - a", Quote((ItemList(None, True, ((paragraph("a"),),)),), "warning")),
        ("> [!CAUTION]", Quote((), "caution")),
        ("> [!IMPORTANT]\n> > [!NOTE]\n> > a", Quote((Quote((paragraph("a"),), "note"),), "important")),
        ("> a\n> [!NOTE]", Quote((paragraph("a\n[!NOTE]"),))),
    ],
)
def test_a_quote_may_be_an_admonition(body: str, expected: Quote) -> None:
    """As GitHub has it; lower case and nesting do no harm."""
    assert one(body) == expected


@pytest.mark.parametrize("body", ["> [!NOTES]\n> a", "> [!NOTE] a", "> [!INFO]"])
def test_a_quote_that_is_nearly_an_admonition_is_refused(body: str) -> None:
    """GitHub shows its mark as text, and so would a card."""
    assert mistakes_in_body(body) == ["3:3 admonition"]


def test_what_stands_in_an_admonition_has_its_place() -> None:
    """The line that names it is no part of it, and counts all the same."""
    (quote,) = body_of("> [!NOTE]\n> a `b`")
    assert isinstance(quote, Quote)
    (block,) = quote.blocks
    assert isinstance(block, Paragraph)
    assert block.text.holes[0].span == Span(CARD, 4, 5, 4, 8)


@pytest.mark.parametrize(
    ("body", "start", "tight", "items"),
    [
        ("- a\n- b", None, True, 2),
        ("* a\n\n* b", None, False, 2),
        ("3. a\n4. b", 3, True, 2),
        ("1) a", 1, True, 1),
        ("0. a\n\n   b", 0, False, 1),
        ("-\n- b", None, True, 2),
        ("- > a\n  >\n  > b", None, True, 1),
        ("- ```js\n  ```\n\n- b", None, False, 2),
        ("- a\n  ```js\n  ```\n\n  b", None, False, 1),
    ],
)
def test_lists(body: str, start: int | None, tight: bool, items: int) -> None:
    """Their first number, and whether their paragraphs stand apart."""
    found = one(body)

    assert isinstance(found, ItemList)
    assert (found.start, found.tight, len(found.items)) == (start, tight, items)


def test_a_table_has_cells() -> None:
    """As GitHub's Markdown has them."""
    assert one("a | b \\| c | d | e\n:-|:-:|-:|---\n| f | | `g \\| h` |") == Table(
        ("left", "center", "right", ""),
        (Prose("a"), Prose("b | c"), Prose("d"), Prose("e")),
        ((Prose("f"), Prose(""), Prose("\ufdd00\ufdd1", (CodeSpan("g | h", NOWHERE),)), Prose("")),),
    )


@pytest.mark.parametrize(
    "body",
    [
        "| `x` | `x` |\n|--|--|\n| `x`|`x` |",
        "> x | `x`\n> --|--\n> `x`|`x`",
        "- | x\\|`x` | `x` |\n  |--|--|\n  |a|`x`",
        "| \\| `x` | \\|\\|`x` |\n|-|-|",
        "  | x`x` |`x`|\n  |-|-|\n  `x`|\\|",
    ],
)
def test_equal_cells_have_their_own_places(body: str) -> None:
    """The block parser tells only the line; where in it a cell stands is found by its pipes."""
    text = f"# Q\n\n{body}\n"
    (draft,) = parse_card(text)[0]
    spans = [hole.span for hole in every_hole(draft)]

    assert len({(span.line, span.column) for span in spans}) == body.count("`x`")
    assert [cut(text, span) for span in spans] == ["`x`"] * body.count("`x`")


def test_a_row_with_too_many_cells_is_refused() -> None:
    """CommonMark's tables drop them, and a claim with them."""
    assert mistakes_in_body("> | a | b |\n> |---|---|\n> | c | d | [e](claim:f) |") == ["5:3 table-row"]


def test_fences_in_lists_keep_their_lines() -> None:
    """Tabs, too."""
    fences = of_type(every_block(body_of("1.  ```python\n    x\n    ```\n\n\t```python\n\ty\n\t```\n")), PythonFence)

    assert [(fence.code, fence.line) for fence in fences] == [("x", 4), ("y", 8)]


# ── HTML ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_comments_vanish() -> None:
    """Whatever stands in them: fences do not run, claims are not cited."""
    assert body_of("<!-- a\n\n```python\n(\n```\n[x](claim:y)\n-->\n\nb <!-- c\n`{python} x` --> d") == (
        paragraph("b  d"),
    )


def test_text_after_a_comment_stays() -> None:
    """On its last line, as part of the block of HTML."""
    assert body_of("<!-- a --> b\n\n<!-- c -->\n\n<!-->") == (HtmlBlock("b", NOWHERE),)


def test_raw_html_is_kept() -> None:
    """The renderer escapes it or passes it on."""
    assert body_of("<div>\n*a*\n</div>\n\n<br/>\n") == (
        HtmlBlock("<div>\n*a*\n</div>", NOWHERE),
        HtmlBlock("<br/>", NOWHERE),
    )


def test_fences_between_tags_run() -> None:
    """After a blank line CommonMark is back."""
    assert [type(block) for block in body_of("<div>\n\n```python\nx\n```\n\n</div>")] == [
        HtmlBlock,
        PythonFence,
        HtmlBlock,
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<div>\n```python\nx\n```\n</div>", "3:1 fence-in-html"),
        ("<pre>\n\n~~~\nx\n~~~\n</pre>", "3:1 fence-in-html"),
        ("> <div>\n>  ```python", "3:3 fence-in-html"),
        ("<div>\n[a](claim:b)\n</div>", "3:1 evidence-in-html"),
        ("<div>\n`{python} x`\n</div>", "3:1 evidence-in-html"),
        ("a <b title='`{python} x`'>", "3:3 evidence-in-html"),
        ("<!-- a", "3:1 unclosed-html"),
        ("<!-- a --> <!-- b", "3:1 unclosed-html"),
        ("- <!-- a\n\nb -->", "3:3 unclosed-html"),
        ("<pre>\na", "3:1 unclosed-html"),
        ("<script>\n\na", "3:1 unclosed-html"),
        ("<?php", "3:1 unclosed-html"),
        ("<![CDATA[", "3:1 unclosed-html"),
        ("<!DOCTYPE", "3:1 unclosed-html"),
    ],
)
def test_html_that_swallows_is_refused(body: str, expected: str) -> None:
    """Code in it would not run and look as if it had."""
    assert mistakes_in_body(body) == [expected]


def test_an_unclosed_comment_covers_what_it_swallows() -> None:
    """Also the notes below it."""
    _, found = parse_card("# Q\n\ntext\n\n<!--\n\n# R\n\ntext\n")

    assert [(each.code, each.span.line, each.span.end_line) for each in found] == [("unclosed-html", 5, 9)]


# ── What is not supported ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("body", ["[a]: https://b", "[a]:\nb", "[^1]: c", "> [a]: b\n> c"])
def test_link_definitions_are_refused(body: str) -> None:
    """Other tools would hide them, and turn `[a]` into a link."""
    assert [each.split()[1] for each in mistakes_in_body(body)] == ["reference-link"]


@pytest.mark.parametrize("body", ["[so `a[x]: int` is](claim:c)", "[note [1]: it is](claim:c)"])
def test_brackets_within_brackets_define_no_link(body: str) -> None:
    """A statement may name a bracket and go on with a colon."""
    assert mistakes_in_body(body) == []


@pytest.mark.parametrize("prefix", ["> ", "- ", "1. ", "> - "])
def test_deep_nesting_is_refused(prefix: str) -> None:
    """The block parser leaves out what stands too deep: nothing may be lost without a word."""
    (mistake,) = mistakes_in_body(prefix * 5_000 + "text")

    assert mistake.endswith("nesting")


@pytest.mark.parametrize("depth", range(1, 30))
@pytest.mark.parametrize(("prefix", "levels"), [("> ", 1), ("- ", 2)])
def test_nesting_is_read_or_refused(prefix: str, levels: int, depth: int) -> None:
    """At every depth, right at the limit too."""
    drafts, found = parse_card(f"# Q\n\n{prefix * depth}`deep`\n")

    assert bool(found) == (depth * levels >= 20)
    assert found or [hole.span.line for hole in every_hole(drafts[0])] == [3]


def test_mistakes_are_collected() -> None:
    """All of a file, in its order."""
    assert mistakes_in("# Q {#é}\n\n```python x\ny\n```\n\n[a](b)\n\n# R\n\ntext\n===\n\n> ```pycon\n> ```\n") == [
        "1:5 note-id",
        "3:1 unknown-fence-option",
        "7:1 link-target",
        "12:1 setext-heading",
        "14:3 empty-fence",
    ]


def test_rules_and_indented_code() -> None:
    """The rest of CommonMark's blocks."""
    assert body_of("a\n\n***\n\nb\n\n___\n\n\tc\n\t\td") == (paragraph("b"), Rule(), Listing("", "c\n\td", NOWHERE))


def test_drafts_are_equal_wherever_they_stand() -> None:
    """Spans take no part in equality, so a note that moved is the same note."""
    drafts: list[Draft] = [
        parse_card(text)[0][0] for text in ("# Q\n\n> `a` [b](claim:c)\n", "\n\n# Q\n\n>   `a` [b](claim:c)")
    ]

    assert drafts[0] == drafts[1]


@pytest.mark.parametrize("line", ["#R? {#r}", "\\# R? {#r}", "#\u00a0R? {#r}", "    # R? {#r}", "R? {#r .predict}"])
def test_a_line_that_was_meant_to_begin_a_note_is_refused(line: str) -> None:
    """It would retire its note and hang its text on the note above."""
    assert "stray-id" in " ".join(mistakes_in(f"# Q? {{#q}}\n\ntext\n\n{line}\n\nmore\n"))


@pytest.mark.parametrize("line", ["It takes a set {1, 2}", "Write `{#id}` at its end.", "The id {#id} stands there."])
def test_a_line_that_speaks_of_braces_is_text(line: str) -> None:
    """Prose about Markdown stays possible."""
    assert "stray-id" not in " ".join(mistakes_in(f"# Q? {{#q}}\n\n{line}\n"))


@pytest.mark.parametrize(
    "line", ["##Why", "##`x` is what?", "#Why is it so?", "a\n##Why", "> ###Part", "   ##Why", "##\u00a0Why"]
)
def test_a_heading_without_its_space_is_told(line: str) -> None:
    """It would be lost in the answer above it, and no note be missed."""
    assert [each.split()[1] for each in mistakes_in_body(line)] == ["heading-space"]


@pytest.mark.parametrize("line", ["#hashtag and more", "#1 of 2", "\\##Why", "a ##b", "`##Why`", "    ##Why"])
def test_other_lines_with_hashes_are_text(line: str) -> None:
    """Hashtags, numbers and code begin so."""
    assert mistakes_in_body(line) == []


@pytest.mark.parametrize("indent", ["    ", "\t"])
def test_a_fence_that_is_indented_into_text_is_refused(indent: str) -> None:
    """It would be shown and not run, with whatever it claims."""
    assert "indented-fence" in " ".join(
        mistakes_in(f"# Q? {{#q}}\n\ntext\n\n{indent}```python\n{indent}print(1)\n{indent}```\n")
    )
