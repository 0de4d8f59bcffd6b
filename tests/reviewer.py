"""Anki's own reviewer in a browser: the page that its desktop app sets up, with the files that it ships, without Qt."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Page, Route

from learner import Learner

if TYPE_CHECKING:
    from anki.cards import Card  # cannot be the first of its package to be imported

ADDRESS = "http://reviewer.test/"
TYPE_BOX = re.compile(r"\[\[type:(.+?)\]\]")
"""What the app replaces by a box, and by what was typed into it."""

BOX = "<center><input type=text id=typeans style=\"font-family: 'Arial'; font-size: 20px;\"></center>"

PAGE = """\
<!doctype html>
<html class="{theme}" dir="ltr" data-bs-theme="{bootstrap}">
<head>
<base href="{address}">
<link rel="stylesheet" href="/_anki/css/webview.css">
<link rel="stylesheet" href="/_anki/css/reviewer.css">
<script>window.bridgeCommand = window.pycmd = () => false;</script>
</head>
<body class="{body}">
{scripts}
<div id="_mark" hidden>&#x2605;</div>
<div id="_flag" hidden>&#x2691;</div>
<script>qFade = 0;</script>
<div id="qa" dir="auto"></div>
</body>
</html>
"""

SHOW = """\
async ([name, values]) => {
    window[name](...values);
    await new Promise(_queueAction);
    await Promise.allSettled([...document.images].map(image => image.decode()));
}
"""


class Reviewer:
    """Shows the cards of a learner on a page, as they come up in a review.

    `asked_for` are the paths of everything that the page asked for besides Anki's own files and the learner's media:
    it gets none of them.
    """

    def __init__(self, page: Page, learner: Learner, *, night: bool = False) -> None:
        self.page, self.learner = page, learner
        self.asked_for: list[str] = []
        self.errors: list[str] = []
        self.body = "isLin fancy nightMode night_mode" if night else "isLin fancy"
        theme, bootstrap = ("night-mode", "dark") if night else ("", "light")
        self.files = anki_files()
        scripts = "\n".join(f'<script src="/_anki/{path}"></script>' for path in scripts_of_the_page(self.files))
        self.html = PAGE.format(theme=theme, bootstrap=bootstrap, address=ADDRESS, body=self.body, scripts=scripts)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.route("**/*", self.serve)
        page.goto(ADDRESS)

    def serve(self, route: Route) -> None:
        path = unquote(urlsplit(route.request.url).path).lstrip("/")
        media = Path(self.learner.collection.media.dir())
        folder, name = (self.files, path.removeprefix("_anki/")) if path.startswith("_anki/") else (media, path)
        if not path:
            route.fulfill(body=self.html, content_type="text/html; charset=utf-8")
        elif route.request.url.startswith(ADDRESS) and (folder / name).is_file():
            route.fulfill(path=folder / name)
        else:
            self.asked_for.append(route.request.url)
            route.abort()

    def question(self, card: Card) -> None:
        question = TYPE_BOX.sub(BOX, card.question())
        classes = f"card card{card.ord + 1} {self.body}"
        self.show("_showQuestion", [self.ready(question), self.ready(card.answer()), classes])

    def answer(self, card: Card, typed: str = "") -> None:
        """The answer after the question: a card is never turned without it."""

        def compared(box: re.Match[str]) -> str:
            field = dict(card.note().items()).get(box[1], "")
            html = self.learner.collection.compare_answer(field, typed, True)
            return f"<div style=\"font-family: 'Arial'; font-size: 20px\">{html}</div>"

        self.question(card)
        self.show("_showAnswer", [self.ready(TYPE_BOX.sub(compared, card.answer()))])

    def ready(self, html: str) -> str:
        return self.learner.collection.media.escape_media_filenames(html)

    def show(self, function: str, arguments: list[str]) -> None:
        """Waits until the formulas are set: the reviewer does one thing after another. Images it awaits but briefly."""
        self.page.evaluate(SHOW, [function, arguments])

    @property
    def text(self) -> str:
        """What a learner reads."""
        return self.page.locator("#qa").inner_text()

    def count(self, selector: str) -> int:
        return self.page.locator(f"#qa :is({selector})").count()


def anki_files() -> Path:
    """The folder that the app serves as `/_anki/`. Finding it imports nothing of the app, which needs Qt."""
    spec = find_spec("_aqt")
    assert spec, "the reviewer's files are missing: make .venv/reviewer.stamp"
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0], "data", "web")


def scripts_of_the_page(files: Path) -> list[str]:
    """As the app lists them. Up to 26.08 MathJax is one of them; later the reviewer loads it with the first formula."""
    source = (files.parents[2] / "aqt/reviewer.py").read_text("utf-8")
    (listed,) = re.findall(r'css=\["css/reviewer\.css"\],\s*js=\[(.*?)\]', source, re.DOTALL)
    return ["js/webview.js", *re.findall(r'"(.+?)"', listed)]
