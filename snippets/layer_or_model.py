"""A residual block as a layer, and a model that is built from it."""

import keras
import numpy as np


# region block
Dense = keras.layers.Dense


class ResidualBlock(keras.layers.Layer):
    def __init__(self, size):
        super().__init__()
        self.first = Dense(size, "relu")
        self.second = Dense(size)

    def call(self, x):
        y = self.first(x)
        return x + self.second(y)


class Regressor(keras.Model):
    def __init__(self):
        super().__init__()
        self.block = ResidualBlock(4)
        self.head = Dense(1)

    def call(self, x):
        return self.head(self.block(x))


# endregion

inputs = np.ones((8, 4), "float32")
targets = np.zeros((8, 1), "float32")

block = ResidualBlock(4)
block(inputs)
model = Regressor()
model.compile(loss="mse")
model.fit(inputs, targets, verbose=0)

# claim: layer-holds-layers
assert len(block.weights) == 4  # two kernels, two biases

# claim: model-is-a-layer
assert isinstance(model, keras.layers.Layer)


def only_models_have(*names):
    return all(hasattr(model, name) and not hasattr(block, name) for name in names)


# claim: models-train
assert only_models_have("compile", "fit")
# claim: models-judge
assert only_models_have("evaluate", "predict")
# claim: models-save
assert only_models_have("summary", "save")

wrapper = keras.Sequential([model, keras.layers.Dense(2)])

# claim: model-inside-a-model
assert wrapper.predict(inputs, verbose=0).shape == (8, 2) and model in wrapper.layers

# region functional
layers = keras.layers
size = keras.Input((4,), name="size")
place = keras.Input((2,), name="place")
both = layers.concatenate([size, place])
price = layers.Dense(1)(both)
rent = layers.Dense(1)(both)

house = keras.Model(
    [size, place],
    {"price": price, "rent": rent},
)
house.compile(
    loss={"price": "mse", "rent": "mae"}
)
# endregion

features = {"size": inputs, "place": np.ones((8, 2))}
guesses = house.predict(features, verbose=0)
history = house.fit(features, {"price": targets, "rent": targets}, verbose=0).history
reported = [history["price_loss"][0], history["rent_loss"][0]]
own_losses = [np.mean(guesses["price"] ** 2), np.mean(np.abs(guesses["rent"]))]
trained = [layer.bias[0] != 0.0 for layer in house.layers[-2:]]

# claim: functional-trains-two-outputs
assert np.allclose(reported, own_losses) and all(trained)


# region plain_functions
def leaky(x):
    return keras.ops.maximum(x, 0.1 * x)


def penalty(weights):
    size = keras.ops.abs(weights)
    return 0.5 * keras.ops.sum(size)


dense = keras.layers.Dense(
    1,
    activation=leaky,
    kernel_regularizer=penalty,
    kernel_initializer="ones",
)
output = dense(np.array([[-4.0, 2.0]]))
# endregion

# claim: function-as-activation
assert np.allclose(output, [[-0.2]])  # 0.1 * (-4 + 2)

# claim: function-as-regularizer
assert [float(loss) for loss in dense.losses] == [1.0]  # 0.5 * (|1| + |1|)
