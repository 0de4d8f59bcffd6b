"""A model whose Python runs on every batch, and what that costs."""

import tempfile
import warnings

import keras
import numpy as np
import tensorflow as tf

x, y = np.ones((8, 2), "float32"), np.ones((8, 1), "float32")


def raises(kind, action):
    try:
        action()
    except kind:
        return True
    return False


# region model
class Sine(keras.layers.Layer):
    def call(self, x):
        y = np.sin(x.numpy())
        return tf.constant(y)

    def compute_output_shape(self, s):
        return s


sine = Sine()
dense = keras.layers.Dense(1)
model = keras.Sequential([sine, dense])
model.compile(
    loss="mse", run_eagerly=True
)
model.fit(x, y, verbose=0)
# endregion


class CountedSine(Sine):
    calls = 0

    def call(self, x):
        self.calls += 1
        return super().call(x)


counted_sine = CountedSine()
counted = keras.Sequential([counted_sine, dense])
counted.compile(loss="mse", run_eagerly=True)
counted.fit(x, y, batch_size=2, epochs=3, verbose=0)

# claim: python-runs-on-every-batch
assert counted_sine.calls == 12


class Counted(keras.Model):
    runs = 0

    def call(self, inputs):
        self.runs += 1
        return 2 * inputs


hundred = np.ones((100, 2))
subclassed = Counted()
subclassed.compile(loss="mse")
subclassed.fit(hundred, hundred, batch_size=1, verbose=0)
subclassed.predict(hundred, batch_size=1, verbose=0)

# claim: subclass-is-compiled
assert 0 < subclassed.runs < 5

with warnings.catch_warnings(record=True) as caught:
    model.compile(loss="mse", run_eagerly=True, jit_compile=True)

# claim: no-xla
assert "jit_compile" in str(caught[-1].message) and model.jit_compile is False

eager_runs = []


class NotedDense(keras.layers.Dense):
    def call(self, inputs):
        eager_runs.append(tf.executing_eagerly())
        return super().call(inputs)


dense_only = keras.Sequential([keras.Input((2,)), NotedDense(1)])
dense_only.compile(loss="mse", run_eagerly=True)
eager_runs.clear()  # the model was built meanwhile
dense_only.fit(x, y, batch_size=2, verbose=0)
fitted_eagerly = eager_runs.copy()
with tempfile.TemporaryDirectory() as folder:
    dense_only.export(folder, verbose=False)
    loaded = tf.saved_model.load(folder)
    served = loaded.serve(x)

# claim: eager-fit-then-export
assert fitted_eagerly == [True] * 4 and np.allclose(served, dense_only(x))

with tempfile.TemporaryDirectory() as folder:
    export_fails = raises(AttributeError, lambda: model.export(folder, verbose=False))

# claim: export-needs-a-graph
assert export_fails

model.compile(loss="mse")

# claim: same-layer-fails-compiled
assert raises(AttributeError, lambda: model.fit(x, y, verbose=0))

python_runs = []


@tf.function
def noted(x):
    python_runs.append(x)
    return x


tf.config.run_functions_eagerly(True)
for _ in range(4):
    noted(tf.constant(2))
tf.config.run_functions_eagerly(False)

# claim: all-functions-run-as-python
assert len(python_runs) == 4 and all(x.numpy() == 2 for x in python_runs)
