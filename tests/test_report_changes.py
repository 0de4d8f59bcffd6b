"""What an author is shown before a file is written."""

from __future__ import annotations

from verideck.report import changes


def test_what_differs_is_shown_with_what_stands_around_it() -> None:
    """As git shows it."""
    before = "\n".join("abcdefgh")

    assert changes("cards/x.md", before, before.replace("d", "D\nDD"), color=False) == (
        "--- cards/x.md (as it is)\n+++ cards/x.md (as it ran)\n@@ -1,7 +1,8 @@\n a\n b\n c\n-d\n+D\n+DD\n e\n f\n g\n"
    )


def test_equal_texts_show_nothing() -> None:
    """There is nothing to decide."""
    assert changes("cards/x.md", "a", "a", color=False) == ""


def test_nothing_reaches_the_terminal() -> None:
    """A program can write anything."""
    assert "\x1b[2J" not in changes("x", "a", "a\x1b[2J", color=False)
    assert "\x1b[32m+b\x1b[0m" in changes("x", "a", "a\nb", color=True)
