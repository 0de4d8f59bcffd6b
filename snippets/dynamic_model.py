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
    calls = 0

    def call(self, inputs):
        self.calls += 1
        return tf.constant(np.sin(inputs.numpy()))

    def compute_output_shape(self, input_shape):
        return input_shape


sine = Sine()
model = keras.Sequential([sine, keras.layers.Dense(1)])
model.compile(loss="mse", run_eagerly=True)
model.fit(x, y, batch_size=2, epochs=3, verbose=0)
# endregion

# claim: python-runs-on-every-batch
assert sine.calls == 12

# claim: no-dynamic-argument
assert raises(ValueError, lambda: keras.layers.Layer(dynamic=True))

with warnings.catch_warnings(record=True) as caught:
    model.compile(loss="mse", run_eagerly=True, jit_compile=True)

# claim: no-xla
assert "jit_compile" in str(caught[-1].message) and model.jit_compile is False

with tempfile.TemporaryDirectory() as folder:
    export_fails = raises(AttributeError, lambda: model.export(folder, verbose=False))

# claim: export-needs-a-graph
assert export_fails

model.compile(loss="mse")

# claim: same-layer-fails-compiled
assert raises(AttributeError, lambda: model.fit(x, y, verbose=0))

# region varying
sequence = keras.Input((None, 2))
summary = keras.layers.LSTM(3)(sequence)
reader = keras.Model(sequence, summary)
texts = [np.ones((1, length, 2)) for length in (1, 5, 9)]
shapes = [reader.predict_on_batch(t).shape for t in texts]
# endregion

# claim: varying-length-in-a-graph
assert shapes == [(1, 3)] * 3 and not reader.run_eagerly


# region halving
class HalveUntilSmall(keras.layers.Layer):
    def call(self, x):
        return keras.ops.while_loop(
            lambda x: keras.ops.max(x) > 1.0,
            lambda x: (x / 2,),
            (x,),
        )[0]


halve = keras.Sequential([HalveUntilSmall()])
near = halve.predict(np.array([[4.0]]), verbose=0)
far = halve.predict(np.array([[96.0]]), verbose=0)
# endregion

# claim: data-dependent-loop-in-a-graph
assert near == 1.0 and far == 0.75 and not halve.run_eagerly
