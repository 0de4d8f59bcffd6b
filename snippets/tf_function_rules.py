"""What `tf.function` keeps in the graph, what it runs once, and what it refuses."""

import matplotlib.pyplot as plt
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


def op_kinds(function, *args):
    graph = function.get_concrete_function(*args).graph.as_graph_def()
    inner = [node for called in graph.library.function for node in called.node_def]
    return {node.op for node in [*graph.node, *inner]}


# region numpy_random
@tf.function
def fixed():
    return tf.constant(np.random.normal())


@tf.function
def fresh():
    return tf.random.normal([])


# endregion

# claim: numpy-runs-while-tracing
assert fixed() == fixed() and fresh() != fresh()


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


# region loops
@tf.function
def unrolled(x, n):
    for _ in range(n):
        x += 1
    return x


@tf.function
def looped(x, n):
    for _ in tf.range(n):
        x += 1
    return x


# endregion

lengths = range(0, 61, 10)
by_python, by_tensor = (
    [op_count(function, tf.constant(0), n) for n in lengths]
    for function in (unrolled, looped)
)

# claim: range-is-unrolled
assert np.all(np.diff(by_python) >= 10)
# claim: tensor-range-stays-a-loop
assert len(set(by_tensor)) == 1

# region growth
figure, axes = plt.subplots(figsize=(5, 3))
axes.plot(lengths, by_python, color="tab:red")
axes.plot(lengths, by_tensor, color="tab:blue")
axes.text(38, 85, "range(n)", color="tab:red", ha="right")
axes.text(60, 24, "tf.range(n)", color="tab:blue", ha="right")
axes.set_xlabel("n")
axes.set_ylabel("operations in the graph")
axes.set_ylim(0)
# endregion


@tf.function
def summed(x):
    total = 0.0
    for value in x:
        total += value**2
    return total


@tf.function
def vectorized(x):
    return tf.reduce_sum(x**2)


numbers = tf.range(5.0)

loop = {"StatelessWhile"}

# claim: vectors-need-no-loop
assert loop <= op_kinds(summed, numbers) and not loop & op_kinds(vectorized, numbers)
# claim: vectors-give-the-same
assert summed(numbers) == vectorized(numbers) == 30.0


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


@tf.function
def no_branch_here(n):
    return halve_or_triple(n) + 1


control_flow = op_kinds(collatz_steps, tf.constant(1))

# claim: autograph-builds-graph-control-flow
assert {"StatelessIf", "StatelessWhile"} <= control_flow


# claim: helpers-are-converted
assert "StatelessIf" in op_kinds(no_branch_here, tf.constant(6))


@tf.function
def checked_root(x):
    tf.debugging.assert_non_negative(x)
    return tf.sqrt(x)


negative = tf.constant(-4.0)

# claim: debugging-assert-checks-values
assert checked_root(tf.constant(4.0)) == 2.0 and raises(
    tf.errors.InvalidArgumentError, lambda: checked_root(negative)
)

pair = tf.constant([5, 6])

# claim: eager-gather-raises
assert raises(tf.errors.InvalidArgumentError, lambda: tf.gather(pair, 9))


# region shapes
@tf.function
def total(x):
    return tf.reduce_sum(x)


any_length = tf.TensorSpec([None])


@tf.function(input_signature=[any_length])
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


one, two = tf.constant(1), tf.constant(2)
result = describe({"x": one, "y": two})
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
    array = tf.TensorArray(tf.int32, n)
    for i in tf.range(n):
        array = array.write(i, i**2)
    return array.stack()


# endregion

# claim: list-append-in-tensor-loop-fails
assert raises(ValueError, lambda: squares_list(tf.constant(4)))

# claim: tensor-array-collects
assert squares_array(tf.constant(4)).numpy().tolist() == [0, 1, 4, 9]
