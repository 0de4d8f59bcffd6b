"""Gradient accumulation by the optimizer, against small and large batches."""

import keras
import matplotlib.pyplot as plt
import numpy as np

keras.utils.set_random_seed(0)
x = np.random.normal(size=(64, 3)).astype("float32")
y = x.sum(axis=1, keepdims=True) + np.random.normal(size=(64, 1)).astype("float32")


def linear():
    layer = keras.layers.Dense(1, kernel_initializer="zeros")
    return keras.Sequential([keras.Input((3,)), layer])


def loss_on_all(model):
    return float(np.mean((model(x) - y) ** 2))


def train(batch_size, sgd):
    """Return the loss on all data after each batch of three epochs."""
    model = linear()
    model.compile(sgd, loss="mse")
    curve = []
    record = keras.callbacks.LambdaCallback(
        on_train_batch_end=lambda batch, logs: curve.append(loss_on_all(model))
    )
    model.fit(x, y, batch_size, 3, shuffle=False, verbose=0, callbacks=[record])
    return curve


small = train(16, keras.optimizers.SGD(0.1))
large = train(64, keras.optimizers.SGD(0.1))

# region accumulation
sgd = keras.optimizers.SGD(
    learning_rate=0.1,
    gradient_accumulation_steps=4,
)
# endregion
accumulated = train(16, sgd)

# claim: accumulation-equals-large-batch
assert np.allclose(accumulated[3::4], large, atol=1e-5)
# claim: weights-wait-for-the-fourth-batch
assert accumulated[4] == accumulated[5] == accumulated[6] != accumulated[7]
# claim: small-batches-go-their-own-way
assert not np.allclose(small[3::4], large, atol=1e-3)

# claim: accumulation-is-slower-per-batch
assert all(more > less for more, less in zip(accumulated, small))

# region curves
figure, axes = plt.subplots(figsize=(5, 3))
batches = np.arange(1, 13)
axes.plot(batches, small, color="tab:red")
axes.plot(batches, accumulated, color="tab:blue")
axes.plot(batches[3::4], large, "o", color="black")
axes.set_ylim(0)
axes.set_xticks(batches[3::4])
axes.set_xlabel("groups of 16 samples seen")
axes.set_ylabel("loss on all data")
axes.text(7, 0.5, "batches of 16", color="tab:red", va="top")
axes.text(5, accumulated[4] + 0.15, "4 × 16 accumulated", color="tab:blue", va="bottom")
axes.text(12, large[-1] - 0.15, "batches of 64", ha="right", va="top")
# endregion
