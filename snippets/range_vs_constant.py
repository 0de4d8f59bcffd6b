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
# claim: dtypes-do-not-mix
assert raised(operator.add, from_range, from_numpy) is tf.errors.InvalidArgumentError

as_int64 = tf.range(10, dtype=tf.int64)
# claim: dtype-argument-mends-it
assert np.array_equal(as_int64 + from_numpy, 2 * np.arange(10))

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

# claim: float-range-takes-floats
assert (floats + 0.5).numpy().tolist() == [0.5, 1.5, 2.5]
