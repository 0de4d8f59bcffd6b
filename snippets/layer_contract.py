"""What a custom layer may hold, and what subclassing a model costs."""

import tempfile

import keras
import numpy as np
import tensorflow as tf

x = np.ones((8, 3), "float32")
y = np.ones((8, 1), "float32")


def raised(action, *args):
    """Return the type of the exception that the action raises, or None."""
    try:
        action(*args)
    except Exception as error:
        return type(error)
    return None


class Scale(keras.layers.Layer):
    def build(self, input_shape):
        self.factor = self.add_weight(
            shape=input_shape[-1:],
            initializer="ones",
        )

    def call(self, x):
        return x * self.factor


scale = Scale()
unbuilt = len(scale.weights)
scale(x)

# claim: build-makes-the-weights
assert unbuilt == 0 and scale.factor.shape == (3,)

fresh = Scale()

# claim: call-alone-does-not-build
assert raised(fresh.call, x) is AttributeError and raised(fresh, x) is None


# region activity
class SmallActivity(keras.layers.Layer):
    def call(self, x):
        size = keras.ops.abs(x)
        mean = keras.ops.mean(size)
        self.add_loss(0.1 * mean)
        return x


# endregion

head = keras.layers.Dense(1, kernel_initializer="zeros")
model = keras.Sequential([keras.Input((3,)), SmallActivity(), head])
model.compile("sgd", "mse")

# claim: layer-loss-reaches-the-model
assert np.isclose(model.evaluate(x, 0 * y, verbose=0), 0.1)  # mse is 0

hidden = keras.layers.Dense(1, kernel_initializer="ones", activity_regularizer="l1")
penalised = keras.Sequential([keras.Input((3,)), hidden])
penalised.compile("sgd", "mse")

# claim: built-in-layers-take-a-penalty
assert np.isclose(penalised.evaluate(x, 3 * y, verbose=0), 0.01 * 3)  # mse is 0

# region bare_layer
layer = keras.layers.Dense(1)
layer.build((None, 3))
optimizer = keras.optimizers.SGD(0.1)

for _ in range(50):
    with tf.GradientTape() as tape:
        errors = layer(x) - y
        loss = tf.reduce_mean(errors**2)
    weights = layer.trainable_weights
    grads = tape.gradient(loss, weights)
    optimizer.apply(grads, weights)
# endregion

# claim: loop-trains-a-bare-layer
assert loss < 1e-6 and not isinstance(layer, keras.Model)

inputs = keras.Input((3,))
hidden = keras.layers.Dense(4, name="hidden")(inputs)
functional = keras.Model(inputs, keras.layers.Dense(1)(hidden))


class Subclassed(keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.hidden = keras.layers.Dense(4)
        self.out = keras.layers.Dense(1)

    def call(self, x):
        return self.out(self.hidden(x))


subclassed = Subclassed()
subclassed(x)

# region features
layer = functional.get_layer("hidden")
features = keras.Model(
    inputs=functional.input,
    outputs=layer.output,
)
# endregion

# claim: functional-shows-its-inside
assert features(x).shape == (8, 4)
# claim: subclass-hides-its-inside
assert raised(getattr, subclassed.hidden, "output") is AttributeError

with tempfile.TemporaryDirectory() as folder:
    functional.save(f"{folder}/functional.keras")
    subclassed.save(f"{folder}/subclassed.keras")
    load = keras.models.load_model
    loaded = load(f"{folder}/functional.keras")
    without_class = raised(load, f"{folder}/subclassed.keras")
    with_class = load(f"{folder}/subclassed.keras", {"Subclassed": Subclassed})

# claim: functional-loads-without-code
assert np.allclose(loaded(x), functional(x))
# claim: subclass-needs-its-class
assert without_class is TypeError and np.allclose(with_class(x), subclassed(x))
