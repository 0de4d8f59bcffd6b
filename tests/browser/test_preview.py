"""The preview in a real browser, served by the real command."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # ships no types
from playwright.sync_api import Browser, FrameLocator, Page, Request, expect

from projects import SETTINGS, SNIPPET, make_project

pytestmark = pytest.mark.browser

CARDS = """\
---
snippet: sums
tags: [first]
---

# What is one and one? {#one-and-one}

It is [two](claim:two), in figures `{python} total`.

# How is it written? {#written tags="formula"}

As $1 + 1 = 2$, and \\$5 is no formula: `{python} total`.

![A line](line.svg)
"""

OTHERS = """\
---
snippet: sums
---

# What does this print? {#printed .predict}

```python
print("\\n".join(str(number) for number in range(200)))
```

# Which number is it? {#number .typed}

`{python} total`

It is the sum.

# The sum of one and one {#backwards .reversed}

`{python} total`
"""

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="9"><path d="M 0 0 L 90 9" stroke="red"/></svg>'
FILES = {"cards/sums.md": CARDS, "cards/line.svg": SVG, "cards/tens.md": OTHERS}


@dataclass(frozen=True)
class Session:
    """A deck's folder, and a page that shows it. `said` are errors of the page's console."""

    root: Path
    page: Page
    said: list[str]
    port: int

    @property
    def card(self) -> FrameLocator:
        return self.page.frame_locator("#card")

    def write(self, name: str, text: str) -> None:
        """As a whole: a check may see the half of a file that is written in place, and a new one beside it."""
        staged = self.root.with_suffix(".staged")
        staged.write_text(text, "utf-8")
        staged.replace(self.root / name)

    def choose(self, title: str) -> None:
        self.page.locator("#notes a", has_text=title).click()


Open: TypeAlias = Callable[..., Session]


@pytest.fixture
def preview(tmp_path: Path, browser: Browser) -> Iterator[Open]:
    """Serves a project and opens it. Whatever a test does, the console must stay clean."""
    ended: list[Callable[[], object]] = []
    sessions: list[Session] = []

    def open_page(files: dict[str, str] = FILES, settings: str = SETTINGS, **context: object) -> Session:
        make_project(tmp_path, files, settings)
        variables = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        command = [sys.executable, "-u", "-m", "verideck", "preview", "-C", str(tmp_path), "--port", "0", "--no-open"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=variables)
        ended.extend([lambda: process.communicate(timeout=120), process.terminate])
        assert process.stdout
        url = process.stdout.readline().split()[0]
        page = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **context}).new_page()  # type: ignore[arg-type]  # as Playwright has it
        ended.append(page.context.close)
        session = Session(tmp_path, page, [], int(url.rstrip("/").rpartition(":")[2]))
        sessions.append(session)
        page.on("console", lambda message: session.said.append(message.text) if message.type != "log" else None)
        page.on("pageerror", lambda error: session.said.append(str(error)))
        page.goto(url)
        expect(page.locator("#status")).to_contain_text(" run")
        expect(session.card.locator("h1")).to_be_visible()
        return session

    yield open_page
    for end in reversed(ended):
        end()
    assert [said for session in sessions for said in session.said] == []


def test_a_card_is_flipped_by_key_and_by_click(preview: Open) -> None:
    """Space and Enter as in Anki, and a click wherever nothing else takes it."""
    session = preview()
    back = session.card.locator(".vd-back")
    expect(session.card.locator("h1")).to_have_text("What is one and one?")
    expect(back).to_have_count(0)
    for key in ("Space", "Enter"):
        session.page.keyboard.press(key)
        expect(back).to_have_count(1)
        session.page.keyboard.press(key)
        expect(back).to_have_count(0)
    session.card.locator("h1").click()
    expect(back).to_have_count(1)
    session.page.keyboard.press("Space")  # the card has the focus now
    expect(back).to_have_count(0)
    session.page.locator("#flip").click()
    expect(back.locator(".vd-value")).to_have_text("2")


def test_evidence_on_a_card_is_unfolded_and_not_flipped(preview: Open) -> None:
    """A click on what can be clicked does what it does in Anki."""
    session = preview()
    session.page.keyboard.press("Space")
    session.card.locator("summary").first.click()
    expect(session.card.locator("details[open]")).to_have_count(1)
    expect(session.card.locator(".vd-back")).to_have_count(1)


def test_notes_are_walked_by_key(preview: Open) -> None:
    """Without a hand on the mouse."""
    session = preview()
    current = session.page.locator("#notes a[aria-current]")
    titles = [("j", "How is it written?"), ("ArrowRight", "What does this print?"), ("k", "How is it written?")]
    for key, title in [*titles, ("ArrowLeft", "What is one and one?"), ("ArrowLeft", "What is one and one?")]:
        session.page.keyboard.press(key)
        expect(current).to_contain_text(title)
        expect(session.card.locator("h1")).to_have_text(title)


def test_a_note_that_is_left_and_chosen_again_at_once_shows_its_front(preview: Open) -> None:
    """However slow the server is to tell of the other one."""
    session = preview()
    session.page.keyboard.press("Space")
    expect(session.card.locator(".vd-back")).to_have_count(1)
    session.page.evaluate("for (const row of [1, 0]) document.querySelectorAll('#notes a')[row].click()")
    expect(session.card.locator("h1")).to_have_text("What is one and one?")
    expect(session.card.locator(".vd-back")).to_have_count(0)


def test_the_list_is_drawn_once(preview: Open) -> None:
    """A row that is drawn again under the mouse loses the click."""
    session = preview()
    asked: list[str] = []
    session.page.on("request", lambda request: asked.append(request.url))
    session.page.reload()
    expect(session.card.locator("h1")).to_be_visible()
    assert sum(url.endswith("/deck") for url in asked) == 1


def test_the_way_to_the_card_is_short(preview: Open) -> None:
    """The first link skips the list, and the card stays as it is."""
    session = preview()
    session.page.keyboard.press("Tab")
    session.page.keyboard.press("Enter")
    expect(session.page.locator("#stage")).to_be_focused()
    expect(session.page).to_have_url(re.compile("#note=one-and-one$"))
    expect(session.card.locator("h1")).to_have_text("What is one and one?")


def test_every_card_of_a_note_is_there(preview: Open) -> None:
    """One that asks backwards has two."""
    session = preview()
    session.choose("The sum of one and one")
    expect(session.page.locator("#cards button")).to_have_count(2)
    session.page.keyboard.press("2")
    expect(session.card.locator(".vd-front")).to_have_text("2")
    session.page.keyboard.press("Space")
    expect(session.card.locator(".vd-back")).to_contain_text("The sum of one and one")


def test_an_answer_is_typed(preview: Open) -> None:
    """Into the box, where letters are letters and no keys of the page, and Enter shows the answer."""
    session = preview()
    session.choose("Which number is it?")
    box = session.card.locator("input#typeans")
    box.click()
    session.page.keyboard.type("2nj")
    expect(box).to_have_value("2nj")
    session.page.keyboard.press("Enter")
    expect(session.card.locator(".typeGood")).to_have_text(["2", "2"])
    expect(session.card.locator(".typeBad")).to_have_text("nj")
    session.page.keyboard.press("Space")
    expect(box).to_have_value("2nj")
    session.choose("The sum of one and one")
    session.choose("Which number is it?")
    expect(box).to_have_value("")
    session.page.keyboard.press("Space")
    expect(session.card.locator("code#typeans")).to_have_text("2")


DARK, BRIGHT = (re.compile(rf"^rgb\(({red}), ") for red in (r"[1-5]?\d", r"19\d|2\d\d"))
"""By the red alone: all our surfaces are near to grey."""


def test_the_box_to_type_in_is_dark_at_night(preview: Open) -> None:
    """As the card around it."""
    session = preview(color_scheme="dark")
    session.choose("Which number is it?")
    box = session.card.locator("input#typeans")
    expect(box).to_have_css("background-color", DARK)
    session.page.keyboard.press("n")
    expect(box).to_have_css("background-color", BRIGHT)


HIDDEN = """\
---
snippet: sums
---

# The sum {#gaps .cloze}

One and one is {{c1::`{python} total`::figure}}, in words {{c2::[two](claim:two)}}.

# What is done, in order? {#steps .list}

1. It is [summed up](claim:two). {c1}
2. It becomes `{python} total`. {c2}
"""


def test_a_deletion_is_asked_for_and_revealed(preview: Open) -> None:
    """One card for each, and the other stays to be read."""
    session = preview({"cards/sums.md": HIDDEN})
    gap = session.card.locator(".cloze")
    shown = session.card.locator("#qa")
    expect(session.page.locator("#cards button")).to_have_count(2)
    expect(gap).to_have_text("[figure]")
    expect(shown).to_contain_text("two")
    session.page.keyboard.press("Space")
    expect(gap).to_have_text("2")
    session.page.keyboard.press("2")
    expect(gap).to_have_text("[...]")
    expect(shown).not_to_contain_text("two")
    session.page.keyboard.press("Space")
    expect(gap).to_have_text("two")


def test_an_item_of_a_list_is_asked_for_and_revealed(preview: Open) -> None:
    """One card for each."""
    session = preview({"cards/sums.md": HIDDEN})
    session.choose("What is done, in order?")
    expect(session.page.locator("#cards button")).to_have_count(2)
    expect(session.card.locator("#qa")).not_to_contain_text("summed up")
    session.page.keyboard.press("Space")
    expect(session.card.locator("#qa .cloze")).to_contain_text("It is summed up")
    session.page.keyboard.press("2")
    expect(session.card.locator("#qa")).not_to_contain_text("It becomes")
    session.page.keyboard.press("Space")
    expect(session.card.locator("#qa .cloze")).to_contain_text("It becomes 2")


def test_a_stylesheet_of_the_author_is_shown_at_once(preview: Open) -> None:
    """When the settings name it, and after every save of it."""
    session = preview()
    heading = session.card.locator("h1")
    session.write("look.css", "h1.vd-question { color: rgb(1, 2, 3) }\n")
    session.write("verideck.toml", f'{SETTINGS}css = "look.css"\n')
    expect(heading).to_have_css("color", "rgb(1, 2, 3)")
    session.write("look.css", "h1.vd-question { color: rgb(3, 2, 1) }\n")
    expect(heading).to_have_css("color", "rgb(3, 2, 1)")


def test_formulas_and_pictures_are_drawn(preview: Open) -> None:
    """Without the network: nothing but this server is asked."""
    session = preview()
    asked: list[str] = []
    session.page.on("request", lambda request: asked.append(request.url))
    session.choose("How is it written?")
    session.page.keyboard.press("Space")
    expect(session.card.locator("math")).to_have_text("1+1=2")
    expect(session.card.locator(".vd-back")).to_contain_text("$5 is no formula")
    picture = session.card.locator("img")
    expect(picture).to_have_js_property("naturalWidth", 90)
    assert all(url.startswith(f"http://127.0.0.1:{session.port}/") for url in asked)


def test_a_saved_card_is_shown_at_once(preview: Open) -> None:
    """Without a reload, on the side that was shown, and where it was scrolled to."""
    session = preview()
    session.page.evaluate("window.kept = true")
    session.choose("What does this print?")
    session.page.keyboard.press("Space")
    expect(session.card.locator(".vd-back")).to_contain_text("199")
    session.card.locator("body").evaluate("body => body.ownerDocument.scrollingElement.scrollTop = 700")
    session.write("cards/tens.md", OTHERS.replace("# What does this print?", "# What does it print now?"))
    expect(session.card.locator("h1")).to_have_text("What does it print now?")
    expect(session.page.locator("#notes a[aria-current]")).to_contain_text("What does it print now?")
    expect(session.card.locator(".vd-back")).to_have_count(1)
    assert session.card.locator("body").evaluate("body => body.ownerDocument.scrollingElement.scrollTop") == 700
    assert session.page.evaluate("window.kept")


def test_a_failing_claim_is_shown_in_place_and_mended(preview: Open) -> None:
    """With the text that the terminal has, on the card that shows the claim, after an edit of a snippet."""
    session = preview()
    session.page.keyboard.press("Space")
    session.write("snippets/sums.py", SNIPPET.replace("== 2", "== 3"))
    expect(session.page.locator("#verdict")).to_have_text("Refuted: it does not ship")
    expect(session.page.locator("#mistakes")).to_contain_text("error[claim-failed]: the claim `two` does not hold")
    expect(session.page.locator("#mistakes")).to_contain_text("= actual: `total` is 2")
    expect(session.card.locator(".vd-failed")).to_have_text("two")
    expect(session.page.locator("#evidence .no")).to_contain_text("assert total == 3")
    session.write("snippets/sums.py", SNIPPET)
    expect(session.page.locator("#verdict")).to_have_text("Verified")
    expect(session.page.locator("#mistakes")).to_be_hidden()
    expect(session.card.locator(".vd-claim")).to_have_text("two")


def test_marks_stand_below_what_they_mark(preview: Open) -> None:
    """A line that is longer than the page is scrolled and not wrapped; what is said about it is wrapped."""
    session = preview()
    session.page.set_viewport_size({"width": 360, "height": 700})
    text = " ".join(["and this is so"] * 12)
    session.write("cards/sums.md", f"# Why? {{#sum}}\n\n[{text}](claim:sums/nowhere).\n")
    excerpt = session.page.locator("#mistakes .excerpt")
    expect(excerpt.filter(has_text="^^^")).to_have_count(1)
    heights = excerpt.evaluate_all("lines => lines.map(line => line.getBoundingClientRect().height)")
    assert len(heights) == 4
    assert len(set(heights)) == 1


def test_files_that_do_not_parse_and_settings_are_shown(preview: Open) -> None:
    """A broken deck is still a page, and mended it is a deck again."""
    session = preview()
    session.write("snippets/sums.py", "total = (\n")
    session.choose("snippets/sums.py")
    expect(session.page.locator("#mistakes")).to_contain_text("error[syntax-error]")
    session.write("verideck.toml", f"{SETTINGS}jobz = 1\n")
    expect(session.page.locator("#broken")).to_contain_text("unknown key `jobz`")
    session.write("verideck.toml", SETTINGS)
    session.write("snippets/sums.py", SNIPPET)
    expect(session.page.locator("#broken")).to_be_hidden()
    expect(session.page.locator("#notes li")).to_have_count(5)
    expect(session.page.locator("#verdict")).to_have_text("Verified")


def test_a_slip_in_a_file_leaves_the_author_where_he_was(preview: Open) -> None:
    """The notes of a file that does not parse are gone until it does."""
    session = preview()
    session.choose("What does this print?")
    session.page.keyboard.press("Space")
    session.write("cards/tens.md", OTHERS.replace("snippet: sums", "snippet: ["))
    expect(session.page.locator("#mistakes")).to_be_visible()
    session.write("cards/tens.md", OTHERS)
    expect(session.page.locator("#notes a[aria-current]")).to_contain_text("What does this print?")
    expect(session.card.locator(".vd-back")).to_be_visible()


def test_notes_are_searched_and_filtered(preview: Open) -> None:
    """By their text, and by state, kind and tag; a check in between changes neither."""
    session = preview()
    shown = session.page.locator("#notes li:visible")
    session.page.keyboard.press("/")
    session.page.keyboard.type("FORMULA 5")
    expect(shown).to_have_count(1)
    expect(shown).to_contain_text("How is it written?")
    session.write("snippets/sums.py", SNIPPET.replace("1 + 1", "2 * 1"))
    expect(session.page.locator("#status")).to_contain_text("1 run now")
    expect(shown).to_have_count(1)
    session.page.locator("#text").fill("")
    session.page.select_option("#kind", "predict")
    expect(shown).to_have_text(["✓What does this print?predict"])
    session.page.select_option("#kind", "")
    session.page.select_option("#tag", "first")
    expect(session.page.locator("#count")).to_have_text("2 of 5")
    session.write("snippets/sums.py", SNIPPET.replace("== 2", "== 3"))
    session.page.select_option("#state", "refuted")
    expect(shown).to_have_count(1)


def test_the_page_comes_back_to_its_place(preview: Open) -> None:
    """After a reload, or from a bookmark."""
    session = preview()
    session.choose("The sum of one and one")
    session.page.keyboard.press("2")
    session.page.keyboard.press("Space")
    session.page.select_option("#kind", "reversed")
    session.page.reload()
    expect(session.card.locator(".vd-back")).to_contain_text("The sum of one and one")
    expect(session.page.locator("#notes li:visible")).to_have_count(1)


HOLD = """() => {
    const ask = fetch, released = new Promise(done => { window.release = done; });
    window.fetch = async (...asked) => { await released; return ask(...asked); };
}"""
"""Nothing that the page asks for comes before `release()`."""


def test_keys_are_for_the_note_that_was_chosen(preview: Open) -> None:
    """Also before it has arrived: an author's fingers are ahead of the page."""
    session = preview()
    session.page.evaluate(HOLD)
    session.choose("The sum of one and one")
    session.page.keyboard.press("2")
    session.page.keyboard.press("Space")
    expect(session.card.locator("h1")).to_have_text("What is one and one?")
    session.page.evaluate("release()")
    expect(session.card.locator(".vd-back")).to_contain_text("The sum of one and one")


def test_night_is_night_on_the_card_too(preview: Open) -> None:
    """By the system's choice, or by the author's, which is remembered."""
    session = preview(color_scheme="dark")
    page, card = session.page.locator("body"), session.card.locator("body")
    expect(page).to_have_css("background-color", DARK)
    expect(card).to_have_css("background-color", "rgb(31, 33, 36)")
    session.page.keyboard.press("n")
    expect(page).to_have_css("background-color", BRIGHT)
    expect(card).to_have_css("background-color", "rgb(253, 253, 251)")
    session.page.reload()
    expect(page).to_have_css("background-color", BRIGHT)
    expect(card).to_have_css("background-color", "rgb(253, 253, 251)")


def test_a_card_is_shown_as_wide_as_on_a_phone(preview: Open) -> None:
    """Its stylesheet's rules for a narrow screen hold then."""
    session = preview()
    session.choose("What does this print?")
    code = session.card.locator("pre.vd-code")
    expect(code).to_have_css("white-space-collapse", "preserve")
    expect(code).to_have_css("text-wrap-mode", "nowrap")
    session.page.keyboard.press("p")
    expect(session.page.locator("#card")).to_have_js_property("clientWidth", 390)
    expect(code).to_have_css("text-wrap-mode", "wrap")


def test_the_page_fits_a_phone(preview: Open) -> None:
    """Nothing moves sideways, and the list is a tap away."""
    session = preview(viewport={"width": 390, "height": 844}, has_touch=True)
    assert session.page.evaluate("document.documentElement.scrollWidth") == 390
    expect(session.page.locator("#notes")).to_be_hidden()
    session.page.locator("#open-list").tap()
    session.choose("How is it written?")
    expect(session.page.locator("#notes")).to_be_hidden()
    session.page.locator("#flip").tap()
    expect(session.card.locator("math")).to_be_visible()
    assert session.page.evaluate("document.documentElement.scrollWidth") == 390


def violations(page: Page) -> str:
    """What axe finds, in words; "" where it finds nothing."""
    found = Axe().run(page)
    return str(found.generate_report()) if found.violations_count else ""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_is_accessible(preview: Open, scheme: str, width: int) -> None:
    """By axe's rules: the front, the back, the help and a refuted note, in both themes and at both widths."""
    session = preview(color_scheme=scheme, viewport={"width": width, "height": 800})
    assert violations(session.page) == ""
    for key in ("Space", "?"):
        session.page.keyboard.press(key)
        assert violations(session.page) == ""
    session.page.keyboard.press("Escape")
    session.write("snippets/sums.py", SNIPPET.replace("== 2", "== 3"))
    expect(session.page.locator("#mistakes")).to_be_visible()
    assert violations(session.page) == ""


HOSTILE = """\
---
snippet: sums
---

# Hostile {#hostile}

`{python} total` and

<img src="x" onerror="parent.hacked = 1; fetch('/deck')"><script>parent.hacked = 2</script>
<a id="link" href="javascript:parent.hacked=3" target="_self">link</a><iframe src="/deck"></iframe>
<form action="/deck" method="post"><button id="send">send</button></form>
<style>body { background: url(/deck) }</style><link rel="stylesheet" href="/deck"><object data="/deck"></object>
<meta http-equiv="refresh" content="0;url=/deck"><img src="/deck"><svg onload="parent.hacked = 4"></svg>
"""


def test_a_card_cannot_run_scripts_nor_reach_the_server(preview: Open) -> None:
    """Where the settings allow raw HTML, it is somebody else's text."""
    session = preview({"cards/sums.md": HOSTILE}, f"{SETTINGS}allow-html = true\n")
    asked: list[Request] = []
    session.page.on("requestfinished", lambda request: asked.append(request))
    session.page.keyboard.press("Space")
    expect(session.card.locator("#send")).to_be_visible()
    session.card.locator("#send").click()
    with session.page.expect_console_message(lambda message: "JavaScript URL" in message.text):
        session.card.locator("#link").click()
    assert session.page.evaluate("window.hacked") is None
    of_the_card = [request.url for request in asked if request.frame != session.page.main_frame]
    assert not [url for url in of_the_card if url.endswith("/deck")]
    expect(session.card.locator("#send")).to_be_visible()
    session.said.clear()  # the browser says what it refused


IMAGE = """url => new Promise(done => {
    const image = new Image();
    image.onload = () => done("seen");
    image.onerror = () => done("refused");
    image.src = url;
})"""


def test_another_site_gets_nothing(preview: Open) -> None:
    """A page of another origin in the same browser."""
    session = preview()
    url = f"http://127.0.0.1:{session.port}"
    page = session.page.context.new_page()
    page.route("http://evil.example/", lambda route: route.fulfill(body="<h1>Evil</h1>", content_type="text/html"))
    page.goto("http://evil.example/")
    assert page.evaluate(f"fetch('{url}/deck').then(() => 'read', () => 'refused')") == "refused"
    assert page.evaluate(IMAGE, f"{url}/icon.svg") == "refused"


def large(notes: int) -> dict[str, str]:
    """Files of a hundred notes each."""
    head = "---\nsnippet: sums\ntags: [t{}]\n---\n\n"
    note = "# Question {0} of many {{#q-{0}}}\n\nIt is `{{python}} total`, says answer {0}.\n\n"
    return {
        f"cards/{start:05}.md": head.format(start)
        + "".join(note.format(number) for number in range(start, start + 100))
        for start in range(0, notes, 100)
    }


def test_five_thousand_notes_are_scrolled_and_searched(preview: Open) -> None:
    """The largest decks that are written by hand; no more than what is seen is laid out."""
    session = preview({**large(5000), "cards/sums.md": ""} | {"cards/sums.md": CARDS, "cards/line.svg": SVG})
    expect(session.page.locator("#count")).to_have_text("5002 in all")
    last = session.page.locator("#notes li").last
    session.page.locator("#notes").evaluate("list => list.scrollTop = list.scrollHeight")
    last.locator("a").evaluate("link => link.click()")  # its place settles while rows above it are laid out
    session.page.keyboard.press("Space")
    expect(session.card.locator(".vd-back .vd-value")).to_have_text("2")
    session.page.locator("#text").fill("answer 4321.")
    expect(session.page.locator("#count")).to_have_text("1 of 5002")
    expect(session.page.locator("#notes li:not([hidden])")).to_have_text(["✓Question 4321 of manyt4300"])
    session.page.locator("#text").fill("")
    session.write("cards/00000.md", large(100)["cards/00000.md"].replace("Question 7 ", "Edited 7 "))
    expect(session.page.locator("#notes a", has_text="Edited 7 of many")).to_have_count(1)


@pytest.mark.tensorflow
def test_a_tensorflow_snippet_is_edited(preview: Open) -> None:
    """With the sandbox that the machine has."""
    code = (
        "import tensorflow as tf\n\ntotal = tf.reduce_sum(tf.range({}))\n# claim: two\nassert total.dtype == tf.int32\n"
    )
    settings = SETTINGS.replace('sandbox = "off"\n', "") + 'preload = ["tensorflow"]\n'
    session = preview(
        {
            "cards/sums.md": CARDS.replace("total`", "int(total)`"),
            "cards/line.svg": SVG,
            "snippets/sums.py": code.format(3),
        },
        settings,
    )
    session.page.keyboard.press("Space")
    expect(session.card.locator(".vd-value").first).to_have_text("3")
    session.write("snippets/sums.py", code.format(5))
    expect(session.card.locator(".vd-value").first).to_have_text("10")
    expect(session.page.locator("#status")).to_contain_text("1 run now")
