"""A custom Keras loss as a function and as a class."""

import inspect

import keras
import numpy as np
import tensorflow as tf
from keras.saving import register_keras_serializable


def capped(limit):
    def capped_error(y_true, y_pred):
        error = tf.minimum(tf.abs(y_true - y_pred), limit)
        return tf.reduce_mean(error, axis=-1)

    return capped_error


# region class
@register_keras_serializable("my_app")
class CappedError(keras.losses.Loss):
    def __init__(self, limit, **kwargs):
        super().__init__(**kwargs)
        self.limit = limit

    def call(self, y_true, y_pred):
        error = tf.abs(y_true - y_pred)
        error = tf.minimum(
            error, self.limit
        )
        return tf.reduce_mean(error, -1)

    def get_config(self):
        config = super().get_config()
        config["limit"] = self.limit
        return config


# endregion

inputs = np.array([[1.0], [3.0]])
targets = np.zeros((2, 1))
first_only = np.array([1.0, 0.0])


def identity_model(loss):
    """Return a model, compiled with the loss, that predicts its inputs."""
    layer = keras.layers.Dense(1, kernel_initializer="ones")
    model = keras.Sequential([keras.Input((1,)), layer])
    model.compile(optimizer="sgd", loss=loss)
    return model


def evaluated(loss):
    """Return what Keras reports for errors of 1 and 3, the second weighted 0."""
    model = identity_model(loss)
    return model.evaluate(inputs, targets, sample_weight=first_only, verbose=0)


def raised(action, *args):
    """Return the type of the exception that the action raises, or None."""
    try:
        action(*args)
    except Exception as error:
        return type(error)
    return None


# claim: function-gets-weights-and-mean
assert evaluated(capped(2.0)) == (1 * 1 + 0 * 2) / 2


def mixture(y_true, y_pred):
    squared = keras.losses.mean_squared_error(y_true, y_pred)
    absolute = keras.losses.mean_absolute_error(y_true, y_pred)
    return 0.5 * squared + 0.5 * absolute


# claim: function-combines-losses
assert evaluated(mixture) == (0.5 * 1 + 0.5 * 1) / 2

# claim: call-sees-two-arguments
assert list(inspect.signature(keras.losses.Loss.call).parameters) == ["self", "y_true", "y_pred"]

summed = CappedError(limit=2.0, reduction="sum")(targets, inputs)
# claim: class-chooses-reduction
assert float(summed) == 1.0 + 2.0
default = CappedError(limit=2.0)
# claim: sum-over-batch-size-by-default
assert default.reduction == "sum_over_batch_size" and float(default(targets, inputs)) == (1.0 + 2.0) / 2
each = CappedError(limit=2.0, reduction=None)
# claim: none-keeps-each-sample
assert each(targets, inputs).numpy().tolist() == [1.0, 2.0]
# claim: auto-reduction-is-gone
assert raised(lambda: CappedError(2.0, reduction="auto")) is ValueError
# claim: weights-do-not-change-the-divisor
assert float(default(targets, inputs, sample_weight=first_only)) == (1 * 1.0 + 0 * 2.0) / 2
by_weight = CappedError(limit=2.0, reduction="mean_with_sample_weight")
# claim: mean-with-sample-weight-divides-by-the-weights
assert float(by_weight(targets, inputs, sample_weight=first_only)) == (1 * 1.0 + 0 * 2.0) / 1


class TwoArguments(keras.losses.Loss):
    def __call__(self, y_true, y_pred):
        return tf.reduce_mean(tf.abs(y_true - y_pred))


class IgnoresWeights(keras.losses.Loss):
    def __call__(self, y_true, y_pred, sample_weight=None):
        return tf.reduce_mean(tf.abs(y_true - y_pred))


# claim: call-keeps-weights-and-reduction
assert evaluated(CappedError(limit=2.0)) == (1 * 1 + 0 * 2) / 2
mse = keras.losses.MeanSquaredError()(targets, inputs, sample_weight=first_only)
# claim: mse-weights-each-sample
assert float(mse) == (1 * 1 + 0 * 9) / 2

# claim: dunder-call-needs-sample-weight
assert raised(evaluated, TwoArguments()) is TypeError
# claim: dunder-call-drops-weights
assert evaluated(IgnoresWeights()) == (1 + 3) / 2
