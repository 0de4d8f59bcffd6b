"""Sets formulas as MathML, which browsers draw without a script and without the network. Owns math-core.

Anki sets them with MathJax: what is drawn is the same formula, in another font.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape

from math_core import LatexError, LatexToMathML

FORMULA = re.compile(r"\\\((?P<inline>.+?)\\\)|\\\[(?P<display>.+?)\\\]", re.DOTALL)
LITERAL = re.compile(r"(<(code|pre)\b.*?</\2>)", re.DOTALL)
"""What MathJax leaves alone."""

LONGEST = 1000
"""Of a formula that is drawn: what nests some thousand levels deep would end the process."""


def set_formulas(html: str) -> str:
    """The HTML with its formulas drawn."""
    if "\\" not in html:
        return html
    pieces = LITERAL.split(html)  # text, what is literal, the name of its tag, text, …
    return "".join(
        FORMULA.sub(set_formula, piece) if place % 3 == 0 else piece
        for place, piece in enumerate(pieces)
        if place % 3 != 2
    )


def set_formula(found: re.Match[str]) -> str:
    return mathml(unescape(found["inline"] or found["display"]), found["display"] is not None)


@lru_cache(maxsize=4096)
def mathml(tex: str, display: bool) -> str:
    """The formula, or its source where it is too long or needs something of MathJax that is not known here."""
    if len(tex) > LONGEST:
        return undrawn(tex, f"it has more than {LONGEST:,} characters")
    try:
        return LatexToMathML(fancy_error=False).convert_with_local_state(tex, displaystyle=display)
    except LatexError as error:
        return undrawn(tex, str(error))


def undrawn(tex: str, why: str) -> str:
    return f'<code class="vd-tex" title="{escape(f"Not drawn in the preview: {why}")}">{escape(tex)}</code>'
