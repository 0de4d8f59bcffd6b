"""Which parts of a note its cards ask for, and what stands behind each."""

from __future__ import annotations

from sources import draft_of
from verideck.asked import asked, card_numbers
from verideck.model import ClaimLink, PythonFence, Value


def behind(text: str) -> list[list[str]]:
    """For each deletion, what it contains or stands in."""
    kinds = {ClaimLink: "claim", Value: "value", PythonFence: "fence"}
    return [
        [kinds[type(element)] for element in each.elements] for each in asked(draft_of(f"# Q {{#q .cloze}}\n\n{text}"))
    ]


def test_a_deletion_has_the_values_and_claims_in_it_and_the_claims_around_it() -> None:
    """So an author may write the link outside or inside of what is hidden."""
    assert behind("{{c1::`{python} x`}}") == [["value"]]
    assert behind("{{c1::a [b](claim:c)}} [a {{c2::b}}](claim:c)") == [["claim"], ["claim"]]
    assert behind("{{c1::bare}} [a](claim:b)") == [[]]


def test_a_deletion_does_not_borrow_from_the_one_around_it() -> None:
    """The outer one's claim need not speak of the inner one's words."""
    assert behind("{{c1::a {{c2::b}} [c](claim:d)}}") == [["claim"], []]


def test_a_deletion_in_code_has_its_fence() -> None:
    """The fence is what runs."""
    assert behind("```python\nprint({{c1::f({{c2::1}})}})\n```") == [["fence"], ["fence"]]


def test_a_deletion_in_a_formula_has_the_claim_around_the_formula() -> None:
    """A formula holds nothing that could run."""
    assert behind("[$a {{c1::b}}$](claim:c) $d {{c2::e}}$") == [["claim"], []]


def test_deletions_are_found_in_every_block() -> None:
    """None may be without a card, and none without evidence."""
    text = (
        "> {{c7::a}}\n\n- {{c2::b}}\n  1. {{c3::c}}\n\n| {{c4::d}} | b |\n|---|---|\n| {{c5::e}} | f |\n\n"
        "### {{c6::g}}\n\n*{{c1,8::h}}* [{{c9::i}}](https://x.org) [{{c10::j}}](#q)"
    )
    assert card_numbers(draft_of(f"# Q {{#q .cloze}}\n\n{text}")) == tuple(range(1, 11))
