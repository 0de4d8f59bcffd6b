"""How a diagnostic is drawn: places, carets, cuts, and what must never reach a terminal."""

from __future__ import annotations

import re
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verideck.model import Diagnostic, Related, Span
from verideck.report import render_text
from verideck.report.terminal import cells

PATH = "a.md"


def drawn(
    text: str, *diagnostics: Diagnostic, color: bool = False, width: int = 60, sources: dict[str, str] | None = None
) -> str:
    return render_text(diagnostics, {PATH: text, **(sources or {})}, color=color, width=width)


def at(line: int, column: int = 1, end_line: int = 0, end_column: int = 0, *, code: str = "x") -> Diagnostic:
    return Diagnostic(code, "message", Span(PATH, line, column, end_line, end_column))


def marked(text: str, diagnostic: Diagnostic, width: int = 60) -> list[str]:
    """The lines below the headline and its empty line."""
    return drawn(text, diagnostic, width=width).splitlines()[2:]


def says(text: str) -> str:
    return dedent(text).removeprefix("\n")


# ── Places ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_span_is_underlined() -> None:
    """From its first column up to, not with, its end."""
    assert marked("one two three", at(1, 5, 1, 8)) == ["1 | one two three", "  |     ^^^"]


def test_a_bare_line_is_underlined_from_its_first_to_its_last_character() -> None:
    """Spaces around say nothing."""
    assert marked("  one two  ", at(1)) == ["1 |   one two", "  |   ^^^^^^^"]


def test_a_column_without_an_end_is_one_caret() -> None:
    """Such as a parser's error."""
    assert marked("one two", at(1, 5)) == ["1 | one two", "  |     ^"]


def test_an_empty_line_has_a_caret() -> None:
    """There must be something to see."""
    assert marked("\n", at(1)) == ["1 |", "  | ^"]


def test_a_column_beyond_the_line_is_at_its_end() -> None:
    """Where something is missing at the end of a line."""
    assert marked("one", at(1, 9, 1, 12)) == ["1 | one", "  |    ^"]


@pytest.mark.parametrize("span", [Span(PATH, 9), Span(PATH, 0), Span("missing.md", 1)])
def test_a_place_that_no_source_has_is_named_without_its_line(span: Span) -> None:
    """A file that is not UTF-8 has no text to show."""
    found = Diagnostic("x", "message", span)
    assert drawn("one", found) == f"{span.path}:{span.line}:1: error[x]: message\n"


def test_several_lines_are_bracketed() -> None:
    """And the middle of many is left out."""
    text = "\n".join(f"line {number}" for number in range(1, 20))
    assert marked(text, at(2, 1, 12, 8)) == [
        " 2 | / line 2",
        " 3 | | line 3",
        " 4 | | line 4",
        " 5 | | line 5",
        "   | | ...",
        "12 | | line 12",
        "   | |_^",
    ]


def test_wide_characters_and_tabs_keep_the_underline_in_its_place() -> None:
    """A terminal gives two columns to 張 and none to a combining accent; a tab becomes four."""
    assert marked("\t張e\u0301 here", at(1, 6, 1, 10)) == ["1 |     張e\u0301 here", "  |         ^^^^"]


def test_a_wide_character_is_underlined_in_its_width() -> None:
    """One character, two carets."""
    assert marked("a 張量 b", at(1, 3, 1, 5)) == ["1 | a 張量 b", "  |   ^^^^"]


def test_a_long_line_is_cut_at_its_end() -> None:
    """Where the underlined part is seen from the line's beginning."""
    assert marked("word " * 30, at(1, 6, 1, 10), width=30) == ["1 | word word word word word …", "  |      ^^^^"]


def test_a_long_line_is_cut_around_the_underlined_part() -> None:
    """Ten million characters around a word are no reason not to show the word."""
    text = "a" * 5_000_000 + "word" + "b" * 5_000_000
    assert marked(text, at(1, 5_000_001, 1, 5_000_005), width=30) == [
        "1 | …aaaaaaaawordbbbbbbbbbbbb…",
        "  |          ^^^^",
    ]


def test_an_underline_longer_than_the_line_is_cut_with_it() -> None:
    """A whole line of a megabyte."""
    source, underline = marked("a" * 1_000_000, at(1), width=30)
    assert source == "1 | " + "a" * 25 + "…"
    assert underline == "  | " + "^" * 26


@given(st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=200), st.data())
def test_no_line_is_wider_than_the_terminal(text: str, data: st.DataObject) -> None:
    """Whatever stands in a file, and wherever the span is, the drawing keeps its shape."""
    start = data.draw(st.integers(1, len(text) + 2))
    end = data.draw(st.integers(start, len(text) + 3))
    source, underline = marked(text, at(1, start, 1, end), width=40)
    assert max(cells(source), cells(underline)) <= 40
    assert "^" in underline


# ── Several diagnostics, several places ──────────────────────────────────────────────────────────────────────────


def test_diagnostics_are_sorted_by_their_places() -> None:
    """An author goes through a file from top to bottom; an empty line stands between two."""
    other = Diagnostic("w", "message", Span("A.md", 3), "warning")
    assert drawn("one\ntwo", at(2, code="c"), at(1, 3, code="b"), at(1, code="a"), other) == says("""
        A.md:3:1: warning[w]: message

        a.md:1:1: error[a]: message
          |
        1 | one
          | ^^^

        a.md:1:3: error[b]: message
          |
        1 | one
          |   ^

        a.md:2:1: error[c]: message
          |
        2 | two
          | ^^^
        """)


def test_no_diagnostic_is_no_text() -> None:
    """A clean run says nothing here."""
    assert drawn("one") == ""


def test_second_places_and_notes_stand_below_in_one_gutter() -> None:
    """The gutter is as wide as the largest line number of the diagnostic."""
    found = Diagnostic(
        "x",
        "message",
        Span(PATH, 1),
        expected="1",
        actual="2",
        related=(Related(Span("b.py", 10, 3), "here"), Related(Span("c.py", 7))),
        help="do this",
    )
    assert drawn("one", found, sources={"b.py": "\n" * 9 + "ab cd"}) == says("""
        a.md:1:1: error[x]: message
           |
         1 | one
           | ^^^
          ::: b.py:10:3: here
           |
        10 | ab cd
           |   -
          ::: c.py:7:1:
           |
           = expected: 1
           =   actual: 2
           = help: do this
        """)


# ── Expected and actual ──────────────────────────────────────────────────────────────────────────────────────────


def compared(expected: str | None, actual: str | None, width: int = 60) -> list[str]:
    return drawn("", Diagnostic("x", "m", Span("", 1), expected=expected, actual=actual), width=width).splitlines()[1:]


def test_only_one_of_both_is_named() -> None:
    """Such as the operands of a claim."""
    assert compared("1", None) == ["  = expected: 1"]
    assert compared(None, "1\n2") == ["  = actual:", "        1", "        2"]


def test_long_single_lines_are_cut_around_the_difference() -> None:
    """The difference is what must be seen."""
    assert compared("a" * 100 + "1" + "b" * 50, "a" * 100 + "2" + "b" * 50, width=40) == [
        "  = expected: …aaaaaaaaaaaaa1bbbbbbbbbb…",
        "  =   actual: …aaaaaaaaaaaaa2bbbbbbbbbb…",
    ]


def test_long_texts_are_cut_to_the_lines_around_the_difference() -> None:
    """The rest of a thousand lines is counted."""
    before = [f"same {number}" for number in range(1000)]
    lines = compared("\n".join([*before, "1"]), "\n".join([*before, *map(str, range(2, 52))]))
    assert lines[:5] == [
        "  = expected (-), actual (+):",
        "          same 998",
        "          same 999",
        "        - 1",
        "        + 2",
    ]
    assert lines[-1] == "        ... and 33 more lines"
    assert len(lines) == 22


def test_separate_differences_are_separated() -> None:
    """Lines that are left out between two leave a mark."""
    same = "\n".join("abcdefgh")
    assert "        ..." in compared(f"1\n{same}\n1", f"2\n{same}\n2")


# ── What must never reach a terminal ─────────────────────────────────────────────────────────────────────────────

EVIL = "\x1b[2J\x07\r\x9b31m\u202e\u2028\ud800\x7f"


def test_control_characters_are_shown_not_sent() -> None:
    """A snippet's output could clear the screen, hide text or break the encoding."""
    found = Diagnostic(
        "x",
        EVIL,
        Span(PATH, 1),
        expected=EVIL,
        actual=f"{EVIL}\n{EVIL}",
        related=(Related(Span(EVIL, 1), EVIL),),
        help=EVIL,
    )
    text = drawn(f"{EVIL}", found, width=200)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2028\ud800]", text)
    assert "␛[2J␇␍�31m���␡" in text


def test_colours_are_sent_only_where_they_are_asked_for() -> None:
    """The text is the same, whether it is coloured or not."""
    found = Diagnostic("x", "m", Span(PATH, 1), expected="a\nb", actual="a\nc", help="h")
    plain, coloured = drawn("one", found), drawn("one", found, color=True)
    assert "\x1b" not in plain
    assert "\x1b[1;31merror[x]\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain
