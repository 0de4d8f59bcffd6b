"""Text that would be markup, script, sound, LaTeX or a formula, on cards in Anki's own reviewer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page

from decks import Author
from learner import Learner
from outcomes import (
    HERE,
    asked,
    claim_link,
    code_span,
    held,
    note,
    paragraph,
    program,
    prose,
    python,
    snippet,
    value,
    verified,
)
from reviewer import Reviewer
from sources import draft_of
from verideck.media import media_of
from verideck.model import (
    Block,
    Heading,
    HtmlBlock,
    Image,
    ItemList,
    Kind,
    Link,
    Listing,
    Math,
    NoteFields,
    NoteLink,
    Prose,
    PyconFence,
    Quote,
    RawHtml,
    Shown,
    Table,
)
from verideck.render import render

pytestmark = [pytest.mark.anki, pytest.mark.browser]

SCRIPT = "window.R = 1"
HOSTILE = (
    f"<script>{SCRIPT}</script>",
    f"<img src=x onerror={SCRIPT.replace(' ', '')}>",
    f"<svg onload={SCRIPT.replace(' ', '')}>",
    f"<svg><script>{SCRIPT}</script></svg>",
    f'<iframe src="javascript:parent.{SCRIPT}"></iframe>',
    f"<details open ontoggle={SCRIPT.replace(' ', '')}>",
    f'"><script>{SCRIPT}</script>',
    f"' onmouseover='{SCRIPT}",
    f"</code></pre></samp></div><script>{SCRIPT}</script>",
    f"<!-- --><script>{SCRIPT}</script>",
    f"&lt;script&gt;{SCRIPT}&lt;/script&gt;",
    "&#60;b&#62; &amp;amp;",
    "<style>* { display: none }</style>",
    "<plaintext>",
    "<textarea>",
    f"\u0338 onmouseover={SCRIPT.replace(' ', '')} title=x",  # with `>` it makes one character, in the form Anki keeps
    "[sound:x.mp3]",
    "[SOUND:x.mp3]",
    "[anki:play:q:0]",
    "[anki:tts lang=en_US]x[/anki:tts]",
    "[latex]x[/latex]",
    "[$]x[/$]",
    "[$$]x[/$$]",
    "[[type:Front]]",
    "[[type:cloze:Text]]",
    "{{Front}}",
    "{{#Front}}x{{/Front}}",
    "{{c1::x}}",
    "{{type:Back}}",
    "{{FrontSide}}",
    r"\(x\)",
    r"\[x\]",
    r"\begin{align}x\end{align}",
    "a $x$ b $$y$$",
    "%s {0} \\u003cb\\u003e \\",
)
"""No two of them contain each other in what is counted below."""

TOGETHER = "\n".join(HOSTILE)
CONTROL = "a\x00b\x08c\x1b[31md\x1fe\x7ff\x9bg\ufeffh"


def entities(text: str) -> str:
    """Markdown that is this text and nothing else, however it begins."""
    return "".join(f"&#{ord(each)};" if each.isprintable() and not each.isalnum() else each for each in text)


def everywhere(text: str) -> tuple[Block, ...]:
    """A text in each place of a note that takes text from a source or from a run."""
    literal = prose(entities(text))
    session = PyconFence(f">>> {text}", "", 1, (), False, 1, HERE)
    return (
        paragraph(entities(text)),
        paragraph("{0}", code_span(text)),
        paragraph("{0}", value(text)),
        paragraph("{0}", claim_link("a", literal)),
        paragraph("{0}", Link("https://example.org/?" + text.replace(" ", ""), literal, HERE)),
        paragraph("{0}", NoteLink("x", literal, HERE)),
        paragraph("{0}", RawHtml(text, HERE)),
        paragraph(f"*{entities(text)}*"),
        Heading(3, literal),
        Quote((paragraph(entities(text)),)),
        ItemList(None, True, ((paragraph(entities(text)),),)),
        Table(("",), (literal,), ((literal,),)),
        Listing("html", text, HERE),
        Listing("nothing known", text, HERE),
        HtmlBlock(text, HERE),
        python(text, 0),
        session,
    )


PLACES = 19
"""How often `everywhere` shows its text: two cells in a table, code and output of a fence."""


def hostile(text: str, kind: Kind = Kind.REVERSED) -> NoteFields:
    expectations = (held(claim_link("a", prose(entities(text))), text), asked(value(text)))
    ran = program("snippets/x.py", snippet("snippets/x.py", text))
    picture = media_of(b"\x89PNG\r\n\x1a\n...", "png")
    of = note(
        *everywhere(text),
        paragraph("{0}", Image("x.png", text, HERE)),
        heading=Prose(entities(text)),
        kind=kind,
        programs=(ran,),
        expectations=expectations,
    )
    of = replace(of, images=(("x.png", picture),), id="hostile", draft=replace(of.draft, id="hostile"))
    return render(verified(of, values=(text,), shown=(Shown(text), Shown(text))))


def opened(page: Page, learner: Learner, note: NoteFields) -> Iterator[tuple[Reviewer, str]]:
    """Each side of each of its cards."""
    media = tuple((file.name, file.data) for file in note.media)
    learner.imports(Author().build([note], media=media))
    reviewer = Reviewer(page, learner)
    for card in learner.note(note.id).cards():
        assert not card.question_av_tags()
        assert not card.answer_av_tags()
        reviewer.question(card)
        yield reviewer, f"question {card.ord + 1}"
        reviewer.answer(card)
        yield reviewer, f"answer {card.ord + 1}"


def test_hostile_text_is_shown_and_does_nothing(tmp_path: Path, page: Page) -> None:
    """In prose, code, output, values, claims, images and links: no script, sound, formula, box or request."""
    with Learner(tmp_path) as learner:
        for text in HOSTILE:
            note = replace(hostile(text), id=f"n{HOSTILE.index(text)}", guid=text)
            note = replace(note, fields=(*note.fields[:-1], ("Id", note.id)))
            for reviewer, side in opened(page, learner, note):
                harmless(reviewer, (text, side))
                if side == "answer 1":
                    content = page.locator(".vd-back").text_content() or ""
                    assert content.count(text) == PLACES, (text, content)
                    assert page.locator(".vd-question").text_content() == text
                    assert page.locator(".vd-image").get_attribute("alt") == text
                    assert text in (page.locator(".vd-evidence").text_content() or "")
                if side == "question 1":
                    assert page.locator(".vd-front").text_content() == text


HANDLERS = """
() => [...document.querySelectorAll("#qa *")].flatMap(each => each.getAttributeNames())
  .filter(name => name.startsWith("on"))
"""


def gaps(place: int, text: str) -> NoteFields:
    """A cloze note with a text in its code, in a deletion, in what it prints, and in its evidence."""
    source = f"# Q {{#gaps-{place} .cloze}}\n\n``` {text} ``` {{{{c1::`{{python}} x`::why}}}}\n\n~~~python\nx\n~~~\n"
    ran = program("snippets/x.py", snippet("snippets/x.py", text))
    of = note(programs=(ran,), expectations=(held(claim_link("a", prose("a")), text), asked(value(text))))
    of = replace(of, draft=draft_of(source), id=f"gaps-{place}", guid=f"gaps {place}")
    return render(verified(of, values=(text,), shown=(Shown(text),)))


def test_hostile_text_in_a_cloze_note_is_shown_and_does_nothing(tmp_path: Path, page: Page) -> None:
    """There, Anki looks for deletions, and for formulas even in code."""
    with Learner(tmp_path) as learner:
        for place, text in enumerate(HOSTILE):
            for reviewer, side in opened(page, learner, gaps(place, text)):
                harmless(reviewer, (text, side))
                content = page.locator(".vd-front").text_content() or ""
                assert content.count(text) == (1 if side == "question 1" else 2), (text, side, content)
                if side == "answer 1":
                    assert page.locator(".vd-output").text_content() == text
                    assert text in (page.locator(".vd-evidence").text_content() or "")


def harmless(reviewer: Reviewer, where: object) -> None:
    page = reviewer.page
    assert page.evaluate("window.R") is None, where
    assert (reviewer.errors, reviewer.asked_for) == ([], []), where
    assert reviewer.count("script, iframe, style ~ style, textarea, plaintext, audio, video, .replay-button") == 0, (
        where
    )
    assert reviewer.count("mjx-container, input, #typeans") == 0, where
    assert page.evaluate(HANDLERS) == [], where
    assert page.evaluate("getComputedStyle(document.getElementById('qa')).display") == "block", where


def test_all_of_it_at_once_in_a_program_and_its_output(tmp_path: Path, page: Page) -> None:
    """One opening must not hide the next one from the escapes."""
    with Learner(tmp_path) as learner:
        for reviewer, side in opened(page, learner, hostile(TOGETHER)):
            harmless(reviewer, side)
            if side == "answer 1":
                assert page.locator(".vd-back .vd-code code").last.text_content() == f">>> {TOGETHER}"
                assert page.locator(".vd-back .vd-output").text_content() == TOGETHER


def test_control_characters_are_left_out(tmp_path: Path, page: Page) -> None:
    """Anki would cut its fields at one of them; the text around them stays."""
    with Learner(tmp_path) as learner:
        for reviewer, side in opened(page, learner, hostile(CONTROL)):
            harmless(reviewer, side)
            if side == "answer 1":
                assert page.locator(".vd-back .vd-output").text_content() == "abcdefg\ufeffh"


def test_the_same_text_unescaped_does_harm(tmp_path: Path, page: Page) -> None:
    """Else the tests above would be worth nothing: here scripts run, formulas are set, and files are asked for."""
    with Learner(tmp_path) as learner:
        note = hostile("x")
        fields = tuple((name, TOGETHER if name == "Back" else html) for name, html in note.fields)
        learner.imports(Author().build([replace(note, fields=fields, media=())]))
        reviewer = Reviewer(page, learner)
        card = learner.note("hostile").cards()[0]
        assert card.answer_av_tags()
        reviewer.answer(card)
        assert page.evaluate("window.R") == 1
        assert reviewer.asked_for


@pytest.mark.parametrize("tex", [r"\href{javascript:window.R=1}{x}", r"\class{vd-back}{x}"])
def test_formulas_could_do_harm(tmp_path: Path, page: Page, tex: str) -> None:
    """Why `parse` refuses such commands: Anki's MathJax makes links and classes of them."""
    with Learner(tmp_path) as learner:
        for reviewer, side in opened(page, learner, render(verified(note(paragraph("{0}", Math(tex, False, HERE)))))):
            if side == "answer 1":
                assert reviewer.count("mjx-container a[href^=javascript], mjx-container .vd-back")
