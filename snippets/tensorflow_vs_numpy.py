"""Where TensorFlow's tensors and NumPy's arrays part ways."""

import operator

import numpy as np
import tensorflow as tf
import tensorflow.experimental.numpy as tnp


def raised(action, *args):
    """Return the type of the exception that the action raises, or None."""
    try:
        action(*args)
    except Exception as error:
        return type(error)
    return None


array = np.array([[1, 2], [3, 4]])
tensor = tf.constant([[1, 2], [3, 4]])

summed = np.array_equal(tf.reduce_sum(tensor, axis=0), array.sum(axis=0))
flipped = np.array_equal(tf.transpose(tensor), array.T)
# claim: names-differ
assert summed and flipped and not (hasattr(tf, "sum") or hasattr(tensor, "T"))

# claim: tensors-are-immutable
assert raised(operator.setitem, tensor, (0, 0), 9) is TypeError

mixed = np.array([1, 2]) + np.array([0.5, 0.5])
refusal = raised(operator.add, tf.constant([1, 2]), tf.constant([0.5, 0.5]))
# claim: tensors-do-not-promote
assert refusal is tf.errors.InvalidArgumentError and mixed.dtype == np.float64
# claim: python-float-refused
assert raised(operator.add, tf.constant([1, 2]), 0.5) is tf.errors.InvalidArgumentError

# claim: default-float-differs
assert tf.constant(0.5).dtype == tf.float32 and np.array(0.5).dtype == np.float64

# region tape
x = tf.Variable(3.0)


def slope_of_cube(square):
    with tf.GradientTape() as tape:
        y = square(x) * x
    return tape.gradient(y, x).numpy()


right = slope_of_cube(tf.square)
wrong = slope_of_cube(np.square)
# endregion
# claim: numpy-hides-from-the-tape
assert right == 27.0 and wrong == 9.0

# region update
row = tf.constant([1, 2, 3])
patched = tf.tensor_scatter_nd_update(row, [[0]], [9])

variable = tf.Variable([1, 2, 3])
variable[0].assign(9)
# endregion
# claim: scatter-makes-a-new-tensor
assert patched.numpy().tolist() == [9, 2, 3] and row.numpy().tolist() == [1, 2, 3]
# claim: variable-slice-assigns
assert variable.numpy().tolist() == [9, 2, 3]

# region tnp
counts = tnp.array([1, 2])
halves = tnp.array([0.5, 0.5])
promoted = tnp.add(counts, halves)
# endregion
# claim: tnp-functions-promote
assert promoted.dtype == tf.float64 and promoted.numpy().tolist() == [1.5, 2.5]
# claim: tnp-plus-does-not-promote
assert raised(operator.add, counts, halves) is tf.errors.InvalidArgumentError
# claim: tnp-stays-immutable
assert tf.is_tensor(halves) and raised(operator.setitem, halves, 0, 9.0) is TypeError
absent = [name for name in ("linalg", "percentile", "unique") if not hasattr(tnp, name)]
# claim: tnp-is-incomplete
assert len(absent) == 3 and all(hasattr(np, name) for name in absent)
