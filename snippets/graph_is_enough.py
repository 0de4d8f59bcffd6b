"""Varying lengths, loops, branches and recursion in models that do not run eagerly."""

import functools

import keras
import numpy as np
import tensorflow as tf


def recorded(kind):
    """Return a subclass that records the options of each Python run of `call`."""

    class Recorded(kind):
        runs = []

        @functools.wraps(kind.call)
        def call(self, *args, **options):
            self.runs.append(options)
            return super().call(*args, **options)

    return Recorded


x, y = np.ones((8, 2), "float32"), np.ones((8, 1), "float32")

# region varying
layers = keras.layers
sequence = keras.Input((None, 2))
masked = layers.Masking()(sequence)
summary = layers.LSTM(3)(masked)
reader = keras.Model(sequence, summary)

for n in (1, 5, 9):
    steps = np.ones((1, n, 2))
    reader.predict_on_batch(steps)
# endregion

CountedLSTM = recorded(keras.layers.LSTM)
same = keras.Sequential([keras.Input((None, 2)), keras.layers.Masking(), CountedLSTM(3)])
outputs = [same.predict_on_batch(np.ones((1, n, 2))) for n in [1, 5, 9] * 10]

# claim: varying-length-in-a-graph
assert [output.shape for output in outputs] == [(1, 3)] * 30 and 0 < len(CountedLSTM.runs) < 15

short = np.ones((1, 3, 2))
padded = np.concatenate([short, np.zeros((1, 4, 2))], axis=1)
unmasked = keras.Sequential([keras.Input((None, 2)), reader.layers[-1]])

# claim: padding-changes-the-output
assert not np.allclose(unmasked(padded), unmasked(short), atol=0.01)
# claim: masked-padding-does-not
assert np.allclose(reader(padded), reader(short))


# region halving
class Halve(keras.layers.Layer):
    def call(self, x):
        ops = keras.ops
        return ops.while_loop(
            lambda x: ops.max(x) > 1.0,
            lambda x: (x / 2,),
            (x,),
        )[0]


# endregion

CountedHalve = recorded(Halve)
halve = keras.Sequential([CountedHalve()])
numbers = np.array([[4.0], [96.0]] * 10)
halved = halve.predict(numbers, batch_size=1, verbose=0)

# claim: data-dependent-loop-in-a-graph
assert halved[:2].tolist() == [[1.0], [0.75]] and 0 < len(CountedHalve.runs) < 10


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

    def call(self, x, states):
        total = states[0] + x
        return total, [total]


cell = Adder()
summing = keras.Sequential(
    [
        keras.Input((None, 1)),
        keras.layers.RNN(cell),
    ]
)
# endregion

CountedAdder = recorded(Adder)
counting = keras.Sequential([keras.Input((None, 1)), keras.layers.RNN(CountedAdder())])
totals = [model.predict_on_batch(ones[:, :n]) for n in (3, 100) for model in (summing, counting)]

# claim: own-cell-sums-any-length
assert totals == [3, 3, 100, 100]
# claim: own-cell-is-traced
assert 0 < len(CountedAdder.runs) < 10


# region training
class Doubling(keras.layers.Layer):
    def call(self, x, training=None):
        if training:
            return 2 * x
        return x


# endregion

RecordedDoubling = recorded(Doubling)
doubling = keras.Sequential([RecordedDoubling(), keras.layers.Dense(1)])
doubling.compile(loss="mse")
doubling.fit(x, y, batch_size=1, epochs=3, verbose=0)
doubling.predict(x, batch_size=1, verbose=0)
flags = [options.get("training") for options in RecordedDoubling.runs]

# claim: training-is-a-python-value
assert set(flags) <= {None, True, False} and {True, False} <= set(flags)
# claim: training-is-decided-while-tracing
assert len(flags) < 8
