"""What Keras calls on a metric, and what the metric keeps between the calls."""

import keras
import numpy as np
import tensorflow as tf

x, y = np.ones((4, 1)), np.ones((4, 1))


def compiled(run_eagerly=False, **metrics):
    layer = keras.layers.Dense(1, kernel_initializer="ones")
    model = keras.Sequential([keras.Input((1,)), layer])
    model.compile(loss="mse", run_eagerly=run_eagerly, **metrics)
    return model


called = []


class Logged(keras.metrics.MeanAbsoluteError):
    def update_state(self, y_true, y_pred, sample_weight=None):
        called.append("update_state")
        super().update_state(y_true, y_pred, sample_weight)

    def result(self):
        called.append("result")
        return super().result()

    def reset_state(self):
        called.append("reset_state")
        super().reset_state()

    def reset_states(self):
        called.append("reset_states")


model = compiled(metrics=[Logged()], run_eagerly=True)
model.fit(x, y, batch_size=2, verbose=0)
first_epoch = called.copy()
called.clear()
model.fit(x, y, batch_size=2, verbose=0)

# claim: update-adds-each-batch
assert called.count("update_state") == 2  # one for each batch
# claim: result-is-read-after-update
assert called[called.index("update_state") + 1] == "result"
# claim: reset-starts-the-epoch
assert called[0] == "reset_state" and called.count("reset_state") == 1
# claim: only-the-singular-is-called
assert "reset_state" in called and "reset_states" not in first_epoch + called
# claim: base-class-has-no-plural
assert not hasattr(keras.metrics.Metric, "reset_states")


# region batches
class Batches(keras.metrics.Metric):
    def __init__(self):
        super().__init__()
        self.state = self.add_variable(
            shape=(),
            initializer="zeros",
        )
        self.attribute = 0

    def update_state(
        self, y, y_pred,
        sample_weight=None,
    ):
        self.state.assign_add(1)
        self.attribute += 1

    def result(self):
        return self.state


# endregion

batches = Batches()
counting = compiled(metrics=[batches])
counting.evaluate(np.zeros((50, 1)), np.zeros((50, 1)), batch_size=1, verbose=0)

# claim: variable-counts-batches
assert int(batches.state) == 50
# claim: attribute-counts-tracings
assert 0 < batches.attribute < 5

model = compiled(metrics=["mae"], weighted_metrics=["mse"])
errors = np.array([[1.0], [5.0]])  # what the model predicts where 0 is right
weights = np.array([1.0, 0.0])
scores = model.evaluate(
    errors, 0 * errors, sample_weight=weights, verbose=0, return_dict=True
)

# claim: metrics-ignore-weights
assert scores["mae"] == 3.0  # the mean of 1 and 5
# claim: weighted-metrics-use-weights
assert scores["mse"] == (1 * 1.0 + 0 * 25.0) / 1
# claim: loss-divides-by-the-samples
assert scores["loss"] == (1 * 1.0 + 0 * 25.0) / 2

guesses = tf.Variable([[0.3], [0.6]])
truth = tf.constant([[0.0], [1.0]])
with tf.GradientTape(persistent=True) as tape:
    accuracy = keras.metrics.binary_accuracy(truth, guesses)
    crossentropy = keras.losses.binary_crossentropy(truth, guesses)

# claim: accuracy-has-no-gradient
assert tape.gradient(accuracy, guesses) is None
# claim: crossentropy-has-one
assert np.all(tape.gradient(crossentropy, guesses) != 0.0)
