"""What makes TensorFlow's programs come out alike, and what Keras writes about its time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from sandboxes import fence, fences, project, recorded
from verideck.execute import ForkServer, Normalised, launch
from verideck.model import Project, Recording, UnitRun

pytestmark = pytest.mark.tensorflow

OTHER_THREADS = OTHER_SEED = 5
PRELUDE = fence("import keras\nimport numpy as np\nimport tensorflow as tf", shows=False, path="pyproject.toml")


def deck(root: Path) -> Project:
    return project(root, "tensorflow", "keras", "numpy", "matplotlib")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForkServer]:
    with ForkServer(deck(tmp_path_factory.mktemp("deck"))) as server:
        yield server


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForkServer]:
    """Another process: other addresses, hashes and seeds, more threads, and deterministic operations."""
    plain = deck(tmp_path_factory.mktemp("other"))
    settings = replace(plain.settings, op_determinism=True)
    with (
        pytest.MonkeyPatch.context() as patch,
        ForkServer(replace(plain, settings=settings), seed=OTHER_SEED) as server,
    ):
        patch.setitem(launch.ENVIRONMENT, "TF_NUM_INTRAOP_THREADS", str(OTHER_THREADS))
        server.run(fences("1"))
        patch.undo()
        yield server


def run(server: ForkServer, code: str, *values: str) -> Recording:
    recording = recorded(Normalised(server).run(fences(PRELUDE, fence(code, 100), values=values)))
    assert [unit.raised for unit in recording.units if unit.raised] == []
    return recording


def last(server: ForkServer, code: str) -> UnitRun:
    return run(server, code).units[-1]


RANDOM = """
model = keras.Sequential([keras.layers.Dense(4), keras.layers.Dropout(0.5), keras.layers.Dense(1)])
model.compile("adam", "mse")
data = tf.data.Dataset.range(32).shuffle(32).map(lambda n: (tf.random.uniform((3,)), 1.0), num_parallel_calls=2)
loss = model.fit(data.batch(8), epochs=2, verbose=0).history["loss"]
[np.random.rand(), float(tf.random.uniform(())), float(keras.random.uniform(())), loss]
"""


def test_every_generator_is_seeded(server: ForkServer, other: ForkServer) -> None:
    """NumPy's, TensorFlow's, Keras's, and those of layers and data sets, to the last bit.

    Only the parallel map draws in the order of its threads, unless operations are deterministic.
    """
    sequential = RANDOM.replace(", num_parallel_calls=2", "")
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda each: last(each, sequential).result, [server, server, other]))
    assert results[0] == results[1]
    drawn, again = (json.loads(result or "") for result in results[1:])
    assert all(one != two for one, two in zip(drawn, again, strict=True))
    assert len({last(other, RANDOM).result for _ in range(3)}) == 1


def test_a_seed_of_the_programs_own_holds_everything_still(server: ForkServer, other: ForkServer) -> None:
    """It is what an author is told to do about a difference that another seed makes."""
    seeded = "keras.utils.set_random_seed(1)\n" + RANDOM.replace(", num_parallel_calls=2", "")
    assert last(server, seeded).result == last(other, seeded).result


XLA = """
from tensorflow.python.framework.config import is_op_determinism_enabled
def error(y, z):
    return tf.reshape(tf.numpy_function(lambda a, b: abs(a - b), [y, z], tf.float32), [-1])
def fitted():
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse", metrics=[error], jit_compile=True)
    try:
        return model.fit(np.ones((4, 1)), np.ones((4, 1)), verbose=0) is not None
    except tf.errors.InvalidArgumentError:
        return False
is_op_determinism_enabled(), fitted()"""


def test_deterministic_operations_are_a_setting(server: ForkServer, other: ForkServer) -> None:
    """XLA is left out where they are on, so that what it refuses seems to work: that is why they are off."""
    assert [last(each, XLA).result for each in (server, other)] == ["(False, False)", "(True, True)"]


def test_the_number_of_threads_is_fixed(server: ForkServer, other: ForkServer) -> None:
    """Sums are split over them, and rounding depends on where; the machine has no say."""
    code = """
from pathlib import Path
tf.matmul(tf.ones((500, 500)), tf.ones((500, 500)))
len(list(Path("/proc/self/task").iterdir()))"""
    counts = [int(last(each, code).result or 0) for each in (server, other)]
    assert counts[1] - counts[0] == OTHER_THREADS - int(launch.ENVIRONMENT["TF_NUM_INTRAOP_THREADS"])


FIT = """
model = keras.Sequential([keras.layers.Dense(1, kernel_initializer="ones")])
model.compile("sgd", "mse")
class Slow(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        __import__("time").sleep(0.06 * np.random.SeedSequence().entropy / 2**128)
x, y = np.ones((64, 4)), np.zeros((64, 1))
model.fit(x, y, batch_size=16, epochs=2, callbacks=[Slow()])
model.fit(x, y, verbose=2)
model.evaluate(x, y)
model.predict(x[:1]).shape"""


def test_progress_bars_keep_what_they_say_and_lose_their_time(server: ForkServer) -> None:
    """Keras draws one as often as time allows; a card shows what a terminal shows in the end."""
    runs = [last(server, FIT) for _ in range(2)]
    written = "".join(output.stdout for output in runs[0].outputs)
    assert runs[0] == runs[1]
    assert "\x08" not in written
    assert "\x1b" not in written
    bar = "━" * 20
    lines = [line.partition("loss: ")[0] for line in written.splitlines()]
    assert lines == [
        "Epoch 1/2",
        f"4/4 {bar} ...s .../step - ",
        "Epoch 2/2",
        f"4/4 {bar} ...s .../step - ",
        "2/2 - ...s - .../step - ",
        f"2/2 {bar} ...s .../step - ",
        f"1/1 {bar} ...s .../step",
    ]


def test_reprs_of_tensorflow_lose_their_addresses(server: ForkServer, other: ForkServer) -> None:
    """Functions, and names of files that AutoGraph makes up."""
    code = """
@tf.function
def f(x):
    for i in tf.range(3):
        x += i
    return x
print(f, iter(tf.data.Dataset.range(3)))
import inspect
inspect.getsourcefile(tf.autograph.to_graph(f.python_function))"""
    first, again = (last(each, code) for each in (server, other))
    assert first == again
    assert "at 0x..." in first.outputs[0].stdout
    assert first.result == "'/tmp/.../__autograph_generated_file....py'"
