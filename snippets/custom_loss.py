"""A custom Keras loss as a function and as a class."""

import tempfile

import keras
import numpy as np
import tensorflow as tf


# region function
def capped(limit):
    def capped_error(y_true, y_pred):
        error = tf.minimum(tf.abs(y_true - y_pred), limit)
        return tf.reduce_mean(error, axis=-1)

    return capped_error


# endregion
# region class
@keras.saving.register_keras_serializable("my_package")
class CappedError(keras.losses.Loss):
    def __init__(self, limit=1.0, **kwargs):
        super().__init__(**kwargs)
        self.limit = limit

    def call(self, y_true, y_pred):
        error = tf.minimum(tf.abs(y_true - y_pred), self.limit)
        return tf.reduce_mean(error, axis=-1)

    def get_config(self):
        return super().get_config() | {"limit": self.limit}


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


def reloaded_loss(loss):
    """Return the loss of a model that was saved and loaded."""
    with tempfile.TemporaryDirectory() as folder:
        identity_model(loss).save(f"{folder}/model.keras")
        return keras.models.load_model(f"{folder}/model.keras").loss


def raised(action, *args):
    """Return the type of the exception that the action raises, or None."""
    try:
        action(*args)
    except Exception as error:
        return type(error)
    return None


# claim: function-gets-weights-and-mean
assert evaluated(capped(2.0)) == (1 * 1 + 0 * 2) / 2

two, five = (keras.saving.serialize_keras_object(capped(x)) for x in (2.0, 5.0))
# claim: function-setting-is-not-saved
assert two == five

# claim: class-setting-is-saved
assert reloaded_loss(CappedError(limit=2.0)).limit == 2.0

summed = CappedError(limit=2.0, reduction="sum")(targets, inputs)
# claim: class-chooses-reduction
assert float(summed) == 1.0 + 2.0


@tf.custom_gradient
def clip_gradient(x):
    return x, lambda upstream: tf.clip_by_value(upstream, -1.0, 1.0)


def clipped_square(y_true, y_pred):
    return tf.reduce_mean(tf.square(y_true - clip_gradient(y_pred)), axis=-1)


prediction = tf.Variable([[5.0]])
with tf.GradientTape() as tape:
    square = clipped_square(0.0, prediction)
gradient = tape.gradient(square, prediction)
# claim: function-with-custom-gradient
assert square.numpy().tolist() == [25.0] and gradient.numpy().tolist() == [[1.0]]


class TwoArguments(keras.losses.Loss):
    def __call__(self, y_true, y_pred):
        return tf.reduce_mean(tf.abs(y_true - y_pred))


class IgnoresWeights(keras.losses.Loss):
    def __call__(self, y_true, y_pred, sample_weight=None):
        return tf.reduce_mean(tf.abs(y_true - y_pred))


weighted = CappedError(limit=2.0)(targets, inputs, sample_weight=first_only)
# claim: call-keeps-weights-and-reduction
assert float(weighted) == (1 * 1 + 0 * 2) / 2
mse = keras.losses.MeanSquaredError()(targets, inputs, sample_weight=first_only)
# claim: mse-weights-each-sample
assert float(mse) == (1 * 1 + 0 * 9) / 2

# claim: dunder-call-needs-sample-weight
assert raised(evaluated, TwoArguments()) is TypeError
# claim: dunder-call-drops-weights
assert evaluated(IgnoresWeights()) == (1 + 3) / 2


class ShiftedError(keras.losses.Loss):
    def __init__(self):
        super().__init__()
        self.shift = keras.Variable(0.0)

    def call(self, y_true, y_pred):
        error = tf.abs(y_true - y_pred - self.shift)
        return tf.reduce_mean(error, axis=-1)


# region center
class CenterPenalty(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.center = self.add_weight(initializer="zeros")

    def call(self, inputs):
        spread = tf.square(inputs - self.center)
        self.add_loss(tf.reduce_mean(spread))
        return inputs


# endregion
shifted = ShiftedError()
model = identity_model(shifted)
model.fit(inputs, targets, verbose=0)
trained = model.trainable_variables
# claim: loss-variable-is-not-the-models
assert shifted.shift.trainable and all(v is not shifted.shift for v in trained)
# claim: loss-variable-stays-put
assert float(trained[0][0, 0]) != 1.0 and float(shifted.shift) == 0.0

penalty = CenterPenalty()
penalised = keras.Sequential([keras.Input((1,)), penalty])
penalised.compile(optimizer="sgd", loss="mse")
penalised.fit(inputs, targets, verbose=0)
# claim: layer-weight-is-trained
assert float(penalty.center) > 0.0
