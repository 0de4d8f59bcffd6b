"""Which Keras runs, and on which library."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import keras
import keras.src.backend
import tensorflow as tf

files = Path(keras.src.backend.__file__).parent.glob("*/trainer.py")
shipped = {file.parent.name: file.read_text() for file in files}
train = {name for name, code in shipped.items() if "raise NotImplementedError" not in code}
# claim: keras-ships-three-backends
assert train == {"tensorflow", "jax", "torch"}
# claim: keras-ships-none-for-the-old
assert shipped.keys().isdisjoint({"caffe", "mxnet", "theano"})

layer = keras.layers.Dense(1)
# claim: keras-computes-with-tensorflow
assert tf.is_tensor(layer(tf.ones([1, 2])))

os.environ["KERAS_BACKEND"] = "mxnet"
importing = subprocess.run([sys.executable, "-c", "import keras"], capture_output=True, text=True)
# claim: variable-read-at-import
assert "Unable to import backend : mxnet" in importing.stderr
# claim: variable-ignored-later
assert keras.backend.backend() == "tensorflow"

os.environ["TF_USE_LEGACY_KERAS"] = "1"
try:
    legacy = tf.keras.__version__.startswith("2.")
except ImportError:
    legacy = find_spec("tf_keras") is None
# claim: legacy-variable-asks-for-tf-keras
assert legacy
