"""What is typed at the prompts of a `pycon` fence runs as at Python's own, and what comes out belongs to its prompt."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandboxes import CARD, fence, fences, project, recorded
from verideck.execute import ForkServer
from verideck.model import Limits, Output, Recording, Unit


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForkServer]:
    with ForkServer(project(tmp_path_factory.mktemp("deck"))) as server:
        yield server


def session(*typed: str, line: int = 1, claims: tuple[tuple[str, int], ...] = ()) -> Unit:
    """A fence with a prompt for each text, and a line of output below each."""
    prompts, lines = [], list[str]()
    for text in typed:
        first = line + len(lines)
        lines += [*text.split("\n"), ""]
        prompts.append((first, line + len(lines) - 2))
    return Unit("pycon", CARD, line, "\n".join(lines), claims, tuple(prompts))


def run(server: ForkServer, *units: Unit, values: tuple[str, ...] = ()) -> Recording:
    return recorded(server.run(fences(*units, values=values)))


def outputs(server: ForkServer, *typed: str) -> tuple[Output, ...]:
    return run(server, session(*typed)).units[0].outputs


def test_values_are_printed_as_at_the_prompt(server: ForkServer) -> None:
    """Each one, between what the code prints, also within a statement, and None not at all."""
    (only,) = outputs(server, "for i in 'ab':\n    i\n    print(i)\n    None\n")

    assert only.stdout == "'a'\na\n'b'\nb\n"


def test_each_prompt_has_its_own_output(server: ForkServer) -> None:
    """By its lines in the file; one at which nothing comes out has none."""
    assert outputs(server, "x = 1", "x; x + 1", "print(\n  x)") == (Output(3, 3, "1\n2\n"), Output(5, 6, "1\n"))


def test_the_last_value_has_a_name(server: ForkServer) -> None:
    """Sessions that were copied use it."""
    assert [each.stdout for each in outputs(server, "20", "_ + 1")] == ["20\n", "21\n"]


def test_an_exception_ends_nothing(server: ForkServer) -> None:
    """What was written before it is kept, and the next prompt is reached."""
    first, second = outputs(server, "print('a'); 1 / 0", "2")

    assert (first.stdout, first.raised and first.raised.type, second.stdout) == ("a\n", "ZeroDivisionError", "2\n")


@pytest.mark.parametrize(
    ("typed", "raised"),
    [
        ("f(", "SyntaxError"),
        ("import sys; sys.exit(3)", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
    ],
)
def test_whatever_is_raised_can_be_shown(server: ForkServer, typed: str, raised: str) -> None:
    """Also by the compiler, and by what would end a script."""
    first, second = outputs(server, typed, "2")

    assert (first.raised and first.raised.type, second.stdout) == (raised, "2\n")


def test_a_frame_names_the_line_in_the_file(server: ForkServer) -> None:
    """The author mends it there."""
    first, second = run(server, session("def f():\n    1 / 0\n", "f()", "g(", line=40)).units[0].outputs

    assert first.raised is not None
    assert second.raised is not None
    assert [frame.line for frame in first.raised.frames] == [44, 41]
    assert [frame.line for frame in second.raised.frames] == [46]


def test_fences_of_both_kinds_share_their_names(server: ForkServer) -> None:
    """They are one program, in their order; an exception at a prompt does not end it."""
    recording = run(server, fence("x = 1"), session("x += 1", "1 / 0", line=5), fence("x", 20), values=("x + 1",))

    assert recording.units[2].result == "2"
    assert recording.values[0].text == "3"


def test_claims_count_at_prompts(server: ForkServer) -> None:
    """As anywhere."""
    claims = (("holds", 1), ("fails", 5))
    recording = run(server, session("assert 1 == 1", "x = 3", "assert x == 2", claims=claims))

    assert [(claim.reached, len(claim.failures)) for claim in recording.claims] == [(1, 0), (1, 1)]


def test_what_comes_from_the_future_holds_for_later_prompts(server: ForkServer) -> None:
    """As at the prompt: annotations are texts then."""
    typed = ("from __future__ import annotations", "def f(x: nowhere): pass", "f.__annotations__")

    assert [each.stdout for each in outputs(server, *typed)] == ["{'x': 'nowhere'}\n"]


def test_source_is_found(server: ForkServer) -> None:
    """TensorFlow's AutoGraph reads it again."""
    (only,) = outputs(server, "def f():\n    return 1\n", "import inspect", "print(inspect.getsource(f), end='')")

    assert only.stdout == "def f():\n    return 1\n"


# ── Warnings ─────────────────────────────────────────────────────────────────────────────────────────────────────


def written(server: ForkServer, code: str) -> Output:
    (only,) = run(server, fence(code)).units[0].outputs
    return only


def test_warnings_are_kept_apart(server: ForkServer) -> None:
    """They name lines and paths of libraries, and are no part of what a program writes to stderr."""
    code = "if True:\n  import sys, warnings\n  warnings.warn('old', DeprecationWarning)\n  print('e', file=sys.stderr)"
    found = written(server, code)

    assert (found.stderr, found.warnings) == ("e\n", "DeprecationWarning: old\n")


def test_the_compiler_warns_too(server: ForkServer) -> None:
    """Once, with the statement that is wrong."""
    assert written(server, "x = 1\nx is 1\ny = 2").warnings.startswith("SyntaxWarning: ")


@pytest.mark.parametrize("category", ["PendingDeprecationWarning", "ImportWarning", "ResourceWarning"])
def test_pythons_own_filters_hold(server: ForkServer, category: str) -> None:
    """Whatever the environment of the build says: it does not reach a program."""
    assert run(server, fence(f"import warnings; warnings.warn('x', {category})")).units[0].outputs == ()


def test_a_program_may_filter_and_catch_warnings(server: ForkServer) -> None:
    """Then it does with them what it wants."""
    code = """
import warnings
with warnings.catch_warnings(record=True) as caught:
    warnings.warn("caught")
with warnings.catch_warnings(action="error"):
    try:
        warnings.warn("raised")
    except UserWarning as error:
        print(len(caught), error)
warnings.warn("kept")
"""
    first, second = run(server, fence(code)).units[0].outputs

    assert (first.stdout, first.warnings, second.warnings) == ("1 raised\n", "", "UserWarning: kept\n")


def test_endless_warnings_end_the_program(server: ForkServer) -> None:
    """They are output, and bounded as such."""
    code = "import warnings\nwarnings.simplefilter('always')\nfor i in range(10_000):\n    warnings.warn('x' * 100)"
    ended = server.run(fences(fence(code), limits=Limits(seconds=60, output=10_000)))

    assert getattr(ended, "reason", None) == "output-limit"
