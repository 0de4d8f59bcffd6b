"""A NumPy metric in a compiled `fit`: refused, wrapped, rewritten, run eagerly."""

import keras
import numpy as np
import tensorflow as tf

x = np.arange(12.0).reshape(4, 3) ** 2
y = np.zeros((4, 1))


def fit(metric, epochs=1, **options):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    model.compile(loss="mse", metrics=[metric], **options)
    return model.fit(x, y, epochs=epochs, verbose=0).history


def raises(kind, action):
    try:
        action()
    except kind:
        return True
    return False


# region numpy_metric
def median_error(y, pred):
    return np.median(np.abs(y - pred))


# endregion

eager = median_error(tf.constant([0.0, 0.0]), tf.constant([1.0, 3.0]))

# claim: eager-call-runs-numpy
assert eager == 2.0

# claim: fit-refuses-numpy
assert raises(NotImplementedError, lambda: fit(median_error))

by_eager = fit(median_error, run_eagerly=True)["median_error"][0]

# claim: run-eagerly-runs-numpy
assert by_eager > 0.0


# region wrapped
def wrapped(y, pred):
    value = tf.py_function(
        func=median_error,
        inp=[y, pred],
        Tout=tf.float32,
    )
    return tf.ensure_shape(value, [])


# endregion


# region rewritten
def rewritten(y, pred):
    errors = keras.ops.abs(y - pred)
    return keras.ops.median(errors)


# endregion

# claim: py-function-runs-numpy
assert np.isclose(fit(wrapped, jit_compile=False)["wrapped"][0], by_eager)

# claim: ops-need-no-wrapper
assert np.isclose(fit(rewritten)["rewritten"][0], by_eager)

errors = [tf.constant([0.0]), tf.constant([1.0])]
graph = tf.function(wrapped).get_concrete_function(*errors).graph
operations = {operation.type for operation in graph.get_operations()}

# claim: py-function-calls-back
assert "EagerPyFunc" in operations and not operations & {"Sub", "Abs"}

try:
    fit(wrapped, jit_compile=True)
except tf.errors.InvalidArgumentError as error:
    refusal = str(error)

# claim: xla-refuses-py-function
assert "No registered 'EagerPyFunc' OpKernel for XLA" in refusal

variable = tf.Variable(3.0)
with tf.GradientTape(persistent=True) as tape:
    by_ops = tf.py_function(lambda v: v**2, [variable], tf.float32)
    by_numpy = tf.numpy_function(lambda v: v**2, [variable], tf.float32)

# claim: py-function-differentiates-ops
assert tape.gradient(by_ops, variable) == 6.0

# claim: numpy-function-has-no-gradient
assert tape.gradient(by_numpy, variable) is None


@tf.custom_gradient
def numpy_loss(y_true, y_pred):
    errors = y_pred.numpy() - y_true.numpy()

    def gradient(upstream):
        return None, upstream * 2 * errors / errors.size

    return tf.constant(np.mean(errors**2)), gradient


keras.utils.set_random_seed(0)
model = keras.Sequential([keras.layers.Dense(1)])
model.compile(keras.optimizers.SGD(5e-5), numpy_loss, run_eagerly=True)
losses = model.fit(x, y, epochs=5, verbose=0).history["loss"]

# claim: numpy-loss-with-a-gradient-trains
assert losses[-1] < losses[0] / 2

in_python = []


def counted(y_true, y_pred):
    in_python.append(tf.executing_eagerly())
    return rewritten(y_true, y_pred)


fit(counted, epochs=1)
runs_in_one_epoch = len(in_python)
fit(counted, epochs=5)

# claim: compiled-python-only-traces
assert len(in_python) == 2 * runs_in_one_epoch > 0 and not any(in_python)
