"""What a custom Keras loss can do, and what a layer has to do for it."""

import keras
import numpy as np
import tensorflow as tf


# region gradient
@tf.custom_gradient
def bounded(x):
    return x, tf.tanh


def bounded_square(y_true, y_pred):
    error = y_true - bounded(y_pred)
    return tf.reduce_mean(error**2, -1)


# endregion
prediction = tf.Variable([[5.0]])
with tf.GradientTape() as tape:
    square = bounded_square(0.0, prediction)
gradient = tape.gradient(square, prediction)
# claim: function-with-custom-gradient
assert square.numpy().tolist() == [25.0] and np.allclose(gradient, np.tanh(2 * 5.0))


inputs = np.array([[1.0], [3.0]])
targets = np.zeros((2, 1))


def identity_model(loss):
    """Return a model, compiled with the loss, that predicts its inputs."""
    layer = keras.layers.Dense(1, kernel_initializer="ones")
    model = keras.Sequential([keras.Input((1,)), layer])
    model.compile(optimizer="sgd", loss=loss)
    return model


def absolute_error(y_true, y_pred):
    return tf.reduce_mean(tf.abs(y_true - y_pred), axis=-1)


flat = inputs[:, 0]
# claim: own-loss-broadcasts
assert absolute_error(flat, inputs).numpy().tolist() == [(0 + 2) / 2, (2 + 0) / 2]
# claim: keras-loss-matches-shapes
assert float(keras.losses.MeanAbsoluteError()(flat, inputs)) == 0.0
fitted = identity_model(absolute_error)
history = fitted.fit(inputs, flat, verbose=0).history
# claim: fit-and-evaluate-match-shapes
assert history["loss"] == [0.0] and fitted.evaluate(inputs, flat, verbose=0) == 0.0


class ShiftedError(keras.losses.Loss):
    def __init__(self):
        super().__init__()
        self.shift = keras.Variable(0.0)
        self.batches = keras.Variable(0, dtype="int32", trainable=False)

    def call(self, y_true, y_pred):
        self.batches.assign_add(1)
        return absolute_error(y_true, y_pred + self.shift)


# region center
class CenterPenalty(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.center = self.add_weight(
            initializer="zeros"
        )

    def call(self, x):
        spread = (x - self.center) ** 2
        loss = tf.reduce_mean(spread)
        self.add_loss(loss)
        return x


# endregion
shifted = ShiftedError()
model = identity_model(shifted)
model.fit(inputs, targets, batch_size=1, epochs=2, verbose=0)
trained = model.trainable_variables
# claim: loss-variable-is-not-the-models
assert shifted.shift.trainable and all(v is not shifted.shift for v in trained)
# claim: loss-variable-stays-put
assert float(trained[0][0, 0]) != 1.0 and float(shifted.shift) == 0.0
# claim: loss-variable-keeps-state
assert int(shifted.batches) == 4

penalty = CenterPenalty()
penalised = keras.Sequential([keras.Input((1,)), penalty])
penalised.compile(optimizer="sgd", loss="mse")
reported = penalised.evaluate(inputs, inputs, verbose=0)
# claim: layer-adds-to-the-loss
assert reported == (1**2 + 3**2) / 2
penalised.fit(inputs, targets, verbose=0)
# claim: layer-weight-is-trained
assert float(penalty.center) > 0.0

huber = keras.losses.Huber(delta=1.0)


def huber_of(error):
    return float(huber([[0.0]], [[error]]))


# claim: huber-is-quadratic-near-zero
assert huber_of(0.5) == 0.5 * 0.5**2 and huber_of(1.0) == 0.5
# claim: huber-is-linear-far-out
assert huber_of(4.0) - huber_of(3.0) == huber_of(9.0) - huber_of(8.0) == 1.0
