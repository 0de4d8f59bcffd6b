"""How cards look: what can be measured, and pictures of one note of each kind for a person to look at.

The pictures are in build/screenshots; the deck that they show is in looks/.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from learner import Learner
from reviewer import Reviewer
from verideck.build import build
from verideck.execute import open_sandbox
from verideck.model import Kind, Project
from verideck.project import load_project

pytestmark = [pytest.mark.anki, pytest.mark.browser]

HERE = Path(__file__).parent
PICTURES = HERE.parents[1] / "build/screenshots"
NOON = 1_750_000_000
CLIENTS = {"light": (False, 800), "night": (True, 800), "phone": (False, 320), "phone-night": (True, 320)}


@pytest.fixture(scope="module")
def learner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Learner]:
    """Someone who has the deck in looks/."""
    root = tmp_path_factory.mktemp("looks")
    shutil.copytree(HERE / "looks", root / "deck")
    project = load_project(root / "deck")
    assert isinstance(project, Project), project
    with open_sandbox(project) as sandbox, Learner(root) as learner:
        built = build(project, sandbox, NOON)
        assert built.package, built.checked.diagnostics
        learner.imports(built.package.read_bytes())
        yield learner


def reviewing(browser: Browser, learner: Learner, client: str) -> Reviewer:
    night, width = CLIENTS[client]
    return Reviewer(browser.new_page(viewport={"width": width, "height": 640}), learner, night=night)


@pytest.mark.parametrize("client", CLIENTS)
def test_pictures_are_taken(browser: Browser, learner: Learner, client: str) -> None:
    """Of both sides of every card; and nothing was missing or failed meanwhile."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    reviewer = reviewing(browser, learner, client)
    for card in learner.cards():
        name = f"{card.note()['Id']}-{card.ord + 1}"
        reviewer.question(card)
        reviewer.page.screenshot(path=PICTURES / f"{name}-front-{client}.png", full_page=True)
        reviewer.answer(card, typed="np.arrange")
        reviewer.page.screenshot(path=PICTURES / f"{name}-back-{client}.png", full_page=True)
    assert (reviewer.errors, reviewer.asked_for) == ([], [])
    reviewer.page.close()


def test_there_is_a_note_of_each_kind() -> None:
    """A kind without a picture is one that nobody looks at."""
    text = "".join(path.read_text() for path in HERE.glob("looks/cards/*.md"))
    assert not [kind for kind in Kind if kind is not Kind.BASIC and f".{kind.value}}}" not in text]


@pytest.mark.parametrize("client", CLIENTS)
def test_no_page_moves_sideways(browser: Browser, learner: Learner, client: str) -> None:
    """Long lines, words and tables: each scrolls in its own box, or is wrapped."""
    reviewer = reviewing(browser, learner, client)
    for card in learner.cards():
        for show in (reviewer.question, reviewer.answer):
            show(card)
            wide = reviewer.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= CLIENTS[client][1], (card.note()["Id"], wide)
    reviewer.page.close()


COLUMNS = """
code => {
  const style = getComputedStyle(code);
  const inside = code.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  const ruler = code.appendChild(document.createElement("span"));
  ruler.textContent = "0".repeat(10);
  return inside / ruler.getBoundingClientRect().width * 10;
}
"""


def test_forty_columns_of_code_fit_a_phone(browser: Browser, learner: Learner) -> None:
    """Of 360 px, as narrow as most get: code that its author broke at 40 columns is not broken once more."""
    reviewer = Reviewer(browser.new_page(viewport={"width": 360, "height": 640}), learner)
    reviewer.answer(learner.note("basic").cards()[0])
    assert reviewer.page.locator(".vd-back .vd-code").first.evaluate(COLUMNS) >= 40
    reviewer.page.close()


CONTRASTS = """
() => {
  const parts = colour => colour.match(/[\\d.]+/g).map(Number);
  const luminance = colour => {
    const [r, g, b] = parts(colour).map(part => part / 255)
      .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = element => {
    const colour = getComputedStyle(element).backgroundColor;
    return (parts(colour)[3] ?? 1) === 1 ? colour : behind(element.parentElement);
  };
  const found = [];
  const walker = document.createTreeWalker(document.getElementById("qa"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || element.closest("style")) continue;
    const [dark, light] = [getComputedStyle(element).color, behind(element)].map(luminance).sort((a, b) => a - b);
    found.push([(light + 0.05) / (dark + 0.05), walker.currentNode.data]);
  }
  return found;
}
"""


@pytest.mark.parametrize("client", ["light", "night"])
def test_all_text_can_be_read_where_it_stands(browser: Browser, learner: Learner, client: str) -> None:
    """At least 4.5 to 1 against what is behind it, in code, admonitions, comparisons and evidence, as it is shown."""
    reviewer = reviewing(browser, learner, client)
    for card in learner.cards():
        reviewer.answer(card, typed="np.arrange")
        reviewer.page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        found = reviewer.page.evaluate(CONTRASTS)
        assert found
        assert [each for each in found if each[0] < 4.5] == []
    reviewer.page.close()


def test_a_cloze_that_says_no_more_has_one_line_below_it(page: Page, learner: Learner) -> None:
    """Two lines with nothing between them look like an answer that is missing."""
    reviewer = Reviewer(page, learner)
    reviewer.answer(learner.note("bare-cloze").cards()[0])
    assert page.locator(".vd-back").inner_text() == ""
    assert page.locator("hr#answer").bounding_box()
    assert page.evaluate("getComputedStyle(document.querySelector('.vd-evidence')).borderTopWidth") == "0px"


@pytest.mark.parametrize(("client", "paper"), [("light", "rgb(253, 253, 251)"), ("night", "rgb(31, 33, 36)")])
def test_the_page_has_our_colours(browser: Browser, learner: Learner, client: str, paper: str) -> None:
    """Anki gives the page of the night a colour of its own, on which our boxes would not stand out."""
    reviewer = reviewing(browser, learner, client)
    reviewer.question(learner.cards()[0])
    assert reviewer.page.evaluate("getComputedStyle(document.body).backgroundColor") == paper
    reviewer.page.close()


def test_cards_need_no_script(browser: Browser, learner: Learner) -> None:
    """All of a card is there, and folds open, where scripts are switched off."""
    page = browser.new_page(java_script_enabled=False)
    for card in learner.cards():
        html = card.answer()
        assert "<script" not in html
        page.set_content(f'<body class="card card1">{html}</body>')
        page.locator(".vd-ran > summary").last.click()
        assert page.locator(".vd-ran .vd-code").last.is_visible()
    page.close()


NIGHT = {
    "desktop": ("linux chrome night-mode", "card card1 isLin fancy nightMode night_mode"),
    "AnkiDroid": ("mobile android linux js", "card card1 night_mode nightMode ankidroid_dark_mode"),
    "AnkiDroid, new": ("mobile android linux chrome night-mode", "card card1 nightMode night_mode mathjax-rendered"),
    "AnkiMobile": ("mobile ios iphone safari", "card card1 nightMode"),
    "AnkiMobile, older": ("mobile iphone", "nightMode card"),
    "root alone": ("night-mode", "card card1"),
}


@pytest.mark.parametrize(("root", "body"), NIGHT.values(), ids=NIGHT)
def test_night_is_night_on_every_client(page: Page, learner: Learner, root: str, body: str) -> None:
    """Each marks the page in its own way."""
    html = learner.note("basic").cards()[0].answer()
    for classes, expected in (((root, body), "rgb(31, 33, 36)"), (("", "card card1"), "rgb(253, 253, 251)")):
        page.set_content(f'<html class="{classes[0]}"><body class="{classes[1]}">{html}</body></html>')
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == expected
