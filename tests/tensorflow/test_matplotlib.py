"""Figures with the real Matplotlib: which are found, what they look like as files, and that these never differ."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sandboxes import fence, fences, project, recorded, snippet
from verideck.execute import ForkServer, Sandbox
from verideck.execute.spawn import Spawner
from verideck.media import svg_problem
from verideck.model import Figure, FigureFormat, FigureRun, Program, Undrawn, Unit, UnitRun, View

pytestmark = pytest.mark.tensorflow

FORMATS: tuple[FigureFormat, ...] = ("svg", "png")
PRELOAD = ("matplotlib.pyplot",)
IMPORTS = "import numpy as np, matplotlib.pyplot as plt\n"
LINE = "plt.plot([1, 2, 4], label='loss')\nplt.legend()\nplt.title(r'$\\alpha$ < 1')"
SPREAD = """
random = np.random.default_rng(0)
figure, (left, right) = plt.subplots(1, 2, layout="constrained")
left.scatter(random.random(9), random.random(9), c=random.random(9), s=60, alpha=0.5)
left.fill_between([0, 1], [0, 1], hatch="/")
figure.colorbar(right.imshow(random.random((4, 4))))
right.text(1, 1, "text", rotation=30)
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("deck")


@pytest.fixture(scope="module")
def server(root: Path) -> Iterator[ForkServer]:
    with ForkServer(project(root, *PRELOAD)) as server:
        yield server


def showing(code: str, format: FigureFormat = "svg", line: int = 1) -> Unit:
    unit = fence(IMPORTS + code, line)
    return replace(unit, views=(View(line, line + unit.code.count("\n"), format),))


def units(server: Sandbox, program: Program) -> tuple[UnitRun, ...]:
    found = recorded(server.run(program)).units
    assert [unit.raised for unit in found] == [None] * len(found)
    return found


def left_open(server: ForkServer, code: str, format: FigureFormat = "svg") -> FigureRun:
    (run,) = units(server, fences(showing(code, format)))[0].figures
    return run


def drawn(server: ForkServer, code: str, format: FigureFormat = "svg") -> Figure:
    figure = left_open(server, code, format).figure
    assert figure is not None
    return figure


# ── The files ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_svg_draws_and_does_no_more(server: ForkServer) -> None:
    """Text is outlines: a phone has no DejaVu. No date, no author, nothing random, nothing from elsewhere."""
    figure = drawn(server, LINE)
    root = ElementTree.fromstring(figure.data)
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags == {"svg", "defs", "style", "g", "path", "use", "clipPath", "rect"}
    assert svg_problem(figure.data) is None
    assert float(root.attrib["width"].removesuffix("pt")) / 72 * 96 == pytest.approx(figure.width, abs=1)
    assert len(figure.data) < 25_000


def test_a_png_has_two_pixels_for_one(server: ForkServer) -> None:
    """And says nothing of the program that wrote it."""
    figure = drawn(server, LINE, "png")
    width, height = (int.from_bytes(figure.data[start : start + 4]) for start in (16, 20))
    assert (width, height) == pytest.approx((figure.width * 200 / 96, figure.height * 200 / 96), abs=3)
    assert b"Software" not in figure.data
    assert b"tEXt" not in figure.data


def test_a_figure_is_the_same_bytes_in_every_process(root: Path, server: ForkServer) -> None:
    """Whatever the hash seed, how the process began and what ran before in it: names are made of them."""
    known = each_drawn(server)
    with ForkServer(project(root, "matplotlib"), seed=1) as later:
        assert each_drawn(later) == known
    alone = Spawner(project(root), seed=2)
    assert each_drawn(alone) == known


def each_drawn(sandbox: Sandbox) -> list[bytes]:
    """Two figures as SVG, then as PNG, drawn in one process after another one."""
    before = showing("plt.figure()\nplt.close()\nplt.plot([3])\nplt.savefig('x.svg')")
    codes = [showing(code, format, 100) for format in FORMATS for code in (LINE, SPREAD)]
    found = units(sandbox, fences(before, *codes))[1:]
    return [run.figure.data for unit in found for run in unit.figures if run.figure]


def test_a_figure_has_a_ground_of_its_own(server: ForkServer) -> None:
    """Transparent ones cannot be read in night mode."""
    data = drawn(server, LINE).data.decode()
    first = data[data.index('<g id="patch_1">') :]
    assert 'style="fill: #ffffff"' in first[: first.index("</g>")]


def test_links_are_found(server: ForkServer) -> None:
    """`set_url` makes them, whatever the address."""
    data = drawn(server, "plt.plot([1])[0].set_url('javascript:alert(1)')").data
    assert svg_problem(data) == "refers to `javascript:alert(1)`"


def test_words_in_a_figure_are_no_markup(server: ForkServer) -> None:
    """They come from the snippet."""
    hostile = "plt.plot([1], gid='\"><script>')\nplt.title('</g><script>alert(1)</script>-->')"
    assert svg_problem(drawn(server, hostile).data) is None


# ── Which figures ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_fence_has_the_figures_that_are_open_at_its_end(server: ForkServer) -> None:
    """Closed ones are nobody's; the next fence begins anew; one that shows nothing leaves its own to the next."""
    quiet = fence(IMPORTS + "plt.plot([1])", 100)
    runs = units(server, fences(showing("plt.figure()\nplt.close()"), showing(LINE), quiet, showing("1", line=200)))
    assert [[run.count for run in unit.figures] for unit in runs] == [[], [1], [], [1]]


def test_two_figures_are_counted_and_not_drawn(server: ForkServer) -> None:
    """One description cannot be of both."""
    view = View(1, 3, "svg")
    assert left_open(server, "plt.figure()\nplt.figure()") == FigureRun(view, 2)


def test_a_fence_that_raises_shows_its_figure(server: ForkServer) -> None:
    """As it shows what it wrote before."""
    unit = recorded(server.run(fences(showing("plt.plot([1])\n1 / 0")))).units[0]
    assert unit.raised
    assert unit.figures[0].figure


def test_a_region_has_the_figures_that_its_statements_opened(root: Path, server: ForkServer) -> None:
    """As they were at its end; the snippet goes on with them as if nobody had looked."""
    code = f"""\
{IMPORTS}plt.figure("before")
# region one
plt.figure("one")
plt.plot([1])
# endregion
plt.title("after")
# region two
plt.figure("two")
# endregion
print(plt.get_fignums())
"""
    program = snippet(root, code)
    views = (View(4, 5, "svg"), View(4, 5, "png"), View(8, 9, "svg"), View(11, 11, "svg"))
    (unit,) = units(server, replace(program, units=(replace(program.units[0], views=views),)))
    assert [(run.view, run.count) for run in unit.figures] == [(view, 1) for view in views[:3]]
    assert [output.stdout for output in unit.outputs] == ["[1, 2, 3]\n"]
    one = unit.figures[0].figure
    assert one
    assert one.data == drawn(server, "plt.plot([1])").data


def test_drawing_is_no_step_of_the_program(server: ForkServer) -> None:
    """Neither its random numbers nor its settings know that a figure was drawn."""
    look = "import random\nprint(random.random(), np.random.rand(), plt.rcParams['svg.hashsalt'])"
    drawing, silent = (fences(showing(code), showing(look, line=100)) for code in ("plt.figure()", "1"))
    assert units(server, drawing)[1].outputs == units(server, silent)[1].outputs


# ── What is not drawn ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("plt.figure(figsize=(30, 20)).add_subplot()", Undrawn("too-large", "23.9 by 15.")),
        ("plt.plot([1])\nplt.text(99, 99, 'far away')", Undrawn("too-large", "")),
        ("plt.plot(*np.random.rand(2, 30_000), 'o')", Undrawn("too-heavy", "more than 1,000,000 bytes")),
        ("plt.title('损失')", Undrawn("no-glyph", "Glyph 25439 ")),
        ("plt.title(r'$\\frac{$')", Undrawn("failed", "ValueError: ")),
        ("import matplotlib.animation as a\nf = plt.figure()\nx = a.FuncAnimation(f, id, 3)", Undrawn("animated", "")),
    ],
    ids=["figsize", "far away", "points", "glyph", "markup", "animation"],
)
def test_a_figure_that_no_card_shows_is_told(server: ForkServer, code: str, expected: Undrawn) -> None:
    """It neither fills the memory nor is it left out in silence."""
    undrawn = left_open(server, code).undrawn
    assert undrawn
    assert undrawn.reason == expected.reason
    assert undrawn.detail.startswith(expected.detail)


def test_many_points_fit_into_a_png(server: ForkServer) -> None:
    """What the message about a large SVG proposes must work."""
    assert len(drawn(server, "plt.plot(*np.random.rand(2, 30_000), 'o')", "png").data) < 1_000_000


def test_a_living_animation_is_only_that_of_its_figure(server: ForkServer) -> None:
    """Another figure, closed meanwhile, may have had one."""
    code = "import matplotlib.animation as a\nf = plt.figure()\nx = a.FuncAnimation(f, id, 3)\nplt.close(f)\n"
    assert drawn(server, code + "plt.plot([1])")
