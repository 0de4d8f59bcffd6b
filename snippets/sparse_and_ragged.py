"""Sparse tensors leave zeros out, ragged tensors have rows of different lengths."""

import math

import numpy as np
import tensorflow as tf


def kilobytes(share):
    """Return the memory that a 100 × 100 matrix takes as a SparseTensor."""
    matrix = np.zeros(10_000, np.float32)
    matrix[: round(share * 10_000)] = 1
    sparse = tf.sparse.from_dense(matrix.reshape(100, 100))
    parts = sparse.indices, sparse.values
    return sum(part.numpy().nbytes for part in parts) / 1000


DENSE = 10_000 * 4 / 1000
# claim: sparse-pays-below-a-fifth
assert kilobytes(0.19) < DENSE < kilobytes(0.21)
# claim: full-sparse-takes-five-times
assert kilobytes(1.0) == 5 * DENSE

one_hot = tf.sparse.from_dense(tf.one_hot([3], 1000))
# claim: one-hot-stores-one-entry
assert one_hot.values.shape == [1] and one_hot.shape == [1, 1000]

diagonal = tf.sparse.from_dense([[2.0, 0.0], [0.0, 3.0]])
# claim: sparse-reduce-sum-adds
assert float(tf.sparse.reduce_sum(diagonal)) == 5.0
beside_the_entries = tf.constant([[1.0, math.nan], [math.nan, 1.0]])
product = tf.sparse.sparse_dense_matmul(tf.sparse.from_dense([[2.0, 0.0]]), beside_the_entries)
full_product = tf.matmul([[2.0, 0.0]], beside_the_entries)
# claim: sparse-product-skips-zeros
assert float(product[0, 0]) == 2.0 and math.isnan(full_product[0, 0])

rows = tf.ragged.constant([[1.0, 3.0], [5.0]])
padded = rows.to_tensor()
# claim: padding-lowers-the-mean
assert tf.reduce_mean(padded, axis=1).numpy().tolist() == [2.0, 2.5]
try:
    tf.constant([[1.0, 3.0], [5.0]])
except ValueError as error:
    refusal = str(error)
# claim: constant-refuses-uneven-rows
assert "non-rectangular" in refusal
# claim: ragged-shape-is-unknown
assert rows.shape.as_list() == [2, None]
words = tf.strings.split(["one two three", "four"])
# claim: split-makes-ragged-rows
assert isinstance(words, tf.RaggedTensor) and words.row_lengths().numpy().tolist() == [3, 1]
