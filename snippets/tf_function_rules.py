"""What `tf.function` keeps in the graph, what it runs once, and what it refuses."""

import numpy as np
import tensorflow as tf

tf.random.set_seed(0)


def raises(kind, action):
    try:
        action()
    except kind:
        return True
    return False


def op_kinds(function, *args):
    graph = function.get_concrete_function(*args).graph.as_graph_def()
    inner = [node for called in graph.library.function for node in called.node_def]
    return {node.op for node in [*graph.node, *inner]}


# region numpy_random
@tf.function
def fixed():
    number = np.random.normal()
    return tf.constant(number)


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


factor = tf.Variable(2.0)


@tf.function
def old_variable(x):
    factor.assign_add(1.0)
    return x * factor


# claim: assignment-stays-in-the-graph
assert [int(old_variable(1.0)) for _ in range(3)] == [3, 4, 5]


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
