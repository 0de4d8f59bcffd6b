"""The dtypes of `tf.range` and of constants made from NumPy arrays."""

import operator

import numpy as np
import tensorflow as tf


def raised(action, *args):
    """Return the type of the exception that the action raises, or None."""
    try:
        action(*args)
    except Exception as error:
        return type(error)
    return None


# region compare
from_range = tf.range(10)
from_numpy = tf.constant(np.arange(10))
# endregion
# claim: same-values
assert np.array_equal(from_range, from_numpy)
# claim: different-dtypes
assert from_range.dtype == tf.int32 and from_numpy.dtype == tf.int64
# claim: both-are-tensors
assert type(from_range) is type(from_numpy) and tf.is_tensor(from_range)
# claim: dtypes-do-not-mix
assert raised(operator.add, from_range, from_numpy) is tf.errors.InvalidArgumentError

# claim: array-takes-on-the-dtype
assert (from_range + np.arange(10)).dtype == tf.int32
same = tf.range(10, dtype=tf.int64)
# claim: dtype-argument-makes-it-equal
assert same.dtype == from_numpy.dtype and np.array_equal(same, from_numpy)
narrowed = tf.constant(np.arange(10), dtype=tf.int32)
# claim: constant-takes-a-dtype-too
assert narrowed.dtype == tf.int32 and np.array_equal(narrowed, from_range)

# claim: python-integers-become-int32
assert tf.constant([1, 2]).dtype == tf.int32
small = np.array([1, 2], dtype=np.int16)
# claim: arrays-keep-their-dtype
assert tf.constant(small).dtype == tf.int16 and from_numpy.dtype == tf.int64
# claim: large-integers-become-int64
assert tf.constant(2**31 - 1).dtype == tf.int32 and tf.constant(2**31).dtype == tf.int64

# region ranges
floats = tf.range(3.0)
longs = tf.range(np.int64(3))
beyond = tf.range(2**31, 2**31 + 3)
# endregion
# claim: float-limit-gives-floats
assert floats.dtype == tf.float32 and floats.numpy().tolist() == [0.0, 1.0, 2.0]
# claim: int64-limit-gives-int64
assert longs.dtype == tf.int64
# claim: large-limit-gives-int64
assert beyond.dtype == tf.int64 and int(beyond[-1]) == 2**31 + 2

# claim: times-raises-another-error
assert raised(operator.mul, tf.range(3), 0.5) is TypeError
# claim: graph-raises-another-error
assert raised(tf.function(lambda: tf.range(3) + 0.5)) is TypeError
# claim: float-range-takes-floats
assert (floats + 0.5).numpy().tolist() == [0.5, 1.5, 2.5]

many = tf.constant(np.arange(10**5))
# claim: int64-holds-the-sum
assert int(tf.reduce_sum(many)) == sum(range(10**5)) > 2**31 - 1


# region graph
@tf.function
def with_range(n):
    return tf.range(n)


@tf.function
def with_arange(n):
    return tf.constant(np.arange(n))


# endregion
n = tf.constant(3)
# claim: range-takes-a-tensor
assert with_range(n).numpy().tolist() == [0, 1, 2]
# claim: arange-refuses-a-symbolic-tensor
assert raised(with_arange, n) is NotImplementedError


# region baked
@tf.function
def numbers():
    return tf.range(10**5)


@tf.function
def baked():
    return tf.constant(np.arange(10**5))


# endregion
def graph_size(function):
    """Return the bytes that the graph of the function takes when it is saved."""
    return function.get_concrete_function().graph.as_graph_def().ByteSize()


# claim: constant-is-stored-in-the-graph
assert graph_size(baked) > np.arange(10**5).nbytes
# claim: range-is-an-operation
assert graph_size(numbers) < 1_000
