"""Varying lengths, loops, branches and recursion in models that do not run eagerly."""

import keras
import numpy as np
import tensorflow as tf

x, y = np.ones((8, 2), "float32"), np.ones((8, 1), "float32")

# region varying
sequence = keras.Input((None, 2))
summary = keras.layers.LSTM(3)(sequence)
reader = keras.Model(sequence, summary)
outputs = [
    reader.predict_on_batch(np.ones((1, n, 2)))
    for n in (1, 5, 9)
]
# endregion

# claim: varying-length-in-a-graph
assert [output.shape for output in outputs] == [(1, 3)] * 3 and not reader.run_eagerly


# region halving
class HalveUntilSmall(keras.layers.Layer):
    def call(self, x):
        return keras.ops.while_loop(
            lambda x: keras.ops.max(x) > 1.0,
            lambda x: (x / 2,),
            (x,),
        )[0]


# endregion

halve = keras.Sequential([HalveUntilSmall()])
near = halve.predict(np.array([[4.0]]), verbose=0)
far = halve.predict(np.array([[96.0]]), verbose=0)

# claim: data-dependent-loop-in-a-graph
assert near == 1.0 and far == 0.75 and not halve.run_eagerly


def greatest_divisor(a, b):
    if b == 0:
        return a
    return greatest_divisor(b, a % b)


def raised(action, *args):
    try:
        action(*args)
    except Exception as error:
        return error
    return None


numbers = tf.constant(18), tf.constant(12)
traced = tf.function(greatest_divisor)

# claim: eager-recursion-ends
assert greatest_divisor(*numbers) == 6
# claim: traced-recursion-does-not-end
assert "RecursionError" in str(raised(traced, *numbers))


# region recursion
@tf.function
def greatest_divisor_loop(a, b):
    while b != 0:
        a, b = b, a % b
    return a


# endregion

# claim: a-loop-does-it-in-the-graph
assert greatest_divisor_loop(*numbers) == 6


def tree_sum(tree):
    if isinstance(tree, tuple):
        left, right = tree
        return tree_sum(left) + tree_sum(right)
    return tree


traced_sum = tf.function(tree_sum)
two = tf.constant(2)
three = tf.constant(3)
sums = [traced_sum(tree) for tree in ((two, two), (three, two), (two, (two, two)))]

# claim: recursion-over-python-tuples-works
assert sums == [4, 5, 6]
# claim: each-structure-is-traced
assert traced_sum.experimental_get_tracing_count() == 2


ones = np.ones((1, 100, 1))


# region cell
class Adder(keras.layers.Layer):
    state_size = 1
    runs = 0

    def call(self, x, states):
        self.runs += 1
        total = states[0] + x
        return total, [total]


adder = Adder()
summing = keras.Sequential(
    [
        keras.Input((None, 1)),
        keras.layers.RNN(adder),
    ]
)
totals = [
    summing.predict_on_batch(ones[:, :n])
    for n in (3, 100)
]
# endregion

# claim: own-cell-sums-any-length
assert totals == [3, 100]
# claim: own-cell-is-traced
assert adder.runs < 10


# region training
class Doubling(keras.layers.Layer):
    def call(self, x, training=None):
        flags.append(training)
        if training:
            return 2 * x
        return x


# endregion

flags = []
doubling = keras.Sequential([Doubling(), keras.layers.Dense(1)])
doubling.compile(loss="mse")
doubling.fit(x, y, batch_size=1, epochs=3, verbose=0)
doubling.predict(x, batch_size=1, verbose=0)

# claim: training-is-a-python-value
assert set(flags) <= {None, True, False} and {True, False} <= set(flags)
# claim: training-is-decided-while-tracing
assert len(flags) < 8
