"""A training loop of one's own, and what `fit` does without one."""

import keras
import numpy as np
import tensorflow as tf

keras.utils.set_random_seed(0)
x = np.random.normal(size=(64, 3)).astype("float32")
y = x.sum(axis=1, keepdims=True)


def linear():
    return keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])


def worst_error(model):
    return float(tf.reduce_max(tf.abs(model(x) - y)))


model = linear()
loss_fn = keras.losses.MeanSquaredError()
optimizer = keras.optimizers.SGD(0.1)
error_before = worst_error(model)

# region loop
for _ in range(30):
    errors = tf.abs(model(x) - y)[:, 0]
    worst = tf.math.top_k(errors, k=8).indices
    xb, yb = tf.gather(x, worst), tf.gather(y, worst)
    with tf.GradientTape() as tape:
        loss = loss_fn(yb, model(xb, training=True))
    weights = model.trainable_variables
    optimizer.apply(tape.gradient(loss, weights), weights)
# endregion

largest = np.argsort(errors)[-8:]

# claim: errors-choose-the-batch
assert set(worst.numpy()) == set(largest) and worst_error(model) < error_before / 10

# claim: loop-without-subclass
assert type(model) is keras.Sequential and optimizer.iterations == 30

normalize = keras.layers.BatchNormalization()
normalize(x)
mean_after_call = normalize.moving_mean.numpy()
normalize(x, training=True)

# claim: batch-norm-learns-in-training-mode
assert not mean_after_call.any() and normalize.moving_mean.numpy().all()


def raises(kind, action):
    try:
        action()
    except kind:
        return True
    return False


optimizers = [keras.optimizers.SGD(), keras.optimizers.Adam()]

# claim: compile-takes-one-optimizer
assert raises(ValueError, lambda: linear().compile(optimizers, "mse"))


# region train_step
slow = keras.optimizers.SGD(0.01)
fast = keras.optimizers.Adam(0.1)


class TwoSpeed(keras.Sequential):
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compute_loss(x, y, y_pred)
        body = self.layers[0].trainable_variables
        head = self.layers[1].trainable_variables
        d_body, d_head = tape.gradient(loss, (body, head))
        slow.apply(d_body, body)
        fast.apply(d_head, head)
        return {"batch_loss": loss}


# endregion

two_speed = TwoSpeed([keras.layers.Dense(4), keras.layers.Dense(1)])
two_speed.compile(loss="mse")
loss_before = two_speed.evaluate(x, y, verbose=0)
two_speed.fit(x, y, epochs=5, verbose=0)
loss_after = two_speed.evaluate(x, y, verbose=0)

# claim: train-step-holds-two-optimizers
assert slow.iterations == fast.iterations == 10 and loss_after < loss_before

# region accumulation
small = linear()
small.compile(
    keras.optimizers.SGD(0.1, gradient_accumulation_steps=4),
    loss="mse",
)
large = linear()
large.compile(keras.optimizers.SGD(0.1), loss="mse")
large.set_weights(small.get_weights())
start = small.get_weights()[0]

small.fit(x, y, batch_size=16, shuffle=False, verbose=0)
large.fit(x, y, batch_size=64, shuffle=False, verbose=0)
# endregion

by_steps, at_once = small.get_weights()[0], large.get_weights()[0]

# claim: accumulation-equals-large-batch
assert np.allclose(by_steps, at_once, atol=1e-5) and not np.allclose(by_steps, start)

rates, batches = [], []
schedule = keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2)
log = keras.callbacks.LambdaCallback(
    on_epoch_end=lambda epoch, logs: rates.append(logs["learning_rate"]),
    on_train_batch_end=lambda batch, logs: batches.append(logs["loss"]),
)
large.fit(x, y, batch_size=16, epochs=3, callbacks=[schedule, log], verbose=0)

# claim: callback-changes-rate-and-logs-batches
assert np.allclose(rates, [0.05, 0.025, 0.0125]) and len(batches) == 12

# claim: fit-again-continues
assert large.optimizer.iterations == 1 + 12

# region mixed
keras.mixed_precision.set_global_policy("mixed_float16")
mixed = linear()
mixed.compile(keras.optimizers.SGD(0.1), loss="mse")
mixed.fit(x, y, verbose=0)
# endregion

kernel_dtype, output_dtype = mixed.weights[0].dtype, mixed(x).dtype

# claim: fit-scales-the-loss
assert isinstance(mixed.optimizer, keras.optimizers.LossScaleOptimizer)

# claim: float16-compute-float32-weights
assert output_dtype == tf.float16 and kernel_dtype == "float32"

keras.mixed_precision.set_global_policy("mixed_bfloat16")
bfloat = linear()
bfloat.compile(keras.optimizers.SGD(0.1), loss="mse")

# claim: bfloat16-needs-no-scaling
assert bfloat(x).dtype == tf.bfloat16 and type(bfloat.optimizer) is keras.optimizers.SGD

keras.mixed_precision.set_global_policy("float32")

# region own_loop
sgd = keras.optimizers.SGD(0.1)
optimizer = keras.optimizers.LossScaleOptimizer(sgd)
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
