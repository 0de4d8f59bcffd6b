"""The figures that a fence or region left open: one with an `alt` is shown, any other is a mistake."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from verideck.media import kind_of, media_of, svg_problem
from verideck.model import Figure, FigureRun, FigureUnfit, RunExamples, RunFence, ShownFigure, ShownRegion, UnitRun

Ran: TypeAlias = RunFence | RunExamples | ShownRegion


def unfit_figures(ran: Ran, unit: UnitRun) -> Iterator[FigureUnfit]:
    """Why what was left open is not what the card says. A fence that shows nothing may leave open what it likes."""
    left = left_open(ran, unit)
    alt = None if isinstance(ran, RunExamples) else ran.fence.alt
    if left is None:
        if alt is not None:
            yield FigureUnfit(ran, "no-figure")
        return
    if isinstance(ran, RunExamples):
        yield FigureUnfit(ran, "at-prompt")
        return
    if alt is None:
        yield FigureUnfit(ran, "no-alt")
    if left.count > 1:
        yield FigureUnfit(ran, "several", str(left.count))
    if left.undrawn:
        yield FigureUnfit(ran, left.undrawn.reason, left.undrawn.detail)
    if left.figure and (problem := unsafe(left.figure)):
        yield FigureUnfit(ran, "unsafe", problem)


def shown_figure(ran: RunFence | ShownRegion, unit: UnitRun) -> ShownFigure | None:
    """The figure on the card, if one was left open and nothing is wrong with it."""
    left = left_open(ran, unit)
    if left is None or left.figure is None:
        return None
    drawn = left.figure
    return ShownFigure(media_of(drawn.data, drawn.format), ran.fence.alt or "", drawn.width, drawn.height)


def left_open(ran: Ran, unit: UnitRun) -> FigureRun | None:
    """A fence's unit has one view at most; a snippet's has one for each region that any note shows."""
    for run in unit.figures:
        view = run.view
        if not isinstance(ran, ShownRegion) or (view.first, view.last, view.format) == wanted(ran):
            return run
    return None


def wanted(ran: ShownRegion) -> tuple[int, int, str] | None:
    return None if ran.fence.output == "hide" else (ran.region.first, ran.region.last, ran.fence.figure)


def unsafe(figure: Figure) -> str | None:
    """Why the file is not shown. It comes from the program's own process, which may have made it up."""
    if kind_of(figure.data) != figure.format:
        return f"is not {figure.format}"
    return svg_problem(figure.data) if figure.format == "svg" else None
