"""How much evidence a note has: the one count for its card and for the report."""

from __future__ import annotations

import pytest

from outcomes import HERE, asked, claim_link, expects, held, prose, python, value
from verideck.model import Media, PythonFence, Region, RegionFence, RunFence, Shown, ShownFigure, ShownRegion
from verideck.tally import Tally, tally


def test_every_kind_of_evidence_is_counted() -> None:
    """A claim and a value count by being there, an output and a figure by being shown."""
    figure = ShownFigure(Media("vd-1.png", b""), "a line", 1, 1)
    expectations = (held(claim_link("a", prose("a")), "assert x"), asked(value("x")), RunFence(python("x"), "p", 0))
    assert tally(expectations, (Shown("1", figure=figure),)) == Tally(1, 1, 1, 1)


@pytest.mark.parametrize(
    ("fence", "shown", "counts"),
    [
        (python("x"), Shown("1"), True),
        (python("x"), Shown(), False),
        (python("x", hide=True), Shown("1"), False),
        (python("x", output="hide"), Shown("1"), False),
        (python("x", hide=True, expected=expects("1")), Shown("1"), True),
        (python("x", raises="ValueError"), Shown("", "ValueError"), True),
    ],
)
def test_a_fence_counts_if_its_output_is_shown_or_compared(fence: PythonFence, shown: Shown, counts: bool) -> None:
    """A silent or hidden fence is no evidence, so it is not counted as any."""
    assert tally((RunFence(fence, "p", 0),), (shown,)).outputs == counts


def test_a_region_counts_by_the_same_rule() -> None:
    """A region that wrote nothing only shows code."""
    fence = RegionFence("r", "show", None, 0, HERE)
    region = ShownRegion(fence, Region("r", 1, 1, "x", HERE), "p", 0)
    assert (tally((region,), (Shown("1"),)).outputs, tally((region,), (Shown(),)).outputs) == (1, 0)


def test_where_nothing_is_shown_only_expectations_count() -> None:
    """Of a note that is not verified nobody knows what its fences would show."""
    bare, expecting = RunFence(python("x"), "p", 0), RunFence(python("x", 1, expected=expects("1")), "p", 1)
    assert tally((bare, expecting), ()).outputs == 1
