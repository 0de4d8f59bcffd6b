"""Code and output: what is copied from a card is the code, and a terminal's tricks leave no trace."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from outcomes import read
from verideck.render.escape import escape_output, escape_prose
from verideck.render.highlight import code_block

TRICKY = "\tif a < b & c:  \n\n  print('[sound:x]', \"{{c1::y}}\", '''\\(z\\)''')  \n\n\n"


@given(
    st.text(st.sampled_from("\t \n<>&\"'{}[]\\()#@=:sound latex$éx1"))
    | st.text(st.characters(exclude_categories=["Cc", "Cs"])),
    st.sampled_from(
        ["python", "pycon", "bash", "console", "json", "html", "diff", "yaml", "c++", "", "no-such-language"]
    ),
)
@example(TRICKY, "python")
@example("\n\nx = 1\n\n", "python")
@example(">>> x\n1\n", "pycon")
def test_code_copied_from_a_card_is_the_code(code: str, language: str) -> None:
    """Tabs, blank lines, trailing spaces and brackets survive; a highlighter that tidies them up breaks the code."""
    assert read(code_block(code, language)).text == code


@given(st.text(st.sampled_from("{[}]sound:latex$ anki'\"#")))
def test_nothing_in_code_is_interpreted_by_anki(code: str) -> None:
    """No opening survives highlighting, wherever the spans fall."""
    made = code_block(code, "python").lower()
    assert not any(opening in made for opening in ("[sound:", "[anki:", "[latex]", "[$", "[[type:", "{{"))


@given(
    st.text(st.sampled_from("e\u0301\u0338\u212b\u1100\u1161\u0958 <=>x1'\"#\n")),
    st.sampled_from(["python", "html", ""]),
)
@example("\u0338 onmouseover=x", "python")
def test_code_outlives_the_form_of_unicode_that_anki_keeps(code: str, language: str) -> None:
    """It would compose characters, even one of the code with the `>` of the tag before it."""
    assert read(normalize("NFC", code_block(code, language))).text == code


@given(st.text(st.sampled_from("e\u0301\u0338\u1161<=>x")))
def test_prose_outlives_it_as_the_same_text(text: str) -> None:
    """Searches find prose in the composed form, in which Anki looks for it."""
    html = f"<p>{escape_prose(text)}</p>"
    assert read(normalize("NFC", html)).text == normalize("NFC", text)
    assert read(normalize("NFC", html)).tags == {"p"}


def test_python_is_highlighted() -> None:
    """The classes carry a prefix, for Pygments' own short ones collide with other decks' CSS."""
    assert code_block("def f(x):\n    return 'a'  # b", "python") == (
        '<pre class="vd-code"><code><span class="vd-keyword">def</span> <span class="vd-name">f</span>(x):\n'
        '    <span class="vd-keyword">return</span> <span class="vd-string">\'a\'</span>'
        '  <span class="vd-comment"># b</span></code></pre>'
    )


def test_other_languages_are_highlighted_by_name() -> None:
    """A listing in another language is not run, but it is read."""
    assert '<span class="vd-comment"># 600 MB</span>' in code_block("pip install x  # 600 MB", "bash")


def test_an_unknown_language_is_plain() -> None:
    """A name that Pygments does not know is no mistake."""
    assert code_block("a < b", "klingon") == '<pre class="vd-code"><code>a &lt; b</code></pre>'


@pytest.mark.parametrize("control", ["\x00", "\x02", "\x1f", "\x7f", "\x85", "\ud800"])
def test_control_characters_never_reach_a_field(control: str) -> None:
    """U+001F ends a field in Anki's database and aborts the whole import; a lone surrogate cannot be written."""
    assert code_block(f"a{control}b", "python") == code_block("ab", "python")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("\x1b[1m3/3\x1b[0m \x1b[32m━━\x1b[0m\x1b[37m\x1b[0m", "3/3 ━━"),
        ("\x1b]8;;https://e.org\x1b\\link\x1b]8;;\x07", "link"),
        ("\x1b(Bx\x1bc", "x"),
        ("10%\r50%\rdone\nnext", "done\nnext"),
        ("windows\r\nline\r\n", "windows\nline\n"),
        ("[ 1  2]\n\t<x> & {{y}}", "[ 1  2]\n\t&lt;x&gt; &amp; &#123;&#123;y}}"),
    ],
)
def test_output_is_shown_as_a_terminal_leaves_it(written: str, shown: str) -> None:
    """Keras colours its progress bars even where nobody can see colours."""
    assert escape_output(written) == shown
