"""Formulas that browsers draw without a script and without the network."""

from __future__ import annotations

import pytest

from verideck.preview.formulas import set_formulas


def test_formulas_are_drawn() -> None:
    """Those in the text, and those that stand alone."""
    html = set_formulas(r"<p>a <span>\(x &lt; y\)</span> b</p> \[\frac{1}{2}\]")
    assert html.startswith("<p>a <span><math><mi>x</mi><mo>&lt;</mo><mi>y</mi></math></span> b</p> <math display=")
    assert "<mfrac><mn>1</mn><mn>2</mn></mfrac>" in html


@pytest.mark.parametrize(
    "html",
    [
        r"<code>\(x\)</code>",
        r'<pre class="vd-code"><code>\[x\]</code></pre>',
        r"<span>\</span>(x\)",
        "no backslash",
        "",
    ],
)
def test_what_is_no_formula_stays(html: str) -> None:
    """MathJax leaves code alone, and so does whoever wrote a backslash literally."""
    assert set_formulas(html) == html


def test_what_is_not_known_is_shown_as_written() -> None:
    """MathJax knows more than the library does; a preview without the formula would hide it."""
    html = set_formulas(r"\(\require{x} &lt;b&gt;\)")
    assert html.startswith('<code class="vd-tex" title="Not drawn in the preview: ')
    assert html.endswith(r"\require{x} &lt;b&gt;</code>")


@pytest.mark.parametrize("opening", ["{", r"\sqrt", r"\overset{"])
def test_a_formula_that_nests_without_end_is_shown_as_written(opening: str) -> None:
    """Drawn, it would end the preview: the library goes down a level for each, and a stack is not endless."""
    tex = opening * 10_000
    assert set_formulas(rf"\({tex}\)").endswith(f"{tex}</code>")


@pytest.mark.parametrize("tex", [r"\text{&lt;img src=x onerror=alert(1)&gt;}", r"\href{javascript:alert(1)}{x}"])
def test_a_formula_is_no_way_in(tex: str) -> None:
    """Text of a formula is no markup, and no command of it makes a link."""
    html = set_formulas(rf"\({tex}\)")
    assert "<img" not in html
    assert "href=" not in html
