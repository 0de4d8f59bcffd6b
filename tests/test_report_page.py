"""The page of the report: everything is on it, it needs nothing else, and nothing in it is more than text."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from evidence import CARD, CARD_TEXT, OWN, SNIPPET, claim, fence, note, own_run, raised, snippet_run, value, wrote
from outcomes import note as outcome_note
from outcomes import paragraph, verified
from verideck.media import media_of
from verideck.model import (
    ClaimFailure,
    ClaimRun,
    Diagnostic,
    Figure,
    FigureRun,
    Outcome,
    Span,
    UnitRun,
    ValueRun,
    View,
)
from verideck.report.article import coded
from verideck.report.document import document
from verideck.report.page import page
from verideck.verify import verify

HELD, FAILED = ClaimRun("agree", 1), ClaimRun("agree", 1, (ClaimFailure(),))
RUNS = {**snippet_run(claims=[HELD], values=[ValueRun("int64")]), **own_run(wrote("<out>\n"))}


class Elements(HTMLParser):
    """Collects elements, by name, and the text that is not style or script."""

    VOID = frozenset({"meta", "input", "img", "br", "th", "td", "option"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] not in (["style"], ["script"]):
            self.text += data


def shown(*outcomes: Outcome, diagnostics: tuple[Diagnostic, ...] = (), ran: tuple[str, ...] = ()) -> Elements:
    told = document(outcomes, diagnostics, {"python": "3.11"}, name="<Deck>", runs=RUNS, ran=ran)
    return Elements(page(told, diagnostics, {CARD: CARD_TEXT}, {}))


def test_a_note_stands_there_with_all_its_evidence() -> None:
    """Heading, place, claims with their asserts, values, outputs, time and cache."""
    found = shown(verify(note(claim(), value(), fence()), RUNS), ran=(OWN,))
    for text in (
        "<Deck>", "1 of 1 note verified", "Are they the same?", f"{CARD}:5", "verified", "same", "run now", "0.00 s",
        "the values agree", f"agree, {SNIPPET}:5", claim().claim.code, "a.dtype is int64",
        fence().fence.code, "<out>", "Python 3.11",
    ):  # fmt: skip
        assert text in found.text
    assert found.open == [], "every element is closed"


def test_what_failed_is_shown_with_its_diagnostic() -> None:
    """On top of all, and at its note."""
    outcome = verify(note(claim()), snippet_run(UnitRun(raised=raised()), claims=[FAILED]))
    found = shown(outcome, diagnostics=(Diagnostic("claim-failed", "it <does> not hold", Span(CARD, 7, 5, 7, 9)),))
    assert "0 of 1 note verified" in found.text
    assert found.text.count("it <does> not hold") == 2
    assert "7 | No: [the values agree]" in found.text
    assert ("a", {"href": "#same"}) in found.found


def test_sentences_without_evidence_are_marked() -> None:
    """Softly: they may be true."""
    outcome = verified(outcome_note(paragraph("Says <so>. Or `x`?")))
    marked = page(document([outcome], [], {}), [], {}, {})
    assert '<p><span class="bare">Says &lt;so&gt;.</span> Or <code>x</code>?</p>' in marked
    assert "0 of 1 sentence of the answers contain evidence (0 %)" in marked


def test_figures_stand_on_the_page() -> None:
    """With their descriptions, and inside the file."""
    media = media_of(b"<svg/>", "svg")
    ran = replace(fence(), fence=replace(fence().fence, alt="A line"))
    unit = UnitRun(figures=(FigureRun(View(10, 11, "svg"), 1, Figure("svg", media.data, 9, 9)),))
    html = page(document([verify(note(ran), own_run(unit))], [], {}), [], {}, {media.name: media.data})
    assert '<img src="data:image/svg+xml;base64,PHN2Zy8+" alt="A line" loading="lazy">' in html


def test_nothing_is_fetched_and_only_its_own_script_may_run() -> None:
    """The page is mailed, archived and opened from a disk; what programs wrote is on it."""
    html = page(document([verify(note(claim(), fence()), RUNS)], [], {}), [], {}, {})
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy
    assert policy[1].startswith("default-src 'none'; img-src data:; style-src 'sha256-")
    assert "unsafe" not in policy[1]
    assert not re.search(r"""(src|href)=["']?(https?:|//)|url\(|@import""", html)
    assert html.count("<script>") == html.count("<style>") == 1
    assert not re.search(r"\son\w+=|\sstyle=", html)


def test_equal_documents_give_equal_pages() -> None:
    """But for times, a report changes only where a note does."""
    one, other = (page(document([verify(note(claim()), RUNS)], [], {}), [], {}, {}) for _ in range(2))
    assert one == other


def test_an_empty_deck_has_a_page() -> None:
    """Its build failed, and the report says why."""
    found = shown(diagnostics=(Diagnostic("no-notes", "`cards` holds no note", Span("verideck.toml", 1)),))
    assert "0 of 0 notes verified" in found.text
    assert "no-notes" in found.text


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a `b<` c", "a <code>b&lt;</code> c"),
        ("`` a`b ``", "<code>a`b</code>"),
        ("lone ` tick", "lone ` tick"),
        ("`a` `b`", "<code>a</code> <code>b</code>"),
    ],
)
def test_backticks_mark_code(text: str, html: str) -> None:
    """As they do in the JSON document."""
    assert coded(text) == html
