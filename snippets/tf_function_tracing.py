"""Which arguments of a TF Function cost a trace, and which containers it takes."""

import tensorflow as tf

tf.get_logger().setLevel("ERROR")  # it warns of the traces that are counted here


def raises(kind, action):
    try:
        action()
    except kind:
        return True
    return False


@tf.function
def double(x):
    return 2 * x


for x in (1, 2, 3):
    double(x)
by_numbers = double.experimental_get_tracing_count()
for x in (1, 2, 3):
    double(tf.constant(x))

# claim: python-numbers-retrace
assert by_numbers == 3 and double.experimental_get_tracing_count() == 4


# region shapes
@tf.function
def total(x):
    return tf.reduce_sum(x)


any_length = [tf.TensorSpec([None])]


@tf.function(input_signature=any_length)
def total_any(x):
    return tf.reduce_sum(x)


for n in range(1, 6):
    assert total(tf.ones(n)) == n
    assert total_any(tf.ones(n)) == n
# endregion

# claim: new-shape-new-trace
assert total.experimental_get_tracing_count() == 5

# claim: unknown-dimension-one-trace
assert total_any.experimental_get_tracing_count() == 1

# claim: signature-rejects-other-rank
assert raises(TypeError, lambda: total_any(tf.ones([2, 2])))


# region containers
@tf.function
def describe(point):
    corners = []
    for name in ["x", "y"]:
        corners.append(2 * point[name])
    return {"corners": corners}


one = tf.constant(1)
two = tf.constant(2)
result = describe({"x": one, "y": two})
# endregion

# claim: containers-in-and-out
assert type(result) is dict and [int(x) for x in result["corners"]] == [2, 4]


@tf.function
def append(values, x):
    values.append(x)


@tf.function
def rename(point):
    point["z"] = point["x"]


def modifies(function, *args):
    try:
        function(*args)
    except ValueError as error:
        return "should not modify its Python input arguments" in str(error)
    return False


# claim: arguments-stay-unmodified
assert modifies(append, [one], two) and modifies(rename, {"x": one})
