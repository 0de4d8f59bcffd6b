"""What `tf.function` keeps in the graph, what it runs once, and what it refuses."""

import numpy as np
import tensorflow as tf

tf.random.set_seed(0)
tf.get_logger().setLevel("ERROR")


def raises(kind, action):
    try:
        action()
    except kind:
        return True
    return False


def op_count(function, *args):
    return len(function.get_concrete_function(*args).graph.get_operations())


# region numpy_random
@tf.function
def numpy_noise():
    return tf.constant(np.random.normal())


@tf.function
def tensorflow_noise():
    return tf.random.normal([])


# endregion

# claim: numpy-runs-while-tracing
assert numpy_noise() == numpy_noise() and tensorflow_noise() != tensorflow_noise()


@tf.function
def sine(x):
    return np.sin(x)


# claim: numpy-refuses-symbolic-tensors
assert raises(NotImplementedError, lambda: sine(tf.constant(1.0)))


@tf.function
def new_variable(x):
    return x * tf.Variable(2.0)


factor = tf.Variable(2.0)


@tf.function
def old_variable(x):
    factor.assign_add(1.0)
    return x * factor


# claim: no-new-variable-per-call
assert raises(ValueError, lambda: new_variable(1.0))

# claim: assignment-stays-in-the-graph
assert [int(old_variable(1.0)) for _ in range(3)] == [3, 4, 5]


@tf.function
def unrolled(x):
    for _ in range(100):
        x += 1
    return x


@tf.function
def looped(x):
    for _ in tf.range(100):
        x += 1
    return x


# claim: range-is-unrolled
assert op_count(unrolled, tf.constant(0)) > 100 > op_count(looped, tf.constant(0))


@tf.function
def other_dtype(x):
    return 1 if x > 0 else 1.5


# claim: branches-must-agree
assert raises(TypeError, lambda: other_dtype(tf.constant(1)))

sourceless = {}
exec("def magnitude(x):\n  return x if x > 0 else -x", sourceless)

# claim: autograph-needs-source
assert raises(
    tf.errors.OperatorNotAllowedInGraphError,
    lambda: tf.function(sourceless["magnitude"])(tf.constant(-1)),
)


# region collatz
def halve_or_triple(n):
    if n % 2 == 0:
        return n // 2
    return 3 * n + 1


@tf.function
def collatz_steps(n):
    steps = 0
    while n != 1:
        n = halve_or_triple(n)
        steps += 1
    return steps


# endregion

steps = [int(collatz_steps(tf.constant(n))) for n in (1, 2, 6, 27)]

# claim: one-trace-follows-the-data
assert steps == [0, 1, 8, 111] and collatz_steps.experimental_get_tracing_count() == 1

graph = collatz_steps.get_concrete_function(tf.constant(1)).graph.as_graph_def()
inner_nodes = [node for inner in graph.library.function for node in inner.node_def]
control_flow = {node.op for node in [*graph.node, *inner_nodes]}

# claim: autograph-builds-graph-control-flow
assert {"StatelessIf", "StatelessWhile"} <= control_flow


# region shapes
@tf.function
def total(x):
    return tf.reduce_sum(x)


@tf.function(input_signature=[tf.TensorSpec([None])])
def total_any(x):
    return tf.reduce_sum(x)


for length in range(1, 6):
    assert total(tf.ones(length)) == length
    assert total_any(tf.ones(length)) == length
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


result = describe({"x": tf.constant(1), "y": tf.constant(2)})
# endregion

# claim: containers-in-and-out
assert type(result) is dict and [int(x) for x in result["corners"]] == [2, 4]


# region list_in_loop
@tf.function
def squares_list(n):
    squares = []
    for i in tf.range(n):
        squares.append(i**2)
    return tf.stack(squares)


@tf.function
def squares_array(n):
    squares = tf.TensorArray(tf.int32, size=n)
    for i in tf.range(n):
        squares = squares.write(i, i**2)
    return squares.stack()


# endregion

# claim: list-append-in-tensor-loop-fails
assert raises(ValueError, lambda: squares_list(tf.constant(4)))

# claim: tensor-array-collects
assert squares_array(tf.constant(4)).numpy().tolist() == [0, 1, 4, 9]
