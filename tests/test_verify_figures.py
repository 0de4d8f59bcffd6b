"""Figures: which are shown, which are evidence, and what is wrong with the others."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest

from evidence import OWN, claim, expected, fence, note, own_run, region, snippet_run
from verideck.media import media_of
from verideck.model import (
    ClaimRun,
    Expectation,
    Figure,
    FigureRun,
    FigureUnfit,
    NoEvidence,
    Outcome,
    PyconFence,
    Refuted,
    RunExamples,
    RunFence,
    Shown,
    ShownFigure,
    ShownRegion,
    Span,
    Undrawn,
    UnitRun,
    Verified,
    View,
)
from verideck.verify import verify

SVG = Figure("svg", b"<svg/>", 480, 288)
PNG = Figure("png", b"\x89PNG\r\n\x1a\n", 480, 288)
HELD = ClaimRun("agree", 1)
WHOLE = View(10, 11, "svg")


def described(alt: str | None = "A line") -> RunFence:
    ran = fence()
    return replace(ran, fence=replace(ran.fence, alt=alt))


def left(figure: Figure | None = SVG, count: int = 1, undrawn: Undrawn | None = None, view: View = WHOLE) -> UnitRun:
    return UnitRun(figures=(FigureRun(view, count, figure, undrawn),))


def outcome(ran: RunFence, unit: UnitRun) -> Outcome:
    return verify(note(ran), own_run(unit))


def reasons(of: Outcome) -> list[tuple[str, str]]:
    assert isinstance(of, Refuted), of
    return [(each.reason, each.detail) for each in of.problems if isinstance(each, FigureUnfit)]


def test_a_figure_is_evidence_and_shown() -> None:
    """Code drew it, and the card says what it shows."""
    verified = outcome(described(), left())
    assert isinstance(verified, Verified)
    assert verified.shown == (Shown(figure=ShownFigure(media_of(b"<svg/>", "svg"), "A line", 480, 288)),)


def asking(*others: Expectation, output: Literal["show", "only"] = "only", text: str | None = None) -> Outcome:
    """What a note comes to that has the figure above its break."""
    ran = described()
    wanted = None if text is None else expected(text)
    ran = replace(ran, fence=replace(ran.fence, output=output, expected=wanted))
    of = note(ran, *others)
    runs = own_run(left()) | snippet_run(claims=[HELD])
    return verify(replace(of, draft=replace(of.draft, front=(ran.fence,))), runs)


def test_a_figure_that_asks_proves_no_answer() -> None:
    """What is true of it is what the note asks; the same figure is the answer to code that is shown there."""
    for refuted in (asking(), asking(text="")):
        assert isinstance(refuted, Refuted)
        assert refuted.problems == (NoEvidence(),)
    assert isinstance(asking(output="show"), Verified)


def test_a_figure_that_asks_is_shown_with_an_answer_that_holds() -> None:
    """Whatever proves it."""
    verified = asking(claim())
    assert isinstance(verified, Verified)
    assert verified.shown[0].figure


def test_a_png_is_shown_as_well() -> None:
    """Where an SVG would be too large."""
    verified = outcome(described(), left(PNG, view=replace(WHOLE, format="png")))
    assert isinstance(verified, Verified)
    assert verified.shown[0].figure
    assert verified.shown[0].figure.media == media_of(PNG.data, "png")


def test_a_figure_without_words_is_refused() -> None:
    """Not everybody sees it; and words tell the next author what it was for."""
    assert reasons(outcome(described(None), left())) == [("no-alt", "")]


def test_words_without_a_figure_are_refused() -> None:
    """The card would speak of something that is not there."""
    assert reasons(outcome(described(), UnitRun())) == [("no-figure", "")]


def test_one_description_is_of_one_figure() -> None:
    """Two in one fence would share it."""
    assert reasons(outcome(described(), left(None, 2))) == [("several", "2")]


@pytest.mark.parametrize("reason", ["animated", "too-large", "too-heavy", "no-glyph", "failed"])
def test_what_was_not_drawn_is_refused(
    reason: Literal["animated", "too-large", "too-heavy", "no-glyph", "failed"],
) -> None:
    """In the words of the process that tried."""
    assert reasons(outcome(described(), left(None, 1, Undrawn(reason, "why")))) == [(reason, "why")]


@pytest.mark.parametrize(
    ("figure", "problem"),
    [
        (replace(SVG, data=b"<svg><script/></svg>"), "holds a `<script>`"),
        (replace(SVG, data=PNG.data), "is not svg"),
        (replace(PNG, data=SVG.data), "is not png"),
    ],
)
def test_a_file_that_is_no_drawing_is_refused(figure: Figure, problem: str) -> None:
    """It comes from the process of code that somebody else may have written."""
    assert reasons(outcome(described(), left(figure))) == [("unsafe", problem)]


def test_a_fence_without_figures_and_words_is_as_before() -> None:
    """Silence is no evidence."""
    found = outcome(described(None), UnitRun())
    assert isinstance(found, Refuted)
    assert found.problems == (NoEvidence(),)


def test_a_region_shows_the_figure_of_its_lines() -> None:
    """A snippet may have others for other notes, and the same one in another format."""
    shown = region()
    ran = ShownRegion(replace(shown.fence, alt="A line"), shown.region, shown.program, 0)
    first, last = ran.region.first, ran.region.last
    views = (View(1, 3, "svg"), View(first, last, "png"), View(first, last, "svg"))
    unit = UnitRun(figures=tuple(FigureRun(view, 1, SVG) for view in views))
    verified = verify(note(claim(), ran), snippet_run(unit, claims=[HELD]))
    assert isinstance(verified, Verified)
    assert verified.shown[0].figure
    assert verified.shown[0].figure.alt == "A line"
    for others in (unit.figures[:1], unit.figures[1:2]):
        refuted = verify(note(claim(), ran), snippet_run(UnitRun(figures=others), claims=[HELD]))
        assert reasons(refuted) == [("no-figure", "")]


def test_a_region_that_hides_its_output_needs_no_words() -> None:
    """Another note may show the same region with its figure."""
    hidden = region(output="hide")
    unit = UnitRun(figures=(FigureRun(View(hidden.region.first, hidden.region.last, "svg"), 1, SVG),))
    assert isinstance(verify(note(claim(), hidden), snippet_run(unit, claims=[HELD])), Verified)


def test_a_session_shows_no_figure() -> None:
    """It is shown as it was typed; a figure that nobody sees would be left out in silence."""
    session = PyconFence(">>> x", "x", 10, (), False, 0, Span("cards/ranges.md", 9))
    assert reasons(verify(note(RunExamples(session, OWN, 1)), own_run(left()))) == [("at-prompt", "")]
