"""Running text: emphasis and holes are set, and everything else stays what the author typed."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from outcomes import HERE, claim_link, code_span, prose, read, value
from verideck.model import Hole, Link, Math, NoteLink, RawHtml
from verideck.render.material import Material
from verideck.render.prose import set_prose


def html(text: str, *holes: Hole, values: tuple[str, ...] = (), allow_html: bool = False) -> str:
    return set_prose(prose(text, *holes), Material(values=values, allow_html=allow_html))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*a* _b_ **c** __d__ ~~e~~", "<em>a</em> <em>b</em> <strong>c</strong> <strong>d</strong> <del>e</del>"),
        ("***both***", "<em><strong>both</strong></em>"),
        ("**bold *and* italic**", "<strong>bold <em>and</em> italic</strong>"),
        ("un*frigging*believable", "un<em>frigging</em>believable"),
        ("one  \ntwo", "one<br>two"),
        ("one\\\ntwo", "one<br>two"),
        ("one    \n   two", "one<br>two"),
        ("one\n   two", "one\ntwo"),
    ],
)
def test_marks_become_elements(text: str, expected: str) -> None:
    """Emphasis, strikethrough and line breaks mean what CommonMark says."""
    assert html(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "a_b_c and snake_case_name",
        "2 * 3 * 4",
        "2**3 is 8",
        "f(*args, **kwargs)",
        "a < b and c > d",
        "<T> and List<int>",
        "AT&T",
        "naïve café 日本語 🙂 👩‍💻",
        "\"straight\" 'quotes' -- and dashes...",
        "[not a link] and [nor][this] and ![nor this](x)",
        "<https://example.org> and https://example.org",
        "`no code`",
        "~ tilde ~",
        "word { 1 } {0} {.c}",
        "trailing\\",
    ],
)
def test_what_is_no_mark_comes_out_as_typed(text: str) -> None:
    """An answer about Python is full of characters that other Markdown dialects take for something."""
    assert read(html(text)).text == text
    assert read(html(text)).tags == set()


@pytest.mark.parametrize(
    "text",
    [
        "1. x",
        "# x",
        "- x",
        "> x",
        "    x",
        "[x]: y",
        "!!! note",
        "x\n===",
        "x\n---",
        "| a |\n|---|",
        "*[x]: y",
        "# x #",
    ],
)
def test_a_paragraph_holds_no_blocks(text: str) -> None:
    """The parser decided on the blocks; a second opinion here would make a list out of a sentence."""
    assert html(text) == text.replace(">", "&gt;")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (r"\*not emphasis\*", "*not emphasis*"),
        (r"\_ \\ \# \& \` \~~x\~~", r"_ \ # & ` ~~x~~"),
        (r"C:\new \a", r"C:\new \a"),
        ("&amp; &lt;b&gt; &copy; &#42;x&#42; &#x1F642;", "& <b> © *x* 🙂"),
        ("&unknown; &notit; &; &#;", "&unknown; &notit; &; &#;"),
        ("&#0;&#xFDD0;0&#xFDD1;&#31;", "\ufffd\ufffd0\ufffd\ufffd"),
    ],
)
def test_escapes_and_entities_are_literal_characters(text: str, shown: str) -> None:
    """Neither starts emphasis, and none can forge a hole or a control character."""
    assert read(html(text)).text == shown
    assert read(html(text)).tags == set()


@pytest.mark.parametrize(
    ("hole", "expected"),
    [
        (code_span("a<b"), "<code>a&lt;b</code>"),
        (claim_link("c", prose("it *holds*")), '<span class="vd-claim">it <em>holds</em></span>'),
        (Math(r"a < \frac{{b}}{c}", False, HERE), r"<span>\(a &lt; \frac&#123;&#123;b}}{c}\)</span>"),
        (Math("x", True, HERE), r"<span>\[x\]</span>"),
        (
            Link('https://e.org/?a&b="c"', prose("there"), HERE),
            '<a href="https://e.org/?a&amp;b=&quot;c&quot;">there</a>',
        ),
        (NoteLink("other", prose("that note"), HERE), "<span>that note</span>"),
        (RawHtml("<b>", HERE), "&lt;b&gt;"),
    ],
)
def test_holes_are_filled(hole: Hole, expected: str) -> None:
    """Each kind of hole has one form in HTML."""
    assert html("so {0}.", hole) == f"so {expected}."


def test_a_hole_within_a_hole_is_filled() -> None:
    """Claims are worded with code and values in them."""
    claim = claim_link("c", prose("{0} is {1}", code_span("x"), value("x")))
    assert html("{0}!", claim, values=("1",)) == (
        '<span class="vd-claim"><code>x</code> is <code class="vd-value">1</code></span>!'
    )


def test_raw_html_passes_where_the_project_allows_it() -> None:
    """Only on explicit request: in Anki's reviewer a script in a field runs."""
    tags = RawHtml("<kbd>", HERE), RawHtml("</kbd>", HERE)
    assert html("press {0}X{1}", *tags, allow_html=True) == "press <kbd>X</kbd>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**{0}**", "<strong><code>x</code></strong>"),
        ("*{0}* and {0}", "<em><code>x</code></em> and <code>x</code>"),
        ("**Note:**{0}", "<strong>Note:</strong><code>x</code>"),
        ("{0}**a**", "<code>x</code><strong>a</strong>"),
        ("a*{0}*", "a*<code>x</code>*"),
        ("|*{0}*|", "|<em><code>x</code></em>|"),
    ],
)
def test_a_hole_is_punctuation_to_the_marks_beside_it(text: str, expected: str) -> None:
    """As the backquotes and brackets were that it stands for, by CommonMark's rules of flanking."""
    assert html(text, code_span("x")) == expected


@pytest.mark.parametrize("text", [r"\\(x\\)", r"\\\[x\\\]", "&#92;(x", r"&bsol;\(x", r"\\[sound:x]", "&bsol;&lpar;x"])
def test_what_only_looks_like_a_formula_is_not_set_as_one(text: str) -> None:
    """MathJax searches the page for backslash and bracket; a tag between them hides the pair."""
    made = html(text)
    assert r"<span>\</span>" in made
    assert r"\(" not in made
    assert r"\[" not in made


def test_emphasis_without_end_is_left_as_written() -> None:
    """No text may end a build with a traceback."""
    text = "*a " * 3000 + "b" + "*" * 3000
    assert html(text) == text


HOSTILE = ["[sound:x.mp3]", "[anki:play:q:0]", "[latex]", "[$]", "[$$]", "[[type:Front]]", "{{Front}}", "{{c1::x}}"]


@pytest.mark.parametrize("text", HOSTILE + [text.upper() for text in HOSTILE])
def test_what_anki_interprets_is_shown(text: str) -> None:
    """Its openings are written as entities, which Anki's search for them does not see."""
    made = html(text)
    assert read(made).text == text
    assert text[:2] not in made


@given(st.text(st.characters(blacklist_categories=("Cc", "Cs"), blacklist_characters="\\&*_~\ufdd0\ufdd1")))
@example("\uf900")
def test_text_without_marks_is_text(text: str) -> None:
    """Whatever the characters, the reader sees them all, in the form that Anki keeps, and no element comes of them."""
    assert read(html(text)).text == normalize("NFC", text)
    assert read(html(text)).tags == set()


@given(st.text("*_~ab \\&;#(<[{0}|\n"))
@example("__0_~")
@example("_000;_0_~00000|")
def test_no_text_breaks_out(text: str) -> None:
    """Marks in any tangle make emphasis and nothing else, and the holes between them are all filled."""
    made = html(text + "{0}" + text, code_span("HOLE"))
    assert read(made).tags <= {"em", "strong", "del", "br", "code", "span"}
    assert read(made).text.count("HOLE") == 1 + 2 * text.count("{0}")
