"""What a formula may not say: MathJax, which sets it, has commands that make links and styles of the page."""

from __future__ import annotations

import re

from verideck.model import Span
from verideck.parse.scope import Scope

REACHING = re.compile(r"\\(?:bbox|class|cssId|data|href|mmlToken|require|style)(?![A-Za-z])")


def refuse_commands(text: str, span: Span, scope: Scope) -> None:
    """A link may be a script, and a style may cover the card."""
    if found := REACHING.search(text):
        help = "leave it out; a link can stand beside the formula"
        scope.error("math-command", f"`{found[0]}` reaches out of the formula", span, help)
