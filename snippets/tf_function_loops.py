"""Loops in a TF Function: unrolled, kept as a loop, or not needed."""

import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf


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

has_loop = ["StatelessWhile" in op_kinds(sums, numbers) for sums in (summed, vectorized)]

# claim: vectors-need-no-loop
assert summed(numbers) == vectorized(numbers) == 30.0 and has_loop == [True, False]


# region list_in_loop
@tf.function
def squares_list(n):
    squares = []
    for i in tf.range(n):
        squares.append(i**2)
    return tf.stack(squares)


# endregion
@tf.function
def squares_array(n):
    array = tf.TensorArray(tf.int32, n)
    for i in tf.range(n):
        array = array.write(i, i**2)
    return array.stack()


# claim: list-append-in-tensor-loop-fails
assert raises(ValueError, lambda: squares_list(tf.constant(4)))

# claim: tensor-array-collects
assert squares_array(tf.constant(4)).numpy().tolist() == [0, 1, 4, 9]
