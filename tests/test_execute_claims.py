"""Claims: what is counted and told about the asserts that carry an answer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandboxes import fence, fences, project, recorded
from verideck.execute import ForkServer
from verideck.model import ClaimRun, Frame, Recording


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForkServer]:
    with ForkServer(project(tmp_path_factory.mktemp("deck"))) as server:
        yield server


def ran(server: ForkServer, code: str, *lines: int, values: tuple[str, ...] = ()) -> Recording:
    """The run of a fence with claims on these lines."""
    claims = tuple((f"line-{line}", line) for line in lines)
    return recorded(server.run(fences(fence(code, claims=claims), values=values)))


def claim(server: ForkServer, assertion: str, before: str = "x = 1; xs = [1, 2]") -> ClaimRun:
    """The run of one claim on the second line."""
    return ran(server, f"{before}\n{assertion}\nend = True", 2).claims[0]


@pytest.mark.parametrize(
    ("assertion", "expected"),
    [
        ("assert x == 2", {"x": "1"}),
        ("assert 2 == x + x == 3", {"x + x": "2"}),
        ("assert not x", {"x": "1"}),
        ("assert not (x == 1)", {"x": "1"}),
        ("assert x > 5 or xs == []", {"x": "1", "xs": "[1, 2]"}),
        ("assert x > 5 and xs == []", {"x": "1"}),
        ("assert isinstance(x, str)", {"x": "1"}),
        ("assert all(i > 1 for i in xs)", {"xs": "[1, 2]", "i": "1"}),
        ("assert all(xs.count(i) == 2 for i in xs)", {"xs": "[1, 2]", "xs.count(i)": "1", "i": "1"}),
        ("assert any(i > 2 for i in xs)", {"xs": "[1, 2]"}),
        ("assert x in xs[1:]", {"x": "1", "xs[1:]": "[2]"}),
        ("assert xs.index(2) == 0", {"xs.index(2)": "1", "xs": "[1, 2]"}),
        ("assert bool(x == 2)", {"x": "1"}),
        ("assert any([i > 2 for i in xs])", {"[i > 2 for i in xs]": "[False, False]"}),
        ("assert max(*xs, key=abs) == 3", {"max(*xs, key=abs)": "2"}),
        ("assert bool(*[x - 1])", {}),
        ("assert dict(a=x, **{}).get('b')", {"dict(a=x, **{}).get('b')": "None"}),
        ("assert not xs.count(1)", {"xs.count(1)": "1", "xs": "[1, 2]"}),
        ("assert not isinstance(x, int)", {"isinstance(x, int)": "True", "x": "1"}),
        ("assert xs.__contains__(3)", {"xs": "[1, 2]"}),
        ("assert str().strip()", {"str().strip()": "''"}),
        ("assert xs[0] - 1", {"xs[0] - 1": "0"}),
        ("assert (y := x) == 2", {"y := x": "1"}),
        ("assert -1 == (2, [3])", {}),
        ("assert len(\n    xs\n) == 3", {"len(\n    xs\n)": "2", "xs": "[1, 2]"}),
        ("assert len('é' + 'è') == len('ü' + str(x)) + 1", {"len('é' + 'è')": "2", "len('ü' + str(x)) + 1": "3"}),
    ],
)
def test_the_operands_explain_a_failure(server: ForkServer, assertion: str, expected: dict[str, str]) -> None:
    """ "Assertion failed" leaves the author to run the program again by hand."""
    assert [dict(failure.operands) for failure in claim(server, assertion).failures] == [expected]


@pytest.mark.parametrize(
    ("before", "assertion", "expected"),
    [
        ("a = list(range(90)); b = a[:50] + [7] + a[51:]", "a == b", "they differ from entry 50 on: 50 and 7"),
        ("a = list(range(90)); b = a[:-1]", "a == b", "90 and 89 entries, of which the first 89 are equal"),
        ("a = 'x' * 80 + 'y'; b = 'x' * 81", "a == b", f"they differ from character 80 on: {'x' * 20 + 'y'!r} and"),
        ("a = {i: i for i in range(50)}; b = {**a, 1: 2, 60: 0}", "a == b", "60 only in the second; 1: 1 and 2"),
        ("a = set(range(90)); b = a - {1, 2, 3, 4}", "a == b", "1 only in the first; 2 only in the first; 3 only in"),
        ("a = [1]; b = [2]", "a == b", ""),
        ("a = list(range(90)); b = a", "a != b", ""),
    ],
)  # fmt: skip
def test_a_long_difference_is_found(server: ForkServer, before: str, assertion: str, expected: str) -> None:
    """Nobody compares two lists of ninety numbers by eye, and their texts are cut."""
    (failure,) = claim(server, f"assert {assertion}", before).failures
    assert failure.difference.startswith(expected)
    assert bool(expected) == bool(failure.difference)


def test_a_failing_claim_does_not_end_the_program(server: ForkServer) -> None:
    """One wrong statement must not hide what the others came to."""
    run = ran(server, "assert 1 == 2\nassert 1 == 1\nx = 3", 1, 2, values=("x",))
    assert [bool(claim.failures) for claim in run.claims] == [True, False]
    assert run.values[0].text == "3"


def test_a_claim_that_raises_fails(server: ForkServer) -> None:
    """It was tried and did not hold; the author needs the exception and its line."""
    failure = claim(server, "assert f(x) == 1").failures[0]
    assert failure.raised is not None
    assert (failure.raised.type, failure.raised.frames) == ("NameError", (Frame("cards/x.md", 2, "<module>"),))


def test_the_message_is_kept(server: ForkServer) -> None:
    """The author wrote it to be read."""
    assert claim(server, "assert x == 2, f'x is {x}'").failures[0].message == "x is 1"


def test_a_message_that_raises_is_a_failure_that_raised(server: ForkServer) -> None:
    """It is evaluated only where the claim fails."""
    failure = claim(server, "assert x == 2, 1 / 0").failures[0]
    assert failure.raised is not None
    assert (failure.operands, failure.raised.type) == ((("x", "1"),), "ZeroDivisionError")


def test_an_assert_that_is_no_claim_ends_the_program(server: ForkServer) -> None:
    """It is a precondition; nothing after it means anything where it fails."""
    error = ran(server, "x = 1\nassert x == 2, 'no'", 1).units[0].raised
    assert error is not None
    assert (error.type, error.message) == ("AssertionError", "no")


def test_a_claim_that_is_not_reached_is_not_counted(server: ForkServer) -> None:
    """A claim in a branch that never runs proves nothing."""
    assert ran(server, "if False:\n    assert 1 == 1", 2).claims[0] == ClaimRun("line-2")


def test_a_claim_after_an_exception_is_not_reached(server: ForkServer) -> None:
    """It has an entry all the same."""
    assert ran(server, "1 / 0\nassert 1 == 1", 2).claims[0] == ClaimRun("line-2")


def test_a_loop_counts_every_round_and_keeps_some_failures(server: ForkServer) -> None:
    """A hundred failures say no more than three."""
    run = ran(server, "for i in range(100):\n    assert i < 50", 2).claims[0]
    assert run.reached == 100
    assert [failure.operands for failure in run.failures] == [(("i", "50"),), (("i", "51"),), (("i", "52"),)]


@pytest.mark.parametrize(
    "code",
    [
        "def f(x):\n    assert x == 1\n    return locals()\nassert list(f(1)) == ['x']",
        "class C:\n    x = 1\n    assert x == 1\nassert [n for n in vars(C) if n[0] != '_'] == ['x']",
        "def g():\n    yield 1\n    assert 1 == 1\nassert list(g()) == [1]",
        "x = 1\nassert (lambda: x)() == 1\nassert [n for n in globals() if n[0] != '_'] == ['x']",
        "try:\n    assert 1 == 1\nfinally:\n    assert 2 == 2\nassert 1",
    ],
)
def test_claims_hold_in_every_scope_and_leave_nothing(server: ForkServer, code: str) -> None:
    """A program must not be able to tell that its claims are watched."""
    lines = [number for number, line in enumerate(code.splitlines(), 1) if "assert" in line]
    run = ran(server, code, *lines)
    assert run.units[0].raised is None
    assert [(claim.reached, claim.failures) for claim in run.claims] == [(1, ())] * len(lines)


def test_an_operand_is_evaluated_once(server: ForkServer) -> None:
    """Twice would change what the program does."""
    code = (
        "calls = []\ndef f():\n    calls.append(1)\n    return 1\nassert f() == 2 or f() == 3 and f()\nn = len(calls)"
    )
    assert ran(server, code, 5, values=("n",)).values[0].text == "2"


def test_a_claim_may_stand_in_what_another_calls(server: ForkServer) -> None:
    """Their operands must not be mixed up, nor where the inner one fails, raises or recurs."""
    code = "def f(n):\n    assert n == 0 or f(n - 1)\n    return n == 5\nassert f(2) == 'outer'"
    run = ran(server, code, 2, 4)
    assert [claim.reached for claim in run.claims] == [3, 1]
    assert run.claims[0].failures[0].operands == (("n", "1"), ("n - 1", "0"))
    assert run.claims[1].failures[0].operands == (("f(2)", "False"),)


def test_interleaved_coroutines_keep_their_claims(server: ForkServer) -> None:
    """An assert may wait in the middle of its test."""
    code = """import asyncio
async def f(n):
    await asyncio.sleep(0.01 * n)
    return n
async def g(n):
    assert await f(n) == 1
async def h(n):
    assert await f(n) == 2
async def main():
    await asyncio.gather(g(3), h(2), g(1), h(4))
asyncio.run(main())"""
    run = ran(server, code, 6, 8)
    assert [claim.reached for claim in run.claims] == [2, 2]
    assert [[failure.operands for failure in claim.failures] for claim in run.claims] == [
        [(("await f(n)", "3"),)],
        [(("await f(n)", "4"),)],
    ]


def test_a_long_repr_is_cut(server: ForkServer) -> None:
    """A tensor's could fill the terminal."""
    ((_, text),) = claim(server, "assert xs == 1", "xs = list(range(10000))").failures[0].operands
    assert (len(text), text[-1]) == (500, "…")


def test_a_repr_that_raises_is_told(server: ForkServer) -> None:
    """The failure counts, whatever can be shown of it."""
    before = "x = type('Odd', (), {'__repr__': lambda self: 1 / 0})()"
    assert claim(server, "assert x == 1", before).failures[0].operands == (
        ("x", "<Odd whose text raises ZeroDivisionError>"),
    )


def test_leaving_the_program_is_no_failure_of_a_claim(server: ForkServer) -> None:
    """An exit in an assert ends the program, as it does anywhere."""
    run = ran(server, "try:\n    assert exit()\nexcept SystemExit:\n    x = 1\nassert x == 1", 2, 5)
    assert [(claim.reached, claim.failures) for claim in run.claims] == [(1, ()), (1, ())]


@pytest.mark.parametrize(
    "test",
    ["x.isdigit", "x.upper", "len", "x.__eq__", "int", "f", "f'{x == 1}'", "str(x == 1)", "map(bool, x)", "iter(x)"],
)
def test_what_is_true_by_being_there_proves_nothing(server: ForkServer, test: str) -> None:
    """A forgotten pair of parentheses must not pass for a proof."""
    (failure,) = claim(server, f"assert {test}", "x = '12'; f = lambda: False").failures
    assert failure.message.startswith("the assert tests ")


@pytest.mark.parametrize("test", ["x.isdigit()", "x.isdigit is not None", "f() == 3", "[x]", "1.5", "bool(x)"])
def test_what_was_computed_is_tested_as_python_does(server: ForkServer, test: str) -> None:
    """Any other value counts by its truth."""
    assert claim(server, f"assert {test}", "x = '12'; f = lambda: 3").failures == ()
