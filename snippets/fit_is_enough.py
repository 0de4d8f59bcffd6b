"""What `fit` does without a loop of your own: schedules, logging, mixed precision."""

import keras
import numpy as np
import tensorflow as tf

keras.utils.set_random_seed(0)
x = np.random.normal(size=(64, 3)).astype("float32")
y = x.sum(axis=1, keepdims=True) + np.random.normal(size=(64, 1)).astype("float32")


def linear():
    layer = keras.layers.Dense(1, kernel_initializer="zeros")
    return keras.Sequential([keras.Input((3,)), layer])


# region schedule
decay = keras.optimizers.schedules
rate = decay.ExponentialDecay(
    initial_learning_rate=0.1,
    decay_steps=1,
    decay_rate=0.5,
)
sgd = keras.optimizers.SGD(rate)
# endregion

scheduled = linear()
scheduled.compile(sgd, loss="mse")
scheduled.fit(x, y, batch_size=16, verbose=0)

# claim: schedule-lowers-the-rate
assert np.isclose(sgd.learning_rate, 0.1 * 0.5**4)

model = linear()
model.compile(keras.optimizers.SGD(0.1), loss="mse")
rates, seen = [], []
halve = keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2)
log = keras.callbacks.LambdaCallback(
    on_epoch_end=lambda epoch, logs: rates.append(logs["learning_rate"]),
    on_train_batch_end=lambda batch, logs: seen.append(logs["loss"]),
)
history = model.fit(x, y, batch_size=16, epochs=3, callbacks=[halve, log], verbose=0).history

# claim: callback-changes-the-rate
assert np.allclose(rates, [0.05, 0.025, 0.0125])
# claim: callback-sees-every-batch
assert len(seen) == 12 and len(set(seen)) == 12
# claim: logged-loss-is-a-running-mean
assert np.allclose(seen[3::4], history["loss"])

easy = np.abs(y[:, 0]) < 1
model.fit(x[easy], y[easy], batch_size=64, verbose=0)
kept = model.evaluate(x, y, batch_size=64, verbose=0)
history = model.fit(x, y, batch_size=64, verbose=0).history

# claim: fit-again-continues
assert np.isclose(history["loss"][0], kept) and model.optimizer.iterations == 12 + 1 + 1

mixed = keras.mixed_precision
mixed.set_global_policy("mixed_float16")
model = linear()
model.compile("sgd", loss="mse")
model.fit(x, y, verbose=0)

# claim: fit-scales-the-loss
assert isinstance(model.optimizer, keras.optimizers.LossScaleOptimizer)
# claim: float16-compute-float32-weights
assert model(x).dtype == tf.float16 and model.weights[0].dtype == "float32"

mixed.set_global_policy("mixed_bfloat16")
model = linear()
model.compile("sgd", loss="mse")

# claim: bfloat16-needs-no-scaling
assert model(x).dtype == tf.bfloat16 and type(model.optimizer) is keras.optimizers.SGD

mixed.set_global_policy("float32")

# region own_loop
make = keras.optimizers
optimizer = make.LossScaleOptimizer(
    make.SGD(0.1)
)
weight = keras.Variable(1.0)
optimizer.build([weight])
with tf.GradientTape() as tape:
    loss = 2.0 * weight
    scaled = optimizer.scale_loss(loss)
grads = tape.gradient(scaled, [weight])
optimizer.apply(grads, [weight])
# endregion

# claim: scale-loss-then-apply-unscales
assert scaled == loss * 2**15 and np.isclose(weight, 1.0 - 0.1 * 2.0)
