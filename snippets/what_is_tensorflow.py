"""What TensorFlow adds to arrays: gradients, graphs, devices, deployment."""

import importlib.metadata
import tempfile

import keras
import numpy as np
import tensorflow as tf

# Two logical CPUs stand in for two accelerators.
cpu = tf.config.list_physical_devices("CPU")[0]
halves = [tf.config.LogicalDeviceConfiguration()] * 2
tf.config.set_logical_device_configuration(cpu, halves)

licence = importlib.metadata.metadata("tensorflow")["License"]
# claim: open-source
assert "Apache" in licence


# region cube
spec = tf.TensorSpec([])


class Cube(tf.Module):
    @tf.function(input_signature=[spec])
    def __call__(self, x):
        return x * x * x


cube = Cube()
x = tf.constant(2.0)
with tf.GradientTape() as tape:
    tape.watch(x)
    y = cube(x)
slope = tape.gradient(y, x)
# endregion
# claim: automatic-gradient
assert float(slope) == 12.0

graph = cube.__call__.get_concrete_function().graph
kinds = [operation.type for operation in graph.get_operations()]
# claim: python-becomes-graph
assert kinds.count("Mul") == 2

names = ["CPU:0", "CPU:1"]
placed = []
for name in names:
    with tf.device(name):
        placed.append((x * x).device[-5:])
# claim: operation-runs-where-placed
assert placed == names

strategy = tf.distribute.MirroredStrategy(names)


def cube_own_share():
    replica = tf.distribute.get_replica_context().replica_id_in_sync_group
    return cube(tf.cast(replica, tf.float32) + 2.0)


@tf.function
def step():
    return strategy.run(cube_own_share)


total = strategy.reduce("SUM", step(), axis=None)
steps = step.get_concrete_function().graph.get_operations()
used = {operation.device[-5:] for operation in steps if operation.type == "PartitionedCall"}
# claim: one-step-two-devices
assert used == set(names) and float(total) == 2.0**3 + 3.0**3

with tempfile.TemporaryDirectory() as folder:
    # region save
    tf.saved_model.save(cube, folder)
    loaded = tf.saved_model.load(folder)
    # endregion
# claim: loads-without-its-class
assert not isinstance(loaded, Cube) and float(loaded(tf.constant(3.0))) == 27.0


class Untraced(tf.Module):
    def __call__(self, x):
        return x * x * x


with tempfile.TemporaryDirectory() as folder:
    tf.saved_model.save(Untraced(), folder)
    empty = tf.saved_model.load(folder)
# claim: only-functions-are-saved
assert callable(loaded) and not callable(empty)

function = cube.__call__.get_concrete_function()
converter = tf.lite.TFLiteConverter.from_concrete_functions([function], cube)
# claim: converts-for-phones
assert converter.convert()[4:8] == b"TFL3"


# region xla
@tf.function(jit_compile=True)
def compiled(x):
    return tf.reduce_sum(x * x + x)


# endregion
eight = tf.ones([8])
program = compiled.experimental_get_compiler_ir(eight)(stage="optimized_hlo")
entry = program[program.index("ENTRY") :]
# claim: xla-fuses-operations
assert float(compiled(eight)) == 16.0 and entry.count("multiply(") == 0 < entry.count("fusion(")

try:
    cube.__call__.experimental_get_compiler_ir(x)
except ValueError as error:
    refusal = str(error)
# claim: xla-is-off-by-default
assert "jit_compile=True" in refusal

batches = tf.data.Dataset.range(4).map(lambda n: n * n).batch(2)
# claim: data-feeds-batches
assert [batch.tolist() for batch in batches.as_numpy_iterator()] == [[0, 1], [4, 9]]

unknowns = tf.linalg.solve([[2.0, 1.0], [0.0, 4.0]], [[5.0], [8.0]])
# claim: solves-equations
assert np.allclose([[2.0, 1.0], [0.0, 4.0]] @ unknowns.numpy(), [[5.0], [8.0]])

model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
model.compile(keras.optimizers.SGD(0.1), "mse")
losses = model.fit(np.ones((8, 1)), np.full((8, 1), 5.0), epochs=5, verbose=0).history["loss"]
# claim: keras-trains-a-model
assert losses[-1] < losses[0]

# claim: tf-keras-is-keras
assert tf.keras.Model is keras.Model and tf.keras.__version__.startswith("3.")

product = tf.constant(6) * tf.constant(7)
# claim: operations-run-at-once
assert product.numpy() == 42
# claim: no-session
assert not hasattr(tf, "Session") and hasattr(tf.compat.v1, "Session")

steady = tf.constant(3.0)
with tf.GradientTape() as tape:
    tape.watch(steady)
    square = steady * steady
# claim: watched-constant-has-a-gradient
assert float(tape.gradient(square, steady)) == 6.0

frozen = tf.Variable(3.0, trainable=False)
with tf.GradientTape() as tape:
    square = frozen * frozen
# claim: frozen-variable-has-no-gradient
assert tape.gradient(square, frozen) is None
