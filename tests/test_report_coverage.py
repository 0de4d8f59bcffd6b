"""Which sentences rest on evidence: the report marks the others, so it must not be mistaken about either."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence import CARD
from outcomes import claim_link, code_span, note, paragraph, prose, value, verified
from verideck.model import Block, Cited, Heading, ItemList, Link, Math, Prose, Quote, Span, Table
from verideck.report.coverage import WORD, passages
from verideck.report.running import plain

HERE = Span(CARD, 1)


def told(*blocks: Block) -> list[list[tuple[str, bool, bool]]]:
    outcome = verified(note(*blocks), values=("int32", "3"))
    return [[(each.text, each.covered, each.stated) for each in passage.sentences] for passage in passages(outcome)]


def texts(text: str) -> list[str]:
    return [sentence for passage in told(paragraph(text)) for sentence, _, _ in passage]


def test_a_sentence_with_a_claim_or_a_value_is_covered() -> None:
    """And the next one is not: coverage is of sentences, not of paragraphs."""
    block = paragraph("{0} here. It is {1}. So it is.", claim_link("x", prose("They agree")), value("a.dtype"))
    assert told(block) == [
        [("They agree here.", True, True), ("It is `int32`.", True, True), ("So it is.", False, True)]
    ]


def test_evidence_inside_a_link_covers_its_sentence() -> None:
    """Holes nest."""
    link = Link("https://example.org", prose("see {0}", value("n")), HERE)
    assert told(paragraph("It is so, {0}.", link)) == [[("It is so, see `int32`.", True, True)]]


def test_questions_state_nothing() -> None:
    """They are shown and not counted."""
    assert told(paragraph("Why? Because.")) == [[("Why?", False, False), ("Because.", False, True)]]


def test_every_kind_of_running_text_is_read() -> None:
    """Items, quotes and cells state things as paragraphs do; headings and a table's head name them."""
    blocks = (
        ItemList(None, True, ((paragraph("An item."),), (Quote((paragraph("A quote."),)),))),
        Table(("",), (prose("Head"),), ((prose("A cell"),),)),
        Heading(3, prose("Heading")),
    )
    found = [(passage.within, passage.sentences[0].text) for passage in passages(verified(note(*blocks)))]
    assert found == [("list", "An item."), ("quote", "A quote."), ("table", "A cell")]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two! Three… Four", ["One.", "Two!", "Three…", "Four"]),
        ("Some, e.g. TensorFlow, i.e. This one.", ["Some, e.g. TensorFlow, i.e. This one."]),
        ("Version 2.16 is it. And 3.0 too.", ["Version 2.16 is it.", "And 3.0 too."]),
        ('He said "so." Then (all of it.) That.', ['He said "so."', "Then (all of it.)", "That."]),
        ("See np. where it is.", ["See np. where it is."]),
        ("On two\nlines. Of\ntext.", ["On two lines.", "Of text."]),
        ("**Bold. Still** bold.", ["Bold.", "Still bold."]),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, parts: list[str]) -> None:
    """Not at an abbreviation, a decimal point or before a small letter."""
    assert [part.replace("*", "") for part in texts(text)] == parts


def test_a_full_stop_inside_a_claims_text_ends_the_sentence() -> None:
    """The link's brackets may hold all of the sentence."""
    block = paragraph("{0} That was it.", claim_link("x", prose("They agree.")))
    assert [sentence[0] for sentence in told(block)[0]] == ["They agree.", "That was it."]


def test_marks_of_emphasis_and_escapes_are_not_read() -> None:
    """But code keeps every character."""
    block = paragraph(r"A *b* **c {0}** snake_case_name 2 \* 3 ~~d~~ &amp; {1}", code_span("*x*"), code_span("a`b"))
    assert told(block)[0][0][0] == "A b c `*x*` snake_case_name 2 * 3 d & `` a`b ``"


def test_only_the_answer_counts() -> None:
    """What stands above the break is the question."""
    outcome = verified(note(paragraph("Back."), front=(paragraph("Front."),)))
    assert [passage.sentences[0].text for passage in passages(outcome)] == ["Back."]


def test_an_unknown_value_stands_as_its_expression() -> None:
    """The report shows notes that failed, too."""
    outcome = Cited(note(paragraph("It is {0}.", value("n"))))
    assert next(passages(outcome)).sentences[0].text == "It is `n`."


def test_emphasis_is_paired_as_markdown_pairs_it() -> None:
    """A star that ends nothing, or that is escaped, is one that the reader of the card sees."""
    (text,) = texts(r"Pass *args and **kwargs, not \*x\*, **a *b* c**, 2 * 3 or a*b*c")
    assert text == "Pass *args and **kwargs, not *x*, a b c, 2 * 3 or a*b*c"


def test_a_formula_is_read_as_it_is_written() -> None:
    r"""TeX is no Markdown: `\{` is a brace there, and `_` a subscript."""
    block = paragraph("So {0}.", Math(r"\{x_1\} * _y_ *z*", False, HERE))
    assert told(block)[0][0][0] == r"So \{x_1\} * _y_ *z*."


class Asked(tuple[str, ...]):
    """Values that count how often one of them was asked for."""

    times = 0

    def __getitem__(self, index: Any) -> Any:
        Asked.times += 1
        return super().__getitem__(index)


def test_a_value_is_read_a_few_times_in_a_sentence_of_any_length() -> None:
    """Whoever sends in one endless sentence must not stop the build."""
    count = 400
    text = paragraph(
        " A ".join(f"{{{index}}}" for index in range(count)), *(value("n", index) for index in range(count))
    )
    Asked.times = 0
    assert len([*passages(verified(note(text), Asked(("1",) * count)))]) == 1
    assert Asked.times <= 3 * count


@pytest.mark.parametrize("piece", ["*a ", "__a ", "~~a ", "*a. B ", "e.g. A ", "\\* "])
def test_each_letter_is_read_a_few_times_in_a_text_of_any_length(monkeypatch: pytest.MonkeyPatch, piece: str) -> None:
    """What reads it again for every word or for every mark takes minutes for a page of stars."""
    text, letters, marks = piece * 500, 0, 0

    def counted(prose: Prose, *others: Any) -> str:
        nonlocal letters
        letters += len(prose.text)
        return plain(prose, *others)

    class Words:
        def match(self, letter: str) -> object:
            nonlocal marks
            marks += 1
            return WORD.match(letter)

    monkeypatch.setattr("verideck.report.coverage.plain", counted)
    monkeypatch.setattr("verideck.report.coverage.WORD", Words())
    assert texts(text)
    assert letters <= 2 * len(text)
    assert marks <= 2 * text.count(piece.strip()[0])


@given(st.text(st.sampled_from("aB .!?*_`~\\(\n&;"), max_size=40))
def test_no_text_is_lost(text: str) -> None:
    """However it is cut, what stands in the sentences is what stands in the text but for marks and spaces."""
    kept = "".join(character for character in "".join(texts(text)) if character in "aB")
    assert kept == "".join(character for character in text if character in "aB")
