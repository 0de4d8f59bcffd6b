"""Claims that are no evidence are refused; those that are, never."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources import mistakes_in_body, parse_code
from verideck.parse.vacuous import names_in, why_vacuous

SNIPPETS = Path(__file__).parent.parent / "snippets"

BEFORE = """
import os
import keras, tensorflow as tf
import numpy as np
from keras import Model, layers
from helper import *

def f(a, b=1):
    return a
class K:
    y = 1
x = f(3)
os.environ["A"] = "1"
for i in range(3):
    pass
with open("f") as file:
    pass
try:
    pass
except ValueError as error:
    pass
match x:
    case [first, *rest]:
        pass
"""

CANNOT_FAIL = [
    "True", "1", "'text'", "...", "(x, 'message')", "(x == 3, 'message')", "[x]", "{x}", "{x: 1}", "f'a{x}'",
    "lambda: x",
    "(i for i in x)", "(n := 3)", "tf", "f", "K", "x == x", "x is x", "x <= x", "x >= x", "x.y == x.y", "x[0] == x[0]",
    "x == x == x", "x == x and tf", "x or True", "False or 1 or x", "1 if x else 2", "isinstance(tf, object)",
    "isinstance(x, object)", "issubclass(K, object)", "len(x) >= 0", "0 <= len(x)", "tf.int32 == tf.int32",
]  # fmt: skip

READS_NOTHING = [
    "False", "None", "0", "''", "()", "[]", "1 == 2", "1 < 2", "1 + 1 == 2", "'a' in 'abc'", "not ()", "len", "print",
    "Model", "tf.range", "tf.float32", "len('abc') == 3", "isinstance(1, int)", "type(1) is int", "bool(tf)", "id(tf)",
    "callable(len)", "all([True, True])", "any(y for y in [1, 2])", "[y for y in (1, 2)] == [1, 2]", "(n := 3) == 3",
    "__debug__", "-1 < 0", "{1: 2} == {1: 2, 3: 4}", "f'{1}' == '1'",
]  # fmt: skip

EVIDENCE = [
    "tf.int32 != tf.int64", "tf.float32.size == 4", "keras.Model is tf.keras.Model", "np.pi > 3", "Model is not None",
    "x", "not x", "x == 3", "x != x", "x is not x", "x < x", "f(x) == f(x)", "f(1)", "f() is None", "x and True",
    "(y := f(x)) == 3", "y == 3 or x", "K.y == 1", "K().y", "file.closed", "error.args", "first", "rest == []",
    "i == 2",
    "a == 1", "b", "unknown == 3", "os.environ['A'] == '1'", "tf.range(3).dtype == tf.int32", "tf.is_tensor(1)",
    "tf.constant(1)[0] == 1", "Model()", "Model().built", "keras.config.floatx() == 'float32'",
    "hasattr(tf, 'range')", "not hasattr(tf, 'Session')", "hasattr(tf.compat.v1, 'Session')", "hasattr(Model, 'fit')",
    "issubclass(Model, layers.Layer)", "issubclass(keras.Model, keras.Layer)", "isinstance(x, int)",
    "callable(tf.range)",
    "len(x) == 3", "len(x) > 0", "len(tf.constant([1])) >= 1", "type(x) is int", "bool(x)", "all(y > 0 for y in x)",
    "all(y > x for y in [1, 2])", "any(hasattr(np, name) for name in ['a'])", "[x][0]", "[*x]", "{**x}", "f'{x}'",
    "sorted([2, 1]) == [1, 2]", "round(2.5) == 2", "'a'.upper() == 'A'", "True if x else False", "x == x == 3",
    "1 < 2 < x",
    "{'a'} <= x", "x @ x == 3", "(lambda: f(x))() == 3", "eval('x')", "[f(y) for y in (1, 2)] == [1, 2]",
]  # fmt: skip


def why(test: str, before: str = BEFORE) -> str | None:
    tree = ast.parse(f"{before}\nassert {test}")
    (assertion,) = (node for node in tree.body if isinstance(node, ast.Assert))
    return why_vacuous(assertion.test, names_in(ast.walk(tree)))


@pytest.mark.parametrize("test", CANNOT_FAIL)
def test_what_cannot_fail_is_no_evidence(test: str) -> None:
    """Whatever the code computes, it holds."""
    assert why(test) == "cannot fail, whatever the code does"


@pytest.mark.parametrize("test", READS_NOTHING)
def test_what_reads_nothing_is_no_evidence(test: str) -> None:
    """Literals, built-ins, and what a library brings say nothing of what the code did."""
    assert why(test) == "reads nothing that the code computed"


@pytest.mark.parametrize("test", EVIDENCE)
def test_what_may_come_out_otherwise_is_evidence(test: str) -> None:
    """A false alarm would make authors write around the rule."""
    assert why(test) is None


@pytest.mark.parametrize(
    "before",
    [
        "import x\nx = 1",
        "import x\nx += 1",
        "import x\nx.flag = 1",
        "import x\nx.y[0].z = 1",
        "import x\ndef f():\n    global x\n    x = 3",
        "from m import x\nx: int = 3",
        "from m import *",
        "def f(x): pass",
        "lambda x: 1",
        "[x for x in y]",
        "if (x := 1): pass",
        "match y:\n    case {'a': 1, **x}: pass",
        "match y:\n    case int() as x: pass",
        "",
    ],
)
def test_a_name_that_the_code_binds_is_computed(before: str) -> None:
    """In whatever way and scope; of a name that is bound nowhere, an earlier fence may know."""
    assert why("x.attribute == 3", before) is None


@pytest.mark.parametrize(
    "before", ["import x", "import x.y", "import y as x", "from y import x", "from y import z as x"]
)
def test_a_name_that_is_only_imported_is_true(before: str) -> None:
    """What is compared with it is a fact about the library; by itself it only says that there is one."""
    assert why("x.attribute", before) is not None
    assert why("x.attribute == 3", before) is None


@pytest.mark.parametrize("before", ["def x(): pass", "async def x(): pass", "class x: pass"])
def test_a_definition_is_true_and_its_parts_are_computed(before: str) -> None:
    """`assert f` is a slip for `assert f()`."""
    assert why("x", before) == "cannot fail, whatever the code does"
    assert why("x.__doc__ is None", before) is None
    assert why("x", before + "\nx = 0") is None


def test_the_reason_is_told() -> None:
    """With what to do, at the comment."""
    (found,) = parse_code("import math\n# claim: a\nassert math.pi\n")[1]
    assert (found.code, found.span.line) == ("vacuous-claim", 2)
    assert found.message == "claim `a` reads nothing that the code computed"
    assert found.help is not None


def test_fences_know_the_names_of_earlier_ones() -> None:
    """Each fence is read for itself: what it does not bind may be another's."""
    assert mistakes_in_body("```python\ny = 1\n```\n\n```python\n# claim: a\nassert y == 1\n```\n") == []
    assert mistakes_in_body("```python\nimport y\n# claim: a\nassert y.z\n```\n") == ["5:1 vacuous-claim"]


def test_the_decks_claims_are_evidence() -> None:
    """All were written before the rule and read by people."""
    sources = [path.read_text("utf-8") for path in sorted(SNIPPETS.glob("*.py"))]
    found = [parse_code(source) for source in sources]
    assert [mistakes for _, mistakes in found] == [[] for _ in found]
    assert sum(len(snippet.claims) for snippet, _ in found if snippet) > 100


def test_what_is_too_deep_to_judge_passes() -> None:
    """A generated assertion of a thousand terms is no slip."""
    assert why(" + ".join(["1"] * 900) + " == 900") is None


@given(st.sampled_from(EVIDENCE), st.sampled_from(CANNOT_FAIL + READS_NOTHING))
def test_evidence_makes_a_conjunction_evidence(evidence: str, vacuous: str) -> None:
    """It fails where the evidence fails; an alternative that always holds makes it empty."""
    assert why(f"({evidence}) and ({vacuous})") is None
    assert why(f"({vacuous}) and ({evidence})") is None
    if vacuous in CANNOT_FAIL:
        assert why(f"({evidence}) or ({vacuous})") == "cannot fail, whatever the code does"
