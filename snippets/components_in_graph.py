"""Branches, random numbers and callbacks around the graph that Keras compiles."""

import keras
import numpy as np
import tensorflow as tf

x = np.arange(12.0).reshape(4, 3)
y = np.zeros((4, 1))


class Gate(keras.layers.Layer):
    def call(self, x):
        return keras.ops.cond(
            keras.ops.sum(x) > 0,
            lambda: x,
            lambda: keras.ops.zeros_like(x),
        )


class ConvertedGate(keras.layers.Layer):
    @tf.function
    def call(self, x):
        if tf.reduce_sum(x) > 0:
            return x
        return tf.zeros_like(x)


def gated(layer):
    model = keras.Sequential([layer])
    return [model.predict_on_batch(np.array([[x]])).item() for x in (2.0, -2.0)]


# claim: ops-cond-branches-in-predict
assert gated(Gate()) == [2.0, 0.0]

# claim: tf-function-on-call-converts-if
assert gated(ConvertedGate()) == [2.0, 0.0]


def refused(action, *args, **options):
    """Return whether a graph cannot decide an `if` on a tensor."""
    try:
        action(*args, **options)
    except tf.errors.OperatorNotAllowedInGraphError:
        return True
    return False


class PythonGate(keras.layers.Layer):
    def call(self, x):
        return x if tf.reduce_sum(x) > 0 else tf.zeros_like(x)


def python_loss(y_true, y_pred):
    error = tf.reduce_sum(y_true - y_pred)
    return error if error > 0 else -error


class PythonStep(keras.Sequential):
    def train_step(self, data):
        return {"positive": 1.0 if tf.reduce_sum(data[0]) > 0 else 0.0}


def trained(model, loss="mse"):
    model.compile(loss=loss)
    return refused(model.fit, x, y, verbose=0)


gate = PythonGate()


@tf.function
def own_function(x):
    return gate(x)


# claim: losses-are-not-converted
assert trained(keras.Sequential([keras.layers.Dense(1)]), python_loss)
# claim: train-step-is-not-converted
assert trained(PythonStep([keras.layers.Dense(1)]))
# claim: layer-in-own-function-is-not-converted
assert refused(own_function, tf.constant(x))


class KerasNoise(keras.layers.Layer):
    def call(self, x):
        return x + keras.random.normal(keras.ops.shape(x))


noise = keras.Sequential([KerasNoise()])

# claim: keras-random-draws-anew
assert (noise.predict_on_batch(x) != noise.predict_on_batch(x)).all()


# region callback
class Kernels(keras.callbacks.Callback):
    kernels = []

    def on_train_batch_end(
        self, batch, logs=None
    ):
        kernel = self.model.weights[0]
        value = kernel.numpy()
        self.kernels.append(value)


# endregion

loss_ran_eagerly = []


def absolute_error(y_true, y_pred):
    loss_ran_eagerly.append(tf.executing_eagerly())
    return tf.abs(y_true - y_pred)


watch = Kernels()
model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
model.compile("sgd", absolute_error)
model.fit(x, y, batch_size=1, callbacks=[watch], verbose=0)

# claim: callback-runs-python-on-every-batch
assert len(watch.kernels) == 4 and np.any(watch.kernels[0] != watch.kernels[3])
# claim: with-fit-compiled
assert loss_ran_eagerly and not any(loss_ran_eagerly)
