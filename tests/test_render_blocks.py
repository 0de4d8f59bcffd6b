"""Blocks: lists, quotes, tables, headings and listings in HTML."""

from __future__ import annotations

from outcomes import HERE, paragraph, prose
from verideck.model import Block, Heading, HtmlBlock, ItemList, Listing, Quote, Rule, Table
from verideck.render.blocks import set_blocks
from verideck.render.material import Material


def html(*blocks: Block, allow_html: bool = False) -> str:
    return set_blocks(blocks, Material(allow_html=allow_html), "code and output")


def test_headings_keep_their_level() -> None:
    """Levels 3 to 6 belong to the body."""
    assert html(Heading(3, prose("a *b*")), Heading(6, prose("c"))) == "<h3>a <em>b</em></h3><h6>c</h6>"


def test_quotes_nest() -> None:
    """Containers hold any block."""
    inner = Quote((paragraph("b"),))
    assert html(Quote((paragraph("a"), inner))) == (
        "<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote>"
    )


def test_an_admonition_says_what_it_is() -> None:
    """In a word, for those who do not see its colour."""
    assert html(Quote((paragraph("a"),), "note")) == (
        '<div class="vd-note" role="note"><p class="vd-label">Note</p><p>a</p></div>'
    )


def test_tight_lists_have_no_paragraphs() -> None:
    """As in CommonMark: short items without blank lines between them stand close together."""
    nested = ItemList(None, True, ((paragraph("c"),),))
    assert html(ItemList(None, True, ((paragraph("a"), nested), (paragraph("b"),)))) == (
        "<ul><li>a<ul><li>c</li></ul></li><li>b</li></ul>"
    )


def test_loose_lists_have_paragraphs() -> None:
    """Blank lines between items stay visible."""
    assert html(ItemList(None, False, ((paragraph("a"),), (paragraph("b"),)))) == (
        "<ul><li><p>a</p></li><li><p>b</p></li></ul>"
    )


def test_numbered_lists_begin_where_the_author_does() -> None:
    """The number may be part of the answer."""
    items = ((paragraph("a"),),)
    assert html(ItemList(1, True, items)) == "<ol><li>a</li></ol>"
    assert html(ItemList(3, True, items)) == '<ol start="3"><li>a</li></ol>'


def test_an_empty_item_stays() -> None:
    """It counts, so dropping it would renumber the list."""
    assert html(ItemList(1, True, ((), (paragraph("b"),)))) == "<ol><li></li><li>b</li></ol>"


def test_tables_are_aligned_and_scroll_by_themselves() -> None:
    """A wide table moves inside its box, not the page."""
    table = Table(("", "right"), (prose("a"), prose("*b*")), ((prose("1"), prose("2")),))
    assert html(table) == (
        '<div class="vd-table"><table><thead><tr><th>a</th><th class="vd-right"><em>b</em></th></tr></thead>'
        '<tbody><tr><td>1</td><td class="vd-right">2</td></tr></tbody></table></div>'
    )


def test_a_rule_is_not_the_line_between_front_and_back() -> None:
    """That one is the template's."""
    assert html(Rule()) == '<hr class="vd-rule">'


def test_a_listing_is_code_that_did_not_run() -> None:
    """It looks like code and has no output."""
    assert html(Listing("", "a\n", HERE)) == '<pre class="vd-code"><code>a\n</code></pre>'


def test_a_block_of_html_is_shown_as_source() -> None:
    """Raw HTML is code to look at, unless the project lets it through."""
    block = HtmlBlock("<script>1</script>", HERE)
    assert "<script>" not in html(block)
    assert html(block, allow_html=True) == "<script>1</script>"
