"""Training loops of one's own, and a `train_step` inside `fit`."""

import keras
import numpy as np
import tensorflow as tf

keras.utils.set_random_seed(0)
x = np.random.normal(size=(64, 3)).astype("float32")
y = x.sum(axis=1, keepdims=True)
data = tf.data.Dataset.from_tensor_slices((x, y))


def linear(**options):
    layer = keras.layers.Dense(1, **options)
    return keras.Sequential([keras.Input((3,)), layer])


def raised(action, *args):
    """Return the type of the exception that the action raises, or None."""
    try:
        action(*args)
    except Exception as error:
        return type(error)
    return None


def worst_error(model):
    return float(tf.reduce_max(tf.abs(model(x) - y)))


model = linear()
loss_fn = keras.losses.MeanSquaredError()
optimizer = keras.optimizers.SGD(0.1)
error_before = worst_error(model)
chosen = []

# region loop
for _ in range(30):
    errors = tf.abs(model(x) - y)[:, 0]
    top = tf.math.top_k(errors, k=8)
    worst = top.indices
    xb = tf.gather(x, worst)
    yb = tf.gather(y, worst)
    with tf.GradientTape() as tape:
        pred = model(xb, training=True)
        loss = loss_fn(yb, pred)
    weights = model.trainable_variables
    grads = tape.gradient(loss, weights)
    optimizer.apply(grads, weights)
    # endregion
    chosen.append(set(worst.numpy()))

largest = set(np.argsort(errors)[-8:])

# claim: errors-choose-the-batch
assert chosen[0] != chosen[-1] == largest and worst_error(model) < error_before / 10

model = linear(kernel_regularizer="l2")
optimizer = keras.optimizers.SGD(0.1)
batches = data.batch(16)
mean_loss = keras.metrics.Mean()

for epoch in range(3):
    losses = []
    # region step
    mean_loss.reset_state()
    for xb, yb in batches:
        with tf.GradientTape() as tape:
            pred = model(xb, training=True)
            loss = loss_fn(yb, pred)
            loss += sum(model.losses)
        weights = model.trainable_weights
        grads = tape.gradient(loss, weights)
        optimizer.apply(grads, weights)
        mean_loss.update_state(loss)
        # endregion
        losses.append(float(loss))

by_fit = linear(kernel_regularizer="l2", kernel_initializer="ones")
by_fit.compile(keras.optimizers.SGD(0.1), "mse")
penalty = float(sum(by_fit.losses))
data_loss = float(loss_fn(y, by_fit(x)))
data_loss_by_hand = np.mean((y - by_fit(x)) ** 2)
reported = by_fit.fit(x, y, batch_size=64, verbose=0).history["loss"][0]

# claim: fit-adds-the-penalty
assert penalty > 0.0 and np.isclose(reported, data_loss + penalty)
# claim: loss-function-omits-the-penalty
assert np.isclose(data_loss, data_loss_by_hand)

# claim: tape-gives-one-gradient-each
assert [grad.shape for grad in grads] == [weight.shape for weight in weights]


def ask_twice(persistent):
    with tf.GradientTape(persistent=persistent) as tape:
        loss = loss_fn(yb, model(xb))
    return [tape.gradient(loss, weight) for weight in weights]


# claim: persistent-tape-answers-twice
assert [grad.shape for grad in ask_twice(persistent=True)] == [grad.shape for grad in grads]
# claim: plain-tape-answers-once
assert raised(ask_twice, False) is RuntimeError

moved = [weight - 0.1 * grad for weight, grad in zip(weights, grads)]
optimizer.apply(grads, weights)

# claim: apply-moves-the-weights
assert all(map(np.allclose, weights, moved))

# claim: metric-averages-the-epoch
assert np.isclose(mean_loss.result(), np.mean(losses)) and len(losses) == len(batches) == 4

python_runs = {"eager": 0, "graph": 0}


def eager_step(xb):
    python_runs["eager"] += 1
    return model(xb, training=True)


@tf.function
def graph_step(xb):
    python_runs["graph"] += 1
    return model(xb, training=True)


for xb, _ in batches:
    eager_step(xb)
    graph_step(xb)

# claim: own-loop-runs-eagerly
assert python_runs["eager"] == 4
# claim: decorated-step-is-traced-once
assert python_runs["graph"] == 1

normalize = keras.layers.BatchNormalization()
normalize(x)
mean_after_call = normalize.moving_mean.numpy()
normalize(x, training=True)

# claim: batch-norm-learns-in-training-mode
assert not mean_after_call.any() and normalize.moving_mean.numpy().all()

optimizers = [keras.optimizers.SGD(), keras.optimizers.Adam()]

# claim: compile-takes-one-optimizer
assert raised(linear().compile, optimizers, "mse") is ValueError


# region train_step
slow = keras.optimizers.SGD(0.01)
fast = keras.optimizers.Adam(0.1)


class TwoSpeed(keras.Sequential):
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            pred = self(
                x, training=True
            )
            loss = loss_fn(y, pred)
        body, head = (
            layer.trainable_variables
            for layer in self.layers
        )
        parts = [body, head]
        grads = tape.gradient(
            loss, parts
        )
        slow.apply(grads[0], body)
        fast.apply(grads[1], head)
        return {"batch_loss": loss}


# endregion

two_speed = TwoSpeed([keras.layers.Dense(4), keras.layers.Dense(1)])
two_speed.compile(loss="mse")
loss_before = two_speed.evaluate(x, y, verbose=0)
seen = []
watch = keras.callbacks.LambdaCallback(
    on_epoch_end=lambda epoch, logs: seen.append(epoch)
)
two_speed.fit(x, y, epochs=5, callbacks=[watch], verbose=0)
loss_after = two_speed.evaluate(x, y, verbose=0)

# claim: train-step-holds-two-optimizers
assert slow.iterations == fast.iterations == 10 and loss_after < loss_before
# claim: fit-keeps-its-epochs-and-callbacks
assert seen == [0, 1, 2, 3, 4]
