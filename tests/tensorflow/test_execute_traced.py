"""Claims in functions that TensorFlow traces: what was known while it did so counts, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandboxes import fence, fences, project, recorded, snippet
from verideck.execute import ForkServer
from verideck.model import ClaimRun, Recording

pytestmark = pytest.mark.tensorflow


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("deck")


@pytest.fixture(scope="module")
def server(root: Path) -> Iterator[ForkServer]:
    with ForkServer(project(root, "tensorflow", "keras")) as server:
        yield server


def ran(server: ForkServer, body: str, call: str = "f(tf.range(3))", decorator: str = "@tf.function") -> Recording:
    """The run of a fence whose traced function has a claim on its line 4."""
    code = f"import tensorflow as tf\n{decorator}\ndef f(x):\n    {body}\n    return x\n{call}"
    return recorded(server.run(fences(fence(code, 11, claims=(("traced", 14),)))))


@pytest.mark.parametrize(
    "body", ["assert x.dtype == tf.int32", "assert x.shape == (3,), 'three'", "assert len(x.shape)"]
)
def test_what_is_known_while_tracing_counts(server: ForkServer, body: str) -> None:
    """A claim about dtypes or shapes of a graph stands where they are."""
    run = ran(server, body)
    assert run.units[0].raised is None
    assert run.claims == (ClaimRun("traced", 1),)


def test_every_trace_counts(server: ForkServer) -> None:
    """As every call of an ordinary function does."""
    run = ran(server, "assert x.dtype.is_integer", "f(tf.range(3)), f(tf.range(3)), f(tf.range(4))")
    assert run.claims == (ClaimRun("traced", 2),)


def test_what_is_false_while_tracing_fails(server: ForkServer) -> None:
    """Also where the program catches what TensorFlow makes of it."""
    run = ran(server, "assert x.dtype == tf.float32", "try: f(tf.range(3))\nexcept AssertionError: pass")
    assert run.units[0].raised is None
    assert run.claims[0].reached == 1
    assert len(run.claims[0].failures) == 1


@pytest.mark.parametrize("caught", [False, True])
def test_what_only_the_graph_knows_does_not_count(server: ForkServer, caught: bool) -> None:
    """Tracing proves nothing of values; TensorFlow refuses such an assert, and nobody may take it for a proof."""
    call = "try: f(tf.range(3))\nexcept TypeError: pass" if caught else "f(tf.range(3))"
    run = ran(server, "assert tf.reduce_sum(x) == 3", call)
    assert (run.units[0].raised is None) is caught
    assert run.claims == (ClaimRun("traced"),)


def test_a_function_without_autograph_counts_once(server: ForkServer) -> None:
    """Its own code runs while it is traced."""
    run = ran(server, "assert x.dtype == tf.int32", decorator="@tf.function(autograph=False)")
    assert run.claims == (ClaimRun("traced", 1),)


def test_what_proves_nothing_fails_while_tracing(server: ForkServer) -> None:
    """A forgotten pair of parentheses, as anywhere."""
    run = ran(server, "assert x.get_shape", "try: f(tf.range(3))\nexcept AssertionError: pass")
    assert "the assert tests a method" in run.claims[0].failures[0].message


def test_methods_in_snippets_count(server: ForkServer, root: Path) -> None:
    """Where most traced code of a deck is: a layer's `call`, run by a model."""
    code = """import keras
import tensorflow as tf

class Double(keras.layers.Layer):
    def call(self, inputs):
        assert inputs.shape[-1] == 2
        return inputs * 2

model = keras.Sequential([Double()])
model.compile(loss="mse")
model.predict(tf.ones((4, 2)), verbose=0)
"""
    run = recorded(server.run(snippet(root, code, claims=(("width", 6),))))
    assert run.units[0].raised is None
    assert run.claims[0].reached >= 1
    assert run.claims[0].failures == ()
