"""What becomes of a custom loss when its model is saved and loaded."""

import tempfile

import keras
import numpy as np
import tensorflow as tf


def capped(limit):
    def capped_error(y_true, y_pred):
        error = tf.minimum(tf.abs(y_true - y_pred), limit)
        return tf.reduce_mean(error, axis=-1)

    return capped_error


class Unregistered(keras.losses.Loss):
    def __init__(self, limit=1.0, **kwargs):
        super().__init__(**kwargs)
        self.limit = limit

    def call(self, y_true, y_pred):
        return capped(self.limit)(y_true, y_pred)

    def get_config(self):
        return super().get_config() | {"limit": self.limit}


@keras.saving.register_keras_serializable("my_package")
class Registered(Unregistered):
    pass


@keras.saving.register_keras_serializable("my_package")
def registered_error(y_true, y_pred):
    return capped(1.0)(y_true, y_pred)


class OnlyLimit(Unregistered):
    def __init__(self, limit=1.0):
        super().__init__(limit)


try:
    OnlyLimit.from_config(OnlyLimit().get_config())
except TypeError as error:
    refusal = str(error)
# claim: config-brings-name-and-reduction
assert "unexpected keyword argument 'name'" in refusal


def loaded(loss, **options):
    """Return a model with the loss that was saved and loaded with the options."""
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(optimizer="sgd", loss=loss)
    model.fit(np.ones((2, 1)), np.ones((2, 1)), verbose=0)
    with tempfile.TemporaryDirectory() as folder:
        model.save(f"{folder}/model.keras")
        return keras.models.load_model(f"{folder}/model.keras", **options)


def refused(loss, **options):
    """Return whether loading fails because Keras cannot find the loss."""
    try:
        loaded(loss, **options)
    except TypeError as error:
        return "Could not locate" in str(error)
    return False


two, five = (keras.saving.serialize_keras_object(capped(limit)) for limit in (2.0, 5.0))
# claim: function-setting-is-not-saved
assert two == five
# claim: class-setting-is-saved
assert loaded(Registered(limit=2.0)).loss.limit == 2.0
# claim: registered-function-is-found
assert loaded(registered_error).loss is registered_error
# claim: unregistered-loss-is-refused
assert refused(Unregistered()) and refused(capped(1.0))
# claim: custom-objects-names-the-loss
assert isinstance(
    loaded(Unregistered(), custom_objects={"Unregistered": Unregistered}).loss, Unregistered
)
# claim: without-compile-no-loss-is-needed
assert not loaded(Unregistered(), compile=False).compiled
