"""Every reason why a figure is refused has its own words."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args, get_type_hints

import pytest

from evidence import fence, note, own_run
from verideck.media import media_of
from verideck.model import Figure, FigureRun, FigureUnfit, UnitRun, View
from verideck.report.document import document
from verideck.report.figures import figure_unfit
from verideck.verify import verify

REASONS = get_args(get_type_hints(FigureUnfit)["reason"])


@pytest.mark.parametrize("reason", REASONS)
def test_a_refused_figure_is_told_at_its_fence(reason: str) -> None:
    """With what was found out about it, and what to do."""
    told = figure_unfit(FigureUnfit(fence(), reason, "DETAIL"))  # type: ignore[arg-type]  # all of them
    assert told.span == fence().fence.span
    assert "figure" in told.code
    assert told.help
    assert ("DETAIL" in told.message) == (reason not in {"no-alt", "no-figure", "at-prompt", "animated"})


def test_codes_tell_the_reasons_apart() -> None:
    """But for the two ways of being too large."""
    told = {figure_unfit(FigureUnfit(fence(), reason)).code for reason in REASONS}
    assert len(told) == len(REASONS) - 1
    assert {"figure-without-alt", "alt-without-figure", "several-figures", "animated-figure"} < told


def test_the_document_names_the_file() -> None:
    """Whoever reads it finds the figure in the package."""
    ran = replace(fence(), fence=replace(fence().fence, alt="A line"))
    unit = UnitRun(figures=(FigureRun(View(10, 11, "svg"), 1, Figure("svg", b"<svg/>", 9, 9)),))
    (entry,) = document([verify(note(ran), own_run(unit))], [], {})["notes"]
    figure = {"file": media_of(b"<svg/>", "svg").name, "alt": "A line"}
    assert entry["outputs"] == [{"code": ran.fence.code, "text": "", "raised": None, "figure": figure}]
