"""TensorFlow's data structures beside the regular tensor."""

import operator
from importlib.metadata import requires

import tensorflow as tf


def raised(action, *args):
    """Return the type of the exception that the action raises, or None."""
    try:
        action(*args)
    except Exception as error:
        return type(error)
    return None


variable = tf.Variable([1.0, 2.0])
ragged = tf.ragged.constant([[1, 2, 3], [4]])
sparse = tf.SparseTensor([[0, 1]], [5], [3, 4])
queue = tf.queue.FIFOQueue(2, [tf.int32])
pairs = tf.lookup.KeyValueTensorInitializer(["cat"], [7])
table = tf.lookup.StaticHashTable(pairs, -1)

before = variable.read_value()
variable[0].assign(9.0)
# claim: variable-changes-in-place
assert variable.numpy().tolist() == [9.0, 2.0]
# claim: value-read-earlier-stays
assert before.numpy().tolist() == [1.0, 2.0]
# claim: variable-is-no-tensor
assert not isinstance(variable, tf.Tensor)
# claim: operations-take-variables
assert (variable + 1.0).numpy().tolist() == [10.0, 3.0]
# claim: variable-keeps-its-shape
assert raised(variable.assign, [1.0, 2.0, 3.0]) is ValueError

# claim: ragged-rows-differ-in-length
assert ragged.row_lengths().numpy().tolist() == [3, 1]

dense = tf.sparse.to_dense(sparse)
# claim: sparse-stores-entries-only
assert tf.size(sparse.values) == 1 and tf.size(dense) == 12 and dense[0, 1] == 5

queue.enqueue(7)
queue.enqueue(8)
first = queue.dequeue()
# claim: queue-first-in-first-out
assert int(first) == 7 and int(queue.size()) == 1

found = table.lookup(tf.constant(["cat", "dog"]))
# claim: table-maps-keys-to-values
assert found.numpy().tolist() == [7, -1]

dataset = tf.data.Dataset.range(3)
listed = [int(element) for element in dataset]
# claim: dataset-is-iterated
assert listed == [0, 1, 2]
# claim: dataset-has-no-index
assert raised(operator.getitem, dataset, 0) is TypeError

computed = []


def record(element):
    computed.append(int(element))
    return element


recorded = dataset.map(lambda element: tf.py_function(record, [element], tf.int64))
# claim: dataset-waits
assert computed == []
list(recorded)
list(recorded)
# claim: dataset-computes-anew
assert computed == [0, 1, 2, 0, 1, 2]
computed.clear()
cached = recorded.cache()
list(cached)
list(cached)
# claim: cache-computes-once
assert computed == [0, 1, 2]
installed_along = " ".join(requires("tensorflow"))
# claim: tensorflow-datasets-is-another-package
assert "keras" in installed_along and "datasets" not in installed_along

# claim: placeholder-is-gone
assert not hasattr(tf, "placeholder")
# claim: old-placeholder-needs-a-graph
assert raised(tf.compat.v1.placeholder, tf.float32) is RuntimeError


# region argument
spec = tf.TensorSpec([None])


@tf.function(input_signature=[spec])
def total(values):
    return tf.reduce_sum(values)


pair = total([1.0, 2.0])
triple = total([1.0, 2.0, 3.0])
# endregion
traces = total.experimental_get_tracing_count()
# claim: one-graph-for-any-length
assert (float(pair), float(triple), traces) == (3.0, 6.0, 1)

# region text
text = tf.constant("café")
letters = tf.strings.unicode_split(
    text, "UTF-8"
)
# endregion
# claim: string-is-a-scalar
assert text.shape == [] and text.dtype == tf.string
lengths = [int(tf.strings.length(text, unit)) for unit in ("BYTE", "UTF8_CHAR")]
# claim: string-length-counts-bytes
assert lengths == [5, 4]
# claim: split-makes-a-vector
assert letters.shape == [4]
