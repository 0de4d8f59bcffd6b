"""The fork server with the real TensorFlow: what breaks first where something was done wrong."""

from __future__ import annotations

import sysconfig
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sandboxes import environment, fence, fences, project, recorded, snippet
from verideck.errors import SandboxError
from verideck.execute import Cached, ForkServer
from verideck.model import Output, Program, Recording

pytestmark = pytest.mark.tensorflow

PRELOAD = ("tensorflow", "keras", "numpy", "matplotlib")
PRELUDE = fence("import keras\nimport numpy as np\nimport tensorflow as tf", shows=False, path="pyproject.toml")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("deck")


@pytest.fixture(scope="module")
def server(root: Path) -> Iterator[ForkServer]:
    with ForkServer(project(root, *PRELOAD)) as server:
        yield server


def run(server: ForkServer, *codes: str, values: tuple[str, ...] = ()) -> Recording:
    """The run of the prelude and some fences, which stand in a file a hundred lines apart."""
    units = [fence(code, 100 * number) for number, code in enumerate(codes, 1)]
    return ok(server, fences(PRELUDE, *units, values=values))


def ok(server: ForkServer, program: Program) -> Recording:
    recording = recorded(server.run(program))
    assert [unit.raised for unit in recording.units if unit.raised] == []
    return recording


LOOP = """
@tf.function
def total(n):
    result = 0
    for i in tf.range(n):
        if i % 2 == 0:
            result += i
    return result
"""


def test_autograph_converts_functions_of_fences(server: ForkServer) -> None:
    """It needs their source; without it the loop over a tensor is an error, or runs once while tracing."""
    recording = run(server, LOOP, "total(tf.constant(10)).numpy()")
    assert recording.units[-1].result == "np.int32(20)"
    assert [output for unit in recording.units for output in unit.outputs] == []


def test_autograph_converts_functions_of_snippets(server: ForkServer, root: Path) -> None:
    """The same for snippet files, methods of models included."""
    code = f"""
import keras
import tensorflow as tf
{LOOP}
class Model(keras.Model):
    def call(self, x):
        while tf.reduce_sum(x) < 100.0:
            x = x * 2.0
        return x
total(tf.constant(10)).numpy()
"""
    values = ("total(tf.constant(10)).numpy()", "tf.function(Model().call)(tf.constant([1.0])).numpy()[0]")
    assert [value.text for value in ok(server, snippet(root, code, values=values)).values] == ["20", "128.0"]


def test_output_of_tensorflow_keeps_its_order(server: ForkServer) -> None:
    """`tf.print` writes past `sys.stdout`."""
    code = """
import os, sys
print("print")
tf.print("tf.print", output_stream=sys.stdout)
os.write(1, b"descriptor\\n")
for word in ("one", "two"):
    print(word)
    tf.print(word, "again", output_stream=sys.stdout)
    tf.print(word, "on stderr")
None"""
    assert run(server, code).units[-1].outputs == (
        Output(102, 102, "print\n"),
        Output(103, 103, "tf.print\n"),
        Output(104, 104, "descriptor\n"),
        Output(105, 108, "one\none again\ntwo\ntwo again\n", "one on stderr\ntwo on stderr\n"),
    )


FIT = """
model = keras.Sequential([keras.layers.Dense(8, activation="relu"), keras.layers.Dense(1)])
model.compile("adam", "mse")
history = model.fit(np.ones((64, 4)), np.zeros((64, 1)), epochs=3, verbose=0)
loss = history.history["loss"]
"""


def test_programs_fit_models_at_once_and_alike(server: ForkServer) -> None:
    """A context that was initialised before the fork hangs here; without seeds every run comes out differently."""
    with ThreadPoolExecutor(2) as pool:
        runs = list(pool.map(lambda _: run(server, FIT, values=("loss[0] > loss[-1]", "loss!r")), range(6)))
    assert runs[0].values[0].text == "True"
    assert len({each.values for each in runs}) == 1


@pytest.mark.parametrize(
    "code",
    [
        "tf.matmul(tf.ones((800, 800)), tf.ones((800, 800)))[0, 0].numpy() == 800",
        "int(sum(tf.data.Dataset.range(9).map(lambda x: x * 2, num_parallel_calls=2).prefetch(2))) == 72",
        "tf.linalg.svd(tf.eye(300))[0].shape[0] == np.linalg.svd(np.eye(300))[1].shape[0]",
        "tf.config.set_logical_device_configuration(tf.config.list_physical_devices('CPU')[0], "
        "[tf.config.LogicalDeviceConfiguration()] * 2) or len(tf.config.list_logical_devices('CPU')) == 2",
        "tf.function(lambda x: x + 1, jit_compile=True)(tf.constant(1)).numpy() == 2",
    ],
)
def test_a_program_can_do_what_a_process_of_its_own_can(server: ForkServer, code: str) -> None:
    """Each of these hangs or raises in a child of a process that ran an operation."""
    assert run(server, f"bool({code})").units[-1].result == "True"


def test_random_operations_are_seeded_anew_for_every_value(server: ForkServer) -> None:
    """A value must not depend on which others stand before it."""
    value = "float(tf.random.uniform(())) + float(np.random.rand()) + float(keras.random.uniform(()))"
    first, second = run(server, "x = 1", values=(value, value)).values
    assert first == second


def test_claims_compare_tensors(server: ForkServer) -> None:
    """A tensor's truth and repr are those of the program's own process."""
    unit = fence("x = tf.range(3)\nassert x.dtype == tf.int64", 5, claims=(("dtype", 6),))
    (claim,) = ok(server, fences(PRELUDE, unit)).claims
    assert claim.failures[0].operands == (("x.dtype", "tf.int32"), ("tf.int64", "tf.int64"))


def test_an_error_of_tensorflow_names_the_authors_line(server: ForkServer) -> None:
    """Through twenty frames of Keras."""
    code = "def double(x):\n    return tf.matmul(x, x)\ndouble(tf.ones((2, 3)))"
    error = recorded(server.run(fences(PRELUDE, fence(code, 40)))).units[-1].raised
    assert error is not None
    assert "InvalidArgumentError" in error.bases
    assert [(frame.path, frame.line) for frame in error.frames] == [("cards/x.md", 42), ("cards/x.md", 41)]


def test_the_versions_it_ran_under_are_recorded(server: ForkServer) -> None:
    """The deck says them, and the cache depends on them."""
    assert {"tensorflow", "keras", "numpy", "matplotlib"} <= dict(run(server, "1").distributions).keys()


def test_tensorflow_is_imported_once_for_many_programs_and_not_at_all_for_known_ones(root: Path) -> None:
    """A cold build imports it once; a warm one starts no process."""
    deck = project(root, *PRELOAD)
    programs = [fences(PRELUDE, f"tf.range({n}).shape[0]") for n in range(3)]
    with ForkServer(deck) as cold:
        first = [recorded(Cached(cold, deck).run(program)) for program in programs]
    assert [run.units[1].result for run in first] == ["0", "1", "2"]
    with ForkServer(deck) as warm:
        assert [Cached(warm, deck).run(program) for program in programs] == first
    assert (cold.starts, warm.starts) == (1, 0)


def test_an_operation_while_preloading_is_refused(tmp_path: Path) -> None:
    """Programs would work until their first `fit`, and hang there."""
    modules = environment(tmp_path)
    (modules / "deck.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    (modules / "early.py").write_text("import tensorflow as tf\nONE = tf.constant(1)\n", "utf-8")
    deck = project(tmp_path, "early", python=".venv/bin/python", sandbox="off")
    with ForkServer(deck) as server, pytest.raises(SandboxError, match="importing `early` ran a TensorFlow operation"):
        server.run(fences("1"))
