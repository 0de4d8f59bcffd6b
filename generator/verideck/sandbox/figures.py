"""Matplotlib's open figures, drawn so that the same figure is the same bytes in every process.

Nothing here imports Matplotlib: a program that has not imported pyplot has no figures.
"""

from __future__ import annotations

import base64
import contextlib
import gc
import io
import re
import sys
import warnings
from collections.abc import Iterator
from typing import Any

from .authors import Authors
from .wire import Json

DPI = 200
"""Of a PNG: sharp on screens with two pixels for one of CSS, and in print."""

CSS_DPI = 96

MOST_PIXELS = 4_000_000
"""Of a figure, at DPI: 10 by 10 inches."""

MOST_BYTES = 1_000_000

MARGIN = 0.1
"""Inches around what is drawn, in the figure's own colour: so it is a panel on a page of any other."""

SETTINGS = {"svg.hashsalt": "verideck", "svg.fonttype": "path", "svg.image_inline": True}
"""Ids made of contents and not at random; text as outlines, for phones lack its fonts; one file."""

METADATA: dict[str, dict[str, None]] = {
    "svg": dict.fromkeys(("Creator", "Date", "Format", "Type")),
    "png": {"Software": None},
}

COORDINATES = re.compile(rb'(?<= )(?:d|x|y)="[^"]*"|translate\([^)]*\)')
LONG_NUMBER = re.compile(rb"-?[0-9]+\.[0-9]{3,}(?![0-9e])")


class Watch:
    """Follows one unit statement by statement and draws what its views left open.

    All figures that are open at the end of a fence are its own, and are closed: the next fence begins anew. A region
    has those that its statements opened, and leaves them to the rest of the snippet.
    """

    def __init__(self, unit: Json, authors: Authors) -> None:
        self.own = unit["role"] != "snippet"
        self.views: list[Json] = list(unit["views"])
        self.authors = authors
        self.opened: dict[Any, int] = {}
        self.runs: list[Json] = []

    def before(self, line: int) -> None:
        """A statement that begins on this line comes next: draw the views that end above it."""
        for view in [view for view in self.views if view["last"] < line]:
            self.draw(view)

    def after(self, line: int) -> None:
        """The statement that begins on this line has run."""
        self.opened = {figure: self.opened.get(figure, line) for figure in open_figures()}

    def end(self) -> list[Json]:
        """The unit is over: what became of its views, as `FigureRun`."""
        for view in list(self.views):
            self.draw(view)
        return self.runs

    def draw(self, view: Json) -> None:
        self.views.remove(view)
        figures = [
            figure
            for figure in open_figures()
            if self.own or view["first"] <= self.opened.get(figure, 0) <= view["last"]
        ]
        if figures:
            drawn = self.drawn(figures[0], view["format"]) if len(figures) == 1 else {}
            self.runs.append({"view": view, "count": len(figures), **drawn})
        for figure in figures if self.own else ():
            sys.modules["matplotlib.pyplot"].close(figure)

    def drawn(self, figure: Any, format: str) -> Json:
        """{"figure": Figure} or {"undrawn": Undrawn}. Whatever drawing raises is no exception of the program's."""
        try:
            if is_animated(figure):
                raise Unfit("animated")
            return {"figure": draw(figure, format)}
        except Unfit as unfit:
            return {"undrawn": {"reason": unfit.reason, "detail": unfit.detail}}
        except MemoryError:
            raise
        except BaseException as error:
            raised = self.authors.raised(error)
            return {"undrawn": {"reason": "failed", "detail": f"{raised['type']}: {raised['message']}"}}


class Unfit(Exception):
    """A figure that no card shows. `reason` is one of `Undrawn`'s."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class Bounded(io.BytesIO):
    """A file that nothing too large is written to, however much there is to write."""

    def write(self, data: Any) -> int:
        if self.tell() + len(data) > MOST_BYTES:
            raise Unfit("too-heavy", f"more than {MOST_BYTES:,} bytes")
        return super().write(data)


def open_figures() -> list[Any]:
    """The figures that pyplot manages, in the order of their numbers."""
    managed = sys.modules.get("matplotlib._pylab_helpers")
    if managed is None or "matplotlib.pyplot" not in sys.modules:
        return []
    return [manager.canvas.figure for manager in managed.Gcf.get_all_fig_managers()]


def is_animated(figure: Any) -> bool:
    """Whether a living animation draws on the figure."""
    module = sys.modules.get("matplotlib.animation")
    return module is not None and any(
        issubclass(type(each), module.Animation) and getattr(each, "_fig", None) is figure for each in gc.get_objects()
    )


def draw(figure: Any, format: str) -> Json:
    """The figure as `Figure`, cut to what is drawn. Raises Unfit, and whatever Matplotlib raises."""
    with sys.modules["matplotlib"].rc_context(SETTINGS), every_glyph():
        figure.draw_without_rendering()
        box = figure.get_tightbbox().padded(MARGIN)
        if box.width * box.height * DPI**2 > MOST_PIXELS:
            raise Unfit("too-large", f"{box.width:.1f} by {box.height:.1f} inches")
        file = Bounded()
        figure.savefig(file, format=format, dpi=DPI, bbox_inches=box, metadata=METADATA[format])
    data = file.getvalue()
    return {
        "format": format,
        "data": base64.b64encode(rounded(data) if format == "svg" else data).decode(),
        "width": round(box.width * CSS_DPI),
        "height": round(box.height * CSS_DPI),
    }


@contextlib.contextmanager
def every_glyph() -> Iterator[None]:
    """Raises Unfit where Matplotlib only warns: of a character that its fonts lack, for which it draws a box."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
    for each in caught:
        if "missing from font" in str(each.message):
            raise Unfit("no-glyph", str(each.message))


def rounded(svg: bytes) -> bytes:
    """Coordinates to a hundredth of a point, which nobody sees.

    Processors differ in the last digits of what is plotted; cut off, they make no other file.
    """
    return COORDINATES.sub(lambda values: LONG_NUMBER.sub(shortened, values[0]), svg)


def shortened(number: re.Match[bytes]) -> bytes:
    value = round(float(number[0]), 2) + 0.0  # no -0.0
    return f"{value:.2f}".rstrip("0").rstrip(".").encode()
