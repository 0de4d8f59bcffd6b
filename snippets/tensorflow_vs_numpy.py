"""Where TensorFlow's tensors and NumPy's arrays part ways."""

import operator

import keras
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

# claim: names-differ
assert not any(hasattr(tf, name) for name in ("sum", "mean", "concatenate", "power"))
# claim: sum-is-reduce-sum
assert np.array_equal(tf.reduce_sum(tensor), np.sum(array))
joined = tf.concat([tensor, -tensor], axis=0)
# claim: concatenate-is-concat
assert np.array_equal(joined, np.concatenate([array, -array]))
floats = tf.cast(tensor, tf.float32)
# claim: astype-is-cast
assert np.array_equal(floats, array.astype(np.float32)) and floats.dtype == np.float32
# claim: t-is-transpose
assert np.array_equal(tf.transpose(tensor), array.T) and not hasattr(tensor, "T")

# claim: tensors-are-immutable
assert raised(operator.setitem, tensor, (0, 0), 9) is TypeError

mixed = np.array([1, 2]) + np.array([0.5, 0.5])
# claim: arrays-promote
assert mixed.dtype == np.float64 and mixed.tolist() == [1.5, 2.5]
integers = tf.constant([1, 2])
# claim: tensors-do-not-promote
assert raised(operator.add, integers, tf.constant([0.5, 0.5])) is tf.errors.InvalidArgumentError
# claim: python-float-refused
assert raised(operator.add, integers, 0.5) is tf.errors.InvalidArgumentError
# claim: cast-makes-them-add
assert (tf.cast(integers, tf.float32) + tf.constant([0.5, 0.5])).numpy().tolist() == [1.5, 2.5]

# claim: tensorflow-takes-float32
assert tf.constant(0.5).dtype == tf.float32
# claim: numpy-takes-float64
assert np.array(0.5).dtype == np.float64
doubles = tf.constant(np.array([0.5, 0.5]))
# claim: doubles-refuse-singles
assert raised(operator.add, doubles, tf.constant([0.5, 0.5])) is tf.errors.InvalidArgumentError

# claim: mean-of-floats-is-right
assert float(tf.reduce_mean([1.0, 2.0])) == np.mean([1, 2]) == 1.5
# claim: division-makes-floats
assert float(tf.constant(1) / tf.constant(2)) == np.array(1) / np.array(2) == 0.5

x = tf.Variable(3.0)
with tf.GradientTape() as tape:
    y = tf.square(x) * x
# claim: tf-square-is-recorded
assert float(tape.gradient(y, x)) == 27.0

rows = np.array([[1, 2, 3], [4, 5, 6]])
# claim: tensor-list-index-takes-an-element
assert tf.constant(rows)[[0, 1]].numpy() == rows[0, 1] == 2
# claim: array-list-index-takes-rows
assert rows[[0, 1]].tolist() == rows.tolist()
# claim: gather-takes-rows
assert tf.gather(tf.constant(rows), [1, 0]).numpy().tolist() == rows[[1, 0]].tolist()

matrix, vector = tf.constant([[1.0, 2.0], [3.0, 4.0]]), tf.constant([1.0, 1.0])
# claim: matvec-multiplies
assert np.array_equal(tf.linalg.matvec(matrix, vector), matrix.numpy() @ vector.numpy())
# claim: matmul-refuses-a-vector
assert raised(operator.matmul, matrix, vector) is tf.errors.InvalidArgumentError


def draw(seed):
    """Return a random number of TensorFlow and one of NumPy after a call of `seed`."""
    seed(1)
    return float(tf.random.uniform([])), np.random.uniform()


# claim: tf-seed-repeats
assert draw(tf.random.set_seed)[0] == draw(tf.random.set_seed)[0]
# claim: numpy-seed-does-not-repeat
assert draw(np.random.seed)[0] != draw(np.random.seed)[0]
# claim: keras-seeds-both
assert draw(keras.utils.set_random_seed) == draw(keras.utils.set_random_seed)


@tf.function(input_signature=[tf.TensorSpec([None])])
def zeros_of_dynamic_shape(values):
    return tf.zeros(tf.shape(values))


@tf.function(input_signature=[tf.TensorSpec([None])])
def zeros_of_static_shape(values):
    return tf.zeros(values.shape)


# claim: dynamic-shape-makes-zeros
assert zeros_of_dynamic_shape(tf.ones([3])).shape == [3]
# claim: static-shape-makes-none
assert raised(zeros_of_static_shape, tf.ones([3])) is ValueError

# region update
row = tf.constant([1, 2, 3])
patched = tf.tensor_scatter_nd_update(
    row, [[0]], [9]
)

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
