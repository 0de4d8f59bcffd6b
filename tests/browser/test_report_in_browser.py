"""The report in a real Chromium: it is read by day, by night and on a phone, searched, and hides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it says nothing of its types
from playwright.sync_api import Browser, Page

from projects import SNIPPET, make_project
from verideck.build import build
from verideck.execute import open_sandbox
from verideck.reports import write_report

pytestmark = pytest.mark.browser

FILES = {
    "cards/other.md": (
        "---\ntags: [tensors]\n---\n\n# What does this print? {#printed .predict}\n\n```python\n"
        f"print('{'wide ' * 60}')\n```\n\nNobody showed this.\n\n"
        "# And `false`? {#false}\n\n[It is](claim:sums/three).\n"
    ),
    "snippets/sums.py": f"{SNIPPET}\n# claim: three\nassert total == 3\n",
}
CLIENTS: dict[str, tuple[Literal["light", "dark"], int]] = {
    "light": ("light", 1000),
    "night": ("dark", 1000),
    "phone": ("light", 320),
}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of three notes, of which one is refuted."""
    root = tmp_path_factory.mktemp("report")
    project = make_project(root, FILES)
    with open_sandbox(project) as sandbox:
        write_report(build(project, sandbox, 1.7e9), sandbox.ran)
    return root / "dist/report.html"


@pytest.fixture(params=CLIENTS)
def opened(request: pytest.FixtureRequest, browser: Browser, report: Path) -> Iterator[Page]:
    """By day, by night, on a phone; what the console says fails the test."""
    scheme, width = CLIENTS[request.param]
    page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 800})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(report.as_uri())
    yield page
    page.close()
    assert said == []


def shown(page: Page) -> list[str]:
    return [str(note.get_attribute("id")) for note in page.locator("article:visible").all()]


def test_nothing_is_wider_than_the_screen(opened: Page) -> None:
    """Long lines scroll by themselves; the page does not."""
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_it_is_accessible(opened: Page) -> None:
    """Contrast, names, landmarks, and places that scroll by keyboard, as axe sees them."""
    found = Axe().run(opened)
    assert found.violations_count == 0, found.generate_report()


def test_words_find_notes(opened: Page) -> None:
    """Of the text, the id, a tag or a file; all of the words must be there."""
    opened.fill("#words", "nobody TENSORS")
    assert shown(opened) == ["printed"]
    assert opened.inner_text("#count") == "1 of 3 notes"
    assert opened.locator("h2", has_text="cards/sums.md").is_hidden(), "a file without a note that is shown is left out"
    opened.fill("#words", "")
    assert len(shown(opened)) == 3


@pytest.mark.parametrize(
    ("state", "notes"), [("failed", ["false"]), ("bare", ["printed"]), ("verified", ["printed", "one-and-one"])]
)
def test_notes_are_filtered_by_what_came_of_them(opened: Page, state: str, notes: list[str]) -> None:
    """What is wrong is found at once in thousands."""
    opened.select_option("#state", state)
    assert shown(opened) == notes


def test_a_link_leads_to_a_note_that_the_filter_hides(opened: Page) -> None:
    """From a mistake on top to its note."""
    opened.fill("#words", "one-and-one")
    opened.click("text=to the note")
    assert "false" in shown(opened)


def test_a_link_leads_there_again(opened: Page) -> None:
    """Also when the address names the note already, and another one has been searched since."""
    opened.click("text=to the note")
    opened.fill("#words", "one-and-one")
    opened.click("text=to the note")
    assert "false" in shown(opened)


def test_without_scripts_all_of_it_is_there(browser: Browser, report: Path) -> None:
    """Only the search is missing."""
    page = browser.new_page(java_script_enabled=False)
    page.goto(report.as_uri())
    assert len(shown(page)) == 3
    assert page.locator("#search").is_hidden()
    page.close()


def test_print_leaves_out_the_search(browser: Browser, report: Path) -> None:
    """And cuts no line off."""
    page = browser.new_page()
    page.goto(report.as_uri())
    page.emulate_media(media="print")
    assert page.locator("#search").is_hidden()
    assert page.evaluate("getComputedStyle(document.querySelector('pre')).whiteSpace") == "pre-wrap"
    page.close()
