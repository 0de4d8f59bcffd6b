"""A custom Keras metric as a function and as a class."""

import tempfile

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf


def absolute_error(y_true, y_pred):
    return tf.abs(y_true - y_pred)[:, 0]


# region function
def root_mean_square(y, pred):
    errors = tf.square(y - pred)
    mean = tf.reduce_mean(errors)
    return tf.sqrt(mean)


# endregion


# region class
Mean = keras.metrics.Mean


class RootMeanSquare(Mean):
    def update_state(
        self, y, y_pred,
        sample_weight=None,
    ):
        errors = tf.square(y - y_pred)
        super().update_state(
            errors, sample_weight
        )

    def result(self):
        mean = super().result()
        return tf.sqrt(mean)


# endregion


def raised(action, *args, **kwargs):
    """Return the type of the exception that the action raises, or None."""
    try:
        action(*args, **kwargs)
    except Exception as error:
        return type(error)
    return None


def identity_model(*metrics):
    """Return a model, compiled with the metrics, that predicts its inputs."""
    layer = keras.layers.Dense(1, kernel_initializer="ones")
    model = keras.Sequential([keras.Input((1,)), layer])
    model.compile("sgd", "mse", metrics=list(metrics))
    return model


x = np.random.default_rng(7).normal(size=(64, 1)) ** 3
y = np.zeros((64, 1))
model = identity_model(absolute_error, root_mean_square, RootMeanSquare(name="exact"))
sizes = [1, 2, 4, 8, 16, 32, 64]
runs = [model.evaluate(x, y, size, verbose=0, return_dict=True) for size in sizes]
by_function = [run["root_mean_square"] for run in runs]
by_class = [run["exact"] for run in runs]
truth = np.sqrt(np.mean(x**2))

# claim: function-is-averaged-over-samples
assert all(np.isclose(run["absolute_error"], np.abs(x).mean()) for run in runs)
# claim: function-depends-on-batches
assert np.all(np.diff(by_function) > 0) and by_function[0] < truth / 2
# claim: one-batch-is-right
assert [size for size, value in zip(sizes, by_function) if np.isclose(value, truth)] == [len(x)]
# claim: class-does-not-depend-on-batches
assert np.allclose(by_class, truth)
history = model.fit(x, y, verbose=0).history
# claim: fit-and-evaluate-report
assert "absolute_error" in history and "absolute_error" in runs[0]
# claim: evaluate-takes-no-metrics
assert raised(model.evaluate, x, y, metrics=[absolute_error]) is ValueError

# region drift
figure, axes = plt.subplots(figsize=(5, 3))
axes.plot(sizes, by_class, color="tab:blue", marker="o")
axes.plot(sizes, by_function, color="tab:red", marker="o")
axes.text(1, by_class[0] + 0.1, "B", color="tab:blue", va="bottom", size=14)
axes.text(2, by_function[1] - 0.1, "A", color="tab:red", va="top", size=14)
axes.set_xscale("log", base=2)
axes.set_xticks(sizes, sizes)
axes.set_ylim(0, 3.2)
axes.set_xlabel("batch_size of evaluate()")
axes.set_ylabel("reported RMSE")
# endregion


@keras.saving.register_keras_serializable("my_package")
class Within(keras.metrics.Mean):
    def __init__(self, limit=1.0, **kwargs):
        super().__init__(**kwargs)
        self.limit = limit

    def update_state(self, y, y_pred, sample_weight=None):
        hits = tf.abs(y - y_pred) <= self.limit
        super().update_state(hits, sample_weight)

    # region config
    def get_config(self):
        config = super().get_config()
        config["limit"] = self.limit
        return config

    # endregion


narrow = identity_model(Within())
wide = identity_model(Within(limit=5.0))
with tempfile.TemporaryDirectory() as folder:
    wide.save(f"{folder}/model.keras")
    restored = keras.models.load_model(f"{folder}/model.keras")
default, chosen, kept = (
    judged.evaluate(x, y, verbose=0)[1] for judged in (narrow, wide, restored)
)

# claim: class-setting-is-saved
assert default < kept == chosen
