"""CSV, TSV and Anki's text export as card files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources import outdented, parse_card
from verideck.importer.cards import card_file
from verideck.importer.entry import Found, RefusedError
from verideck.importer.table import read_table


def read(text: str) -> Found:
    return read_table("deck.csv", text)


def sides(text: str) -> list[tuple[str, str]]:
    return [(entry.title, entry.back) for entry in read(text).entries]


def test_a_table_becomes_notes() -> None:
    """The whole of it, as an author finds it in the new card file."""
    found = read('Question,Answer,Tags\n"What is x.y_z?","It is ""one"".\nIt is so.",a b\nAnd 2*3?,6,b\n')
    assert card_file("cards/deck.md", found.entries, set(), set(), None).text == outdented("""
        ---
        tags: ['b']
        ---

        # What is `x.y_z`? {#what-is-x-y-z tags="a"}

        [It is "one".](claim:?)
        [It is so.](claim:?)

        # And 2\\*3? {#and-2-3}

        6
    """)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(separator: str) -> None:
    """By what makes rows of one length, not by what is most frequent."""
    rows = [("a, b; c", "d"), ("e", "f, g, h"), ("i", "j")]
    quoted = "".join(separator.join(f'"{cell}"' for cell in row) + "\n" for row in rows)
    assert [title for title, _ in sides(quoted)] == ["a, b; c", "e", "i"]


def test_ankis_text_export_is_read() -> None:
    """Its head says what the columns are; with a GUID and HTML its notes come in as those of a package do."""
    found = read(
        "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n#tags column:6\n"
        'g1\tBasic\tA::B\t"What is <b>it</b>?"\t<i>x</i>\tt1 t2\n'
        "g2\tCloze\tA::B\tThe {{c1::sky}}\t\tt1\n"
    )
    assert (found.cited, found.html, found.diagnostics) == (True, True, ())
    assert card_file("cards/deck.md", found.entries, set(), set(), "deck.txt").text == outdented("""
        ---
        deck: 'A::B'
        tags: ['t1']
        source: 'deck.txt'
        ---

        # What is <b>it</b>? {#what-is-it tags="t2" guid="g1"}

        <i>x</i>

        # <!-- The sky --> {#the-sky .cloze guid="g2"}

        The {{c1::sky}}
    """)


def test_names_of_columns_decide_wherever_they_stand() -> None:
    """In a first row, or in the head."""
    assert sides("tags;back;front\nt;b;f\n") == [("f", "b")]
    assert sides("#separator:;\n#columns:tags;back;front\nt;b;f\n") == [("f", "b")]


def test_without_names_the_order_decides() -> None:
    """A first row that names nothing is a note like the others."""
    assert sides("one,two\nthree,four\n") == [("one", "two"), ("three", "four")]


def test_columns_without_a_place_are_reported() -> None:
    """Once each, with how many rows fill it."""
    found = read("front,back,page\na,b,3\nc,d,\n").diagnostics
    assert [(each.code, each.message) for each in found] == [
        ("not-placed", "column `page` was left out; 1 rows fill it")
    ]


def test_rows_are_located_in_the_file() -> None:
    """Cells over several lines do not shift them."""
    found = read('front,back\n"a","b\nb"\n,x\ny,\n').diagnostics
    assert [(each.code, each.severity, each.span.line) for each in found] == [
        ("not-placed", "error", 4),
        ("no-answer", "warning", 5),
    ]


@pytest.mark.parametrize(
    ("text", "message"), [("", "has no rows"), ("\n\n", "has no rows"), (f"a,{'b' * (2**20 + 1)}\n", "is broken")]
)
def test_what_is_no_table_is_refused(text: str, message: str) -> None:
    """With a sentence and never a traceback."""
    with pytest.raises(RefusedError, match=message):
        read(text)


@pytest.mark.parametrize("line", [f"#guid column:{'9' * 5000}", f"#columns:{'a' * 2**21}"])
def test_a_head_without_measure_is_read(line: str) -> None:
    """Python reads no number of so many digits, and no cell of so many characters."""
    assert len(read(f"#separator:comma\n{line}\none,two\n").entries) == 1


def test_decks_and_tags_that_cannot_be_are_reported() -> None:
    """The note comes in without."""
    found = read("front,back,deck,tags\na,b,A::,x::\n")
    assert [each.code for each in found.diagnostics] == ["deck", "tag"]
    assert (found.entries[0].deck, found.entries[0].tags) == (None, ())


@given(st.text(st.sampled_from("ab,;\t|\"\n#:'{}<>") | st.characters(codec="utf-8", exclude_categories=["C"])))
def test_any_text_is_read_or_refused(text: str) -> None:
    """What is written parses."""
    try:
        found = read(text)
    except RefusedError:
        return
    made = card_file("cards/deck.md", found.entries, set(), set(), "deck.csv")
    drafts, mistakes = parse_card(made.text) if made.entries else ([], [])
    assert (mistakes, len(drafts)) == ([], len(made.entries))
