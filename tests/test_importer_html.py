"""HTML fields as Markdown: whatever a field holds, a card shows it the same."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from foreign import normal, unwrapped
from verideck.importer.cards import card_file
from verideck.importer.entry import Entry
from verideck.importer.html import ANY_TAG, BROKEN, RAW_START, SWALLOWED, TAG, plain_text
from verideck.importer.package import basic, cloze
from verideck.model import Cited, Draft, Note, Source, Span
from verideck.parse import parse, visible_html
from verideck.read import FORBIDDEN
from verideck.render import render

WORDS = ("word", " ", "  ", "\n", "\n\n", "\n \n", "\t", "    code", "é", "\N{NO-BREAK SPACE}", "1.5")
ENTITIES = ("&nbsp;", "&amp;", "&lt;b>", "&#10;", "<", ">", "a<b", "<!-- c -->", "-->", "\"'")
MARKDOWN = (
    *("```", "~~~", "\n```python\n1/0\n```\n", "`a`", "``", "*a*", "**", "_b_", "__", "~~c~~", "\\", "\\*"),
    *("# h", "---", "===", "***", "- a", "1. b", "2) c", "+ d", "> e", "| a | b |", "|---|---|", "$x$", "$$"),
    *("[x]: y", "![a](b)", "[a](b)", "](", "## h {#id}", "{#id .cloze}"),
)
OURS = ("`{python} x`", "{python} x", "[a](claim:b)", "[a](claim:?)")
ANKIS = ("{{c1::x}}", "{{Front}}", "}}", "[sound:a.mp3]", "[latex]x[/latex]", "\\(x\\)", "\\[y\\]")
TAGS = (
    *("<b>", "</b>", "<br>", "<div>", "</div>", "<p>", "<pre>", "</pre>", "<code>", "</code>", "<hr>", "</h1>"),
    *("<table><tr><td>", "</td></tr></table>", "<ul><li>", "</li></ul>", '<span style="color: red">', "</span>"),
    *('<a href="https://x.y/?a=1&b=2">', '<img src="https://x.y/z.png">', "<x-y\nz='1'>"),
    *("<style>a {\n\n}</style>", "<script>\n\n```\n</script>"),
)
PIECES = st.sampled_from((*WORDS, *ENTITIES, *MARKDOWN, *OURS, *ANKIS, *TAGS)) | st.text(max_size=3)
NOT_SHOWN = re.compile(f"{FORBIDDEN.pattern}|[\r\ufdd0-\ufdef]")
FIELDS = st.lists(PIECES, max_size=8).map(lambda pieces: NOT_SHOWN.sub("", "".join(pieces)))


def hides_a_comment(html: str) -> bool:
    """Whether what looks like a comment may stand within a tag that is never closed: then it is none."""
    return "<!--" in html and bool(BROKEN.search(TAG.sub("", visible_html(html))))


def goes_on_into_ours(html: str) -> bool:
    """Whether a tag that is never closed goes on into what looks like a value, a claim, a script or a style sheet.

    The first two are kept from being one, which no entity does there; of the others blank lines are lost.
    """
    unclosed = (found[1] for found in ANY_TAG.finditer(html) if found[1])
    return any(SWALLOWED.search(tag) or RAW_START.search(tag) for tag in unclosed)


def entry(front: str, back: str) -> Entry:
    return Entry(Span("deck.apkg", 1), "Title", *basic(front, back, plain_text(front)))


def shown(front: str, back: str) -> dict[str, str]:
    """The fields that come of a note with these fields."""
    made = card_file("cards/deck.md", [entry(front, back)], set(), set(), "deck.apkg")
    assert made.diagnostics == ()
    drafts = list(parse(Source("cards/deck.md", made.text, "card")))
    (draft,) = drafts
    assert isinstance(draft, Draft)
    note = Note("title", "guid", "Deck", (), draft, (), ())
    return dict(render(Cited(note), allow_html=True).fields)


@given(FIELDS, FIELDS)
@example("<pre>a\n\n\nb</pre>", "x")
@example("a<b<b>", "a<b<b>")
@example("a<b\n```\n<b>", "a<b\n\n<b>")
@example("a<b\n\n<b>", "<b title='a\n\nb'>c</b>\n\n<b")
@example("a", "<pre>\n\n```\ncode\n```\n\n---\n# x</pre>")
def test_a_field_stays_the_same(front: str, back: str) -> None:
    """The learner's card must not change because its deck moved; nothing in a field is Markdown."""
    assume("<![" not in front + back)  # Python's parser, by which they are compared, fails at marked sections
    assume(not any(map(hides_a_comment, (front, back))))
    assume(not any(map(goes_on_into_ours, (front, back))))
    fields = shown(front, back)
    assert normal(unwrapped(fields["Front"])) == normal(front)
    assert normal(unwrapped(fields.get("Back", ""))) == normal(back)


@pytest.mark.parametrize(
    ("front", "heading"),
    [
        ("What is <b>it</b>?", "# What is <b>it</b>? {#title}"),
        ("2 * 3 &amp; 4", "# 2 \\* 3 & 4 {#title}"),
        ("<div>A<br>B</div>", "# <!-- A B --> {#title}"),
        ("<img src='a.png'>", "# <!-- note --> {#title}"),
        ("\\(x^2\\)", "# <!-- \\(x^2\\) --> {#title}"),
    ],
)
def test_a_short_question_is_a_heading(front: str, heading: str) -> None:
    """The source reads well; where the field is no heading, a comment tells what the note is about."""
    made = card_file("cards/deck.md", [entry(front, "x")], set(), set(), None)
    assert made.text.split("\n")[0] == heading


def test_fields_that_say_little_stay_readable() -> None:
    """No wrapper, no entity where none is needed."""
    made = card_file("cards/deck.md", [entry("Front", "A <i>short</i> answer.")], set(), set(), None)
    assert made.text == "# Front {#title}\n\nA <i>short</i> answer.\n"


@given(FIELDS, st.sampled_from(["{{c1::a}}", "{{c2::<b>a</b>::hint}}", "{{c1::\\(x\\)}}"]), FIELDS)
@example("\\[a](claim:b)", "{{c1::c}}", "\\(a] \\sqrt[3]{b}_1*2*\\)")
@example("<div>a\nb</div>", "{{c1::c}}", "<pre>\n\n```\n</pre>")
def test_a_text_with_deletions_stays_the_same(before: str, deletion: str, after: str) -> None:
    """It is running text as a whole, or reported where verideck reads its deletions otherwise than Anki.

    A tag that is never closed is no tag here: in running text it is shown as it stands.
    """
    text = before + deletion + after
    assume(not BROKEN.search(TAG.sub("", text)))
    entry = Entry(Span("deck.apkg", 1), "Title", *cloze(text, "", "Title"), kind="cloze")
    made = card_file("cards/deck.md", [entry], set(), set(), "deck.apkg")
    for draft in parse(Source("cards/deck.md", made.text, "card")) if made.entries else ():
        assert isinstance(draft, Draft)
        fields = dict(render(Cited(Note("title", "guid", "Deck", (), draft, (), ())), allow_html=True).fields)
        lines = text if "<pre" in text else text.replace("\n", " ")
        assert normal(unwrapped(fields["Text"])) == normal(lines)
