"""Diagnostics for a page: the terminal's text, with the names of its colours."""

from __future__ import annotations

from verideck.model import Diagnostic, Span
from verideck.report import render_text, text_parts

FOUND = Diagnostic("some-code", "a \x1b[31mred\x1b[0m message", Span("a.md", 1, 3, 1, 5), help="mend it")


def test_the_parts_are_the_text_of_the_terminal() -> None:
    """One renderer words diagnostics, wherever they are shown."""
    sources = {"a.md": "abcdef"}
    parts = list(text_parts([FOUND], sources, width=80))
    assert "".join(text for _, text in parts) == render_text([FOUND], sources, color=False, width=80)


def test_each_part_has_the_name_of_its_style() -> None:
    """The page has its own colours, by day and by night."""
    parts = {text: style for style, text in text_parts([FOUND], {"a.md": "abcdef"}, width=80)}
    assert (parts["error[some-code]"], parts["a.md:1:3:"], parts["  ^^"], parts["help"]) == (
        "error",
        "bold",
        "error",
        "help",
    )
