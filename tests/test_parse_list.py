"""`.list` notes as written: items with permanent numbers, and what is wrong with them."""

from __future__ import annotations

import pytest

from sources import draft_of, mistakes_in, parse_card
from verideck.asked import asked, card_numbers, item_cards
from verideck.model import Draft, ItemList, Paragraph

HEAD = "# Q {#q .list}\n\n"


def list_note(text: str) -> Draft:
    return draft_of(HEAD + text)


def items(draft: Draft) -> list[str]:
    """The text of each item's first paragraph."""
    (block,) = (block for block in draft.front if isinstance(block, ItemList) and block.cards)
    return [first.text.text for first, *_ in block.items if isinstance(first, Paragraph)]


def test_items_have_numbers_at_their_ends() -> None:
    """In whatever order; the number is no part of the text."""
    draft = list_note("- a `b` {c3}\n- c\n  d {c1}\n- {e} {c02}")
    assert items(draft) == ["a \ufdd00\ufdd1", "c\nd", "{e}"]
    assert [card.number for card in item_cards(draft)] == [3, 1, 2]
    assert card_numbers(draft) == (1, 2, 3)


def test_items_without_a_number_are_proposed_new_ones() -> None:
    """Above all that the list has, so that a number is never given twice."""
    draft = list_note("- a\n- b {c3}\n- c")
    assert [(card.number, card.proposed) for card in item_cards(draft)] == [(None, 4), (3, 0), (None, 5)]


def test_an_escaped_number_is_text() -> None:
    """A list may speak of `{c3}`."""
    draft = list_note("- a \\{c3}\n- b `{c4}`")
    assert [card.number for card in item_cards(draft)] == [None, None]


def test_the_first_top_level_list_is_asked() -> None:
    """What stands above it is the question's, what stands below the answer's."""
    draft = list_note("> - no\n\na\n\n1. b {c1}\n   - c\n\nd\n\n- e\n")
    assert items(draft) == ["b"]
    assert (len(draft.front), len(draft.back)) == (3, 2)


def test_a_list_is_no_longer_than_a_note_has_cards() -> None:
    """The first item without a card is named."""
    assert mistakes_in(HEAD + "- a\n" * 500) == []
    assert mistakes_in(HEAD + "- a\n" * 502) == ["503:3 list-item"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD + "- a {c1}\n  - b {c9}", "4:7 item-number"),
        (HEAD + "- a {c1}\n\nb\n\n- c {c2}", "7:5 item-number"),
        ("# Q {#q}\n\n> - a {c1}\n\n`b`", "3:7 item-number"),
        ("# Q {#q .cloze}\n\n{{c1::a}}\n\n- b\n\n  c {c2}", "7:5 item-number"),
    ],
    ids=["inner list", "second list", "another kind", "further paragraph"],
)
def test_a_number_that_no_card_asks_for_is_refused(text: str, expected: str) -> None:
    """It would be shown: its author took the list for another one, or forgot the note's kind."""
    assert mistakes_in(text) == [expected]


def test_the_break_may_stand_below_the_list() -> None:
    """Then more than the list is shown on the front."""
    assert len(list_note("- a {c1}\n\nb\n\n---\n\nc").front) == 2
    assert len(list_note("a\n\n---\n\n- b {c1}\n\nc").front) == 2


def test_all_that_stands_in_an_item_may_prove_it() -> None:
    """Values, claims and fences, in its further paragraphs and lists too."""
    text = "- a `{python} b` {c1}\n- c {c2}\n\n  ```python\n  1\n  ```\n\n  > [d](claim:e)\n- f {c3}"
    assert [len(each.elements) for each in asked(list_note(text))] == [1, 2, 0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("text", ["1:1 no-list"]),
        ("> - a", ["1:1 no-list"]),
        ("- a {c1}\n- b {c2}\n- c {c1}", ["5:5 duplicate-number"]),
        ("- a {c0}\n- b {c501}", ["3:5 item-number", "4:5 item-number"]),
        ("- a\n\n  b {c1}", ["5:5 item-number"]),
        ("- {c1}", ["3:3 list-item"]),
        ("- a\n-\n", ["1:1 list-item"]),
        ("- ```bash\n  b\n  ```", ["3:3 list-item"]),
        ("- a {{c1::b}} {c1}", ["3:5 not-cloze"]),
    ],
)
def test_mistakes_are_located(text: str, expected: list[str]) -> None:
    """A number that is taken for text, or an item without one, would cost a card its history."""
    assert mistakes_in(HEAD + text) == expected


def test_an_item_that_has_anothers_number_is_told_which() -> None:
    """A copied line is the usual reason."""
    (found,) = parse_card(HEAD + "- a {c1}\n- a {c1}")[1]
    assert [related.span.line for related in found.related] == [3]
    assert found.help
    assert "`verideck build` writes another" in found.help
