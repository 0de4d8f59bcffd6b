"""What an author reads of something that differs from run to run."""

from __future__ import annotations

from typing import get_args

import pytest

from evidence import CARD_TEXT, SNIPPET, SNIPPET_TEXT, note, region, value
from verideck.model import Fact, FactKind, Related, Span, Unstable
from verideck.report import explain_unstable, render_text

OUTPUT = Fact("stdout", SNIPPET, 0, SNIPPET, 6, 6)
TEXTS = {"cards/ranges.md": CARD_TEXT, SNIPPET: SNIPPET_TEXT}


def test_it_is_located_at_the_evidence_and_the_statement() -> None:
    """The card shows it; the snippet is what to mend."""
    found = Unstable(OUTPUT, "[0 1 2]\n", "[2 1 0]\n", 2, 1, 3, note(region()), region(), True)
    said = render_text([explain_unstable(found)], TEXTS, color=False, width=100)
    assert said.split("\n")[0] == (
        "cards/ranges.md:9:1: error[unstable]: the output differs from run to run, in 1 of 3 more"
    )
    assert " ::: snippets/ranges.py:6:1: this statement\n" in said
    assert "expected: [0 1 2]\n" in said
    assert "actual: [2 1 0]\n" in said
    assert "`actual` is run 2, with PYTHONHASHSEED=2 and seed 2" in " ".join(said.split())


def test_differing_lines_are_shown() -> None:
    """Of a long output those alone, with some around."""
    first = "".join(f"line {number}\n" for number in range(50))
    found = Unstable(OUTPUT, first, first.replace("line 40\n", "other\n"), 1, 1, 1, note(region()), region(), True)
    said = render_text([explain_unstable(found)], TEXTS, color=False, width=100)
    assert "- line 40\n" in said
    assert "+ other\n" in said
    assert "line 10" not in said


def test_what_no_card_shows_is_a_warning_at_the_statement() -> None:
    """A deck whose cards are the same every time may be built."""
    found = explain_unstable(Unstable(OUTPUT, "a", "b", 1, 3, 3))
    assert (found.severity, found.span, found.related) == ("warning", Span(SNIPPET, 6, 1, 6), ())
    assert found.message == "the output differs from run to run, in 3 of 3 more; no card shows it"


def test_a_value_has_no_statement() -> None:
    """It stands in the card alone."""
    found = explain_unstable(Unstable(Fact("value", SNIPPET), "a", "b", 1, 1, 1, note(value()), value(), True))
    assert (found.span, found.related) == (value().value.span, ())


def test_the_end_of_a_program_without_a_note_is_located_at_its_file() -> None:
    """A diagnostic always says where."""
    found = explain_unstable(Unstable(Fact("end", "cards/a.md#x"), "the program ran", "timeout", 1, 1, 1))
    assert found.span == Span("cards/a.md", 1)
    assert found.message.startswith("the end of cards/a.md#x differs")


def test_a_statement_that_is_the_evidence_is_named_once() -> None:
    """A second excerpt of the same lines says nothing."""
    shown = region()
    fact = Fact("stdout", SNIPPET, 0, shown.fence.span.path, shown.fence.span.line, shown.fence.span.end_line)
    found = explain_unstable(Unstable(fact, "a", "b", 1, 1, 1, note(shown), shown, True))
    assert all(isinstance(each, Related) and each.span != found.span for each in found.related)


@pytest.mark.parametrize("kind", get_args(FactKind))
def test_every_kind_has_words(kind: FactKind) -> None:
    """And none the name of another."""
    messages = {
        each: explain_unstable(Unstable(Fact(each, "p"), "a", "b", 1, 1, 1)).message for each in get_args(FactKind)
    }
    assert list(messages.values()).count(messages[kind]) == 1


def test_the_help_says_what_holds_a_random_number_still() -> None:
    """A seed of the program's own; for what a value draws by itself even that does nothing."""
    output, drawn = (
        explain_unstable(Unstable(fact, "a", "b", 1, 1, 1)).help or "" for fact in (OUTPUT, Fact("value", SNIPPET))
    )
    assert "`keras.utils.set_random_seed(1)` or `np.random.default_rng(1)`" in output
    assert [" value" in each for each in (output, drawn)] == [False, True]
