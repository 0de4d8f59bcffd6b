"""A GAN of two tiny models, trained by `fit` with a `train_step` of its own."""

import keras
import numpy as np
import tensorflow as tf

keras.utils.set_random_seed(0)
bce = keras.losses.BinaryCrossentropy(from_logits=True)


class GAN(keras.Model):
    def __init__(self, generator, critic):
        super().__init__()
        self.gen = generator
        self.critic = critic
        self.adam_g = keras.optimizers.Adam(0.02)
        self.adam_c = keras.optimizers.Adam(0.02)

    # region gan
    def fakes(self, real):
        noise = tf.random.normal(
            tf.shape(real)
        )
        return self.gen(
            noise, training=True
        )

    def judge(self, x):
        return self.critic(
            x, training=True
        )

    def train_step(self, real):
        yes = tf.ones_like(real)
        no = tf.zeros_like(real)

        with tf.GradientTape() as tape:
            true = self.judge(real)
            fake = self.judge(
                self.fakes(real)
            )
            loss = bce(yes, true)
            loss += bce(no, fake)
        w = self.critic.trainable_weights
        grads = tape.gradient(loss, w)
        self.adam_c.apply(grads, w)

        with tf.GradientTape() as tape:
            fake = self.judge(
                self.fakes(real)
            )
            fool = bce(yes, fake)
        w = self.gen.trainable_weights
        grads = tape.gradient(fool, w)
        self.adam_g.apply(grads, w)
        return {"critic": loss, "gen": fool}

    # endregion


generator = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
hidden = keras.layers.Dense(8, "relu")
critic = keras.Sequential([keras.Input((1,)), hidden, keras.layers.Dense(1)])
noise = np.random.normal(size=(200, 1))
mean_before = generator(noise).numpy().mean()
kernels_before = [network.get_weights()[0] for network in (generator, critic)]

gan = GAN(generator, critic)
gan.compile()
real = np.random.normal(loc=3.0, size=(640, 1)).astype("float32")
history = gan.fit(real, batch_size=32, epochs=12, verbose=0).history

mean_after = generator(noise).numpy().mean()
kernels = [network.get_weights()[0] for network in (generator, critic)]
moved = [np.any(old != new) for old, new in zip(kernels_before, kernels)]

# claim: both-networks-alternate
assert gan.adam_g.iterations == gan.adam_c.iterations == 12 * 20 and all(moved)
# claim: fit-reports-both-losses
assert len(history["critic"]) == len(history["gen"]) == 12
# claim: the-fakes-move-to-the-data
assert abs(mean_before - 3.0) > 2.0 > 1.0 > abs(mean_after - 3.0)
