"""The stylesheet of every card."""

from __future__ import annotations

from pathlib import Path


def stylesheet(own: str = "") -> str:
    """The CSS of every note type: light and night, desktop and phone; no scripts, no web fonts, no addresses.

    `own` is the deck's, which has the last word.
    """
    ours = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
    return f"{ours}\n/* The deck's own. */\n\n{own}" if own.strip() else ours
