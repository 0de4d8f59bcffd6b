"""Quotes that are admonitions, by a first line that reads `[!NOTE]` or another of GitHub's five."""

from __future__ import annotations

import re
from typing import cast, get_args

from verideck.model import Admonition
from verideck.parse.scope import Scope

MARK = re.compile(r"\[!(\w+)\](.*)")
KNOWN = get_args(Admonition)


def admonition_in(line: str, scope: Scope, number: int) -> Admonition | None:
    """What a quote's first line, that of this number in the file, makes of it.

    A line that nearly is one is refused: it would be shown as text.
    """
    found = MARK.match(line)
    if found is None:
        return None
    name = found[1].lower()
    if name in KNOWN and not found[2].strip():
        return cast(Admonition, name)
    help = f"write one of {', '.join(f'`[!{each.upper()}]`' for each in KNOWN)} on a line of its own"
    scope.error("admonition", "this looks like an admonition but is not one", scope.line_span(number), help)
    return None
