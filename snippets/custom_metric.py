"""A custom Keras metric as a function and as a class."""

import tempfile

import keras
import numpy as np
import tensorflow as tf


def absolute_error(y_true, y_pred):
    return tf.abs(y_true - y_pred)[:, 0]


# region rms
def root_mean_square(y_true, y_pred):
    return tf.sqrt(tf.reduce_mean(tf.square(y_true - y_pred)))


class RootMeanSquare(keras.metrics.Mean):
    def update_state(self, y_true, y_pred, sample_weight=None):
        squares = tf.square(y_true - y_pred)
        super().update_state(squares, sample_weight)

    def result(self):
        return tf.sqrt(super().result())


# endregion

inputs = np.array([[0.0], [0.0], [4.0]])
targets = np.zeros((3, 1))


def identity_model(*metrics):
    """Return a model, compiled with the metrics, that predicts its inputs."""
    layer = keras.layers.Dense(1, kernel_initializer="ones")
    model = keras.Sequential([keras.Input((1,)), layer])
    model.compile(optimizer="sgd", loss="mse", metrics=list(metrics))
    return model


def raised(action, *args, **kwargs):
    """Return the type of the exception that the action raises, or None."""
    try:
        action(*args, **kwargs)
    except Exception as error:
        return type(error)
    return None


model = identity_model(absolute_error, root_mean_square, RootMeanSquare(name="exact"))
by_two, at_once = (
    model.evaluate(inputs, targets, batch_size=size, verbose=0, return_dict=True)
    for size in (2, 3)
)
# claim: function-is-averaged-over-samples
assert np.allclose([by_two["absolute_error"], at_once["absolute_error"]], 4 / 3)
# claim: function-depends-on-batches
assert np.isclose(by_two["root_mean_square"], 2.0) and at_once["root_mean_square"] > 2.3
# claim: class-does-not-depend-on-batches
assert np.allclose([by_two["exact"], at_once["exact"]], np.sqrt(16 / 3))
# claim: evaluate-takes-no-metrics
assert raised(model.evaluate, inputs, targets, metrics=[absolute_error]) is ValueError


@keras.saving.register_keras_serializable("my_package")
class Within(keras.metrics.Mean):
    def __init__(self, limit=1.0, **kwargs):
        super().__init__(**kwargs)
        self.limit = limit

    def update_state(self, y_true, y_pred, sample_weight=None):
        hits = tf.abs(y_true - y_pred) <= self.limit
        super().update_state(hits, sample_weight)

    def get_config(self):
        return super().get_config() | {"limit": self.limit}


judged = identity_model(Within(limit=5.0))
score = judged.evaluate(inputs, targets, verbose=0)[1]
with tempfile.TemporaryDirectory() as folder:
    judged.save(f"{folder}/model.keras")
    restored = keras.models.load_model(f"{folder}/model.keras")
# claim: class-setting-is-saved
assert restored.evaluate(inputs, targets, verbose=0)[1] == score == 1.0

called = []


class Logged(keras.metrics.MeanAbsoluteError):
    def reset_state(self):
        called.append("reset_state")
        super().reset_state()

    def reset_states(self):
        called.append("reset_states")


logged = identity_model(Logged())
logged.fit(inputs, targets, epochs=2, verbose=0)
logged.evaluate(inputs, targets, verbose=0)
# claim: only-the-singular-is-called
assert set(called) == {"reset_state"}
# claim: base-class-has-no-plural
assert not hasattr(keras.metrics.Metric, "reset_states")


# region batches
class Batches(keras.metrics.Metric):
    def __init__(self):
        super().__init__()
        self.variable = self.add_variable((), "zeros")
        self.attribute = 0

    def update_state(self, y_true, y_pred, sample_weight=None):
        self.variable.assign_add(1)
        self.attribute += 1

    def result(self):
        return self.variable


# endregion
batches = Batches()
counting = identity_model(batches)
counting.evaluate(np.zeros((50, 1)), np.zeros((50, 1)), batch_size=1, verbose=0)
# claim: variable-counts-batches
assert int(batches.variable) == 50
# claim: attribute-counts-tracings
assert 0 < batches.attribute < 5
