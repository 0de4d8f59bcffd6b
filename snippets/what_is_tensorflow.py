"""What TensorFlow adds to arrays: gradients, graphs, devices, deployment."""

import tempfile

import keras
import tensorflow as tf

# Two logical CPUs stand in for two accelerators.
cpu = tf.config.list_physical_devices("CPU")[0]
halves = [tf.config.LogicalDeviceConfiguration()] * 2
tf.config.set_logical_device_configuration(cpu, halves)


# region cube
class Cube(tf.Module):
    @tf.function(input_signature=[tf.TensorSpec([])])
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

operations = cube.__call__.get_concrete_function().graph.get_operations()
# claim: python-becomes-graph
assert [operation.type for operation in operations].count("Mul") == 2

with tf.device("CPU:1"):
    placed = x * x
# claim: operation-runs-where-placed
assert "CPU:0" in slope.device and "CPU:1" in placed.device

strategy = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])


def cube_own_share():
    replica = tf.distribute.get_replica_context().replica_id_in_sync_group
    return cube(tf.cast(replica, tf.float32) + 2.0)


shares = strategy.run(cube_own_share)
total = strategy.reduce("SUM", shares, axis=None)
used = [share.device[-5:] for share in strategy.experimental_local_results(shares)]
# claim: one-step-two-devices
assert used == ["CPU:0", "CPU:1"] and float(total) == 2.0**3 + 3.0**3

with tempfile.TemporaryDirectory() as folder:
    tf.saved_model.save(cube, folder)
    loaded = tf.saved_model.load(folder)
# claim: loads-without-its-class
assert not isinstance(loaded, Cube) and float(loaded(tf.constant(3.0))) == 27.0

# claim: tf-keras-is-keras
assert tf.keras.Model is keras.Model and tf.keras.__version__.startswith("3.")

product = tf.constant(6) * tf.constant(7)
# claim: operations-run-at-once
assert product.numpy() == 42
# claim: no-session
assert not hasattr(tf, "Session") and hasattr(tf.compat.v1, "Session")
