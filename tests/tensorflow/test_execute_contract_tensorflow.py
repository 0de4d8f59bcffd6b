"""What holds for TensorFlow in whichever way programs are run."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandboxes import Way, fence, fences, recorded, way

pytestmark = pytest.mark.tensorflow

CODE = """
import matplotlib.pyplot
import numpy as np
import tensorflow as tf
import keras

@tf.function
def total(n):
    result = 0
    for i in tf.range(n):
        if i % 2 == 0:
            result += i
    return result

model = keras.Sequential([keras.layers.Dense(8, activation="relu"), keras.layers.Dense(1)])
model.compile("adam", "mse")
losses = model.fit(np.ones((64, 4)), np.zeros((64, 1)), epochs=3, verbose=0).history["loss"]
model.save("model.keras")
same = keras.models.load_model("model.keras")

numbers = tf.data.Dataset.range(9).map(lambda x: x * 2, num_parallel_calls=2).prefetch(2)

x = tf.Variable(3.0)
with tf.GradientTape() as tape:
    y = x * x
"""

VALUES = {
    "total(tf.constant(10)).numpy()": "20",
    "losses[0] > losses[-1]": "True",
    "bool(np.allclose(model(np.ones((1, 4))), same(np.ones((1, 4)))))": "True",
    "sum(int(n) for n in numbers)": "72",
    "tape.gradient(y, x).numpy()": "6.0",
    "matplotlib.pyplot.plot([1, 2])[0].get_ydata().tolist()": "[1, 2]",
}


@pytest.mark.parametrize("how", ["bubblewrap", "off", "spawn"])
def test_tensorflow_works(tmp_path: Path, how: Way) -> None:
    """AutoGraph reads sources, `fit` and `tf.data` start threads, and files are written to the scratch folder."""
    with way(how, tmp_path, "tensorflow", "keras", "numpy", "matplotlib") as server:
        program = fences(fence(CODE, 5), values=tuple(VALUES))
        recording = recorded(server.run(program))
        assert [unit.raised for unit in recording.units] == [None]
        assert dict(zip(VALUES, (value.text for value in recording.values), strict=True)) == VALUES
