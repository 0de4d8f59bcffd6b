"""What a `tf.TensorArray` holds, and why a loop in a graph needs one."""

import tensorflow as tf


def raised(action, *args):
    """Return the type of the exception that the action raises, or None."""
    try:
        action(*args)
    except Exception as error:
        return type(error)
    return None


in_place = tf.TensorArray(tf.int32, size=2)
in_place.write(0, 7).write(1, 8).mark_used()
# claim: eager-write-is-in-place
assert in_place.stack().numpy().tolist() == [7, 8]

fixed = tf.TensorArray(tf.int32, size=1)
# claim: fixed-size-by-default
assert raised(fixed.write, 1, 5) is tf.errors.OutOfRangeError
growing = tf.TensorArray(tf.int32, size=1, dynamic_size=True)
# claim: dynamic-size-grows
assert growing.write(1, 5).size() == 2

same_shape = tf.TensorArray(tf.float32, size=2).write(0, [1.0])
# claim: one-shape-by-default
assert raised(same_shape.write, 1, [2.0, 3.0]) is ValueError

# region shapes
array = tf.TensorArray(
    tf.float32,
    size=2,
    infer_shape=False,
    clear_after_read=False,
)
array = array.write(0, [1.0])
array = array.write(1, [2.0, 3.0])
# endregion
# claim: infer-shape-lets-shapes-differ
assert array.read(0).shape == [1] and array.read(1).shape == [2]
# claim: different-shapes-do-not-stack
assert raised(array.stack) is tf.errors.InvalidArgumentError
# claim: different-shapes-concatenate
assert array.concat().numpy().tolist() == [1.0, 2.0, 3.0]


# region squares
@tf.function
def squares(n):
    array = tf.TensorArray(tf.int32, n)
    for i in tf.range(n):
        array = array.write(i, i * i)
    return array.stack()


# endregion
@tf.function
def squares_in_a_list(n):
    values = []
    for i in tf.range(n):
        values.append(i * i)
    return tf.stack(values)


# claim: array-collects-in-a-graph-loop
assert squares(tf.constant(4)).numpy().tolist() == [0, 1, 4, 9]
# claim: list-fails-in-a-graph-loop
assert issubclass(raised(squares_in_a_list, tf.constant(4)), ValueError)
