"""Diagnostics as a terminal shows them, in parts of one style each, for those who draw on something else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from verideck.model import Diagnostic
from verideck.report.terminal import CODES
from verideck.report.text import render_text

STYLES = {code: name for name, code in CODES.items()}
PAINTED = re.compile("\x1b\\[([0-9;]+)m(.*?)\x1b\\[0m", re.DOTALL)


def text_parts(
    diagnostics: Iterable[Diagnostic], sources: Mapping[str, str], *, width: int
) -> Iterator[tuple[str, str]]:
    """Pairs of the name of a style, "" for none, and the text that has it. Together the texts are `render_text`'s."""
    text = render_text(diagnostics, sources, color=True, width=width)
    end = 0
    for found in PAINTED.finditer(text):
        yield "", text[end : found.start()]
        yield STYLES[found[1]], found[2]
        end = found.end()
    yield "", text[end:]
