"""Figures in the sandbox: what can be told without Matplotlib, which tests/tensorflow has."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandboxes import fences, project, recorded
from verideck.execute import ForkServer
from verideck.sandbox.figures import rounded


@pytest.mark.parametrize(
    ("svg", "expected"),
    [
        (b'<path d="M 0.1249999 10\nL -3.14159 2.500001 z"/>', b'<path d="M 0.12 10\nL -3.14 2.5 z"/>'),
        (b'<use x="1.999999" y="-0.000001"/>', b'<use x="2" y="0"/>'),
        (b'<g transform="translate(41.5625 1.0) scale(0.015625 -0.1)"/>',
         b'<g transform="translate(41.56 1.0) scale(0.015625 -0.1)"/>'),
        (b'<g id="m1.23456" style="stroke-width: 0.12345"/>', b'<g id="m1.23456" style="stroke-width: 0.12345"/>'),
        (b'<path d="M 1.23456e-05 1"/>', b'<path d="M 1.23456e-05 1"/>'),
    ],
)  # fmt: skip
def test_coordinates_are_rounded_and_nothing_else(svg: bytes, expected: bytes) -> None:
    """The last digits differ between processors; scales and ids must stay as they are."""
    assert rounded(svg) == expected


def test_a_program_that_draws_nothing_imports_nothing_for_it(tmp_path: Path) -> None:
    """Matplotlib takes longer to import than most programs to run."""
    with ForkServer(project(tmp_path)) as server:
        run = recorded(server.run(fences("1", "import sys; print('matplotlib' in sys.modules)")))
    assert [unit.figures for unit in run.units] == [(), ()]
    assert run.units[1].outputs[0].stdout == "False\n"
