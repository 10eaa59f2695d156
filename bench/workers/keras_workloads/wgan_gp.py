"""WGAN-GP (Gulrajani et al. 2017): one update of the critic, 32x32x3, batch 64."""

import given
import keras
import tensorflow as tf
from keras import layers

from .training import Noise, Workload, initialize, minimize, size_of

BATCH = 64
LATENT = 128
PENALTY_WEIGHT = 10


def wgan_gp() -> Workload:
    generator = keras.Sequential(
        [
            layers.Input((LATENT,)),
            layers.Dense(4 * 4 * 256),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.Reshape((4, 4, 256)),
        ]
    )
    for filters in (128, 64):
        generator.add(layers.Conv2DTranspose(filters, 4, 2, "same"))
        generator.add(layers.BatchNormalization())
        generator.add(layers.ReLU())
    generator.add(layers.Conv2DTranspose(3, 4, 2, "same", activation="tanh"))
    # Without batch norm: the penalty is on the slope at each image, not at the batch.
    critic = keras.Sequential([layers.Input((32, 32, 3))])
    for filters in (64, 128, 256):
        critic.add(layers.Conv2D(filters, 4, 2, "same"))
        critic.add(layers.LeakyReLU(0.2))
    critic.add(layers.Flatten())
    critic.add(layers.Dense(1))
    initialize("generator", generator)
    initialize("critic", critic)
    optimizer = keras.optimizers.Adam(1e-4, 0, 0.9)
    optimizer.build(critic.trainable_variables)

    def step(noise: Noise, real: tf.Tensor) -> list[tf.Tensor]:
        fake = generator(noise.normal("latent", (BATCH, LATENT)), training=True)
        mixture = noise.uniform("mixture", (BATCH, 1, 1, 1))
        between = real + mixture * (fake - real)

        def loss() -> tf.Tensor:
            with tf.GradientTape(watch_accessed_variables=False) as tape:
                tape.watch(between)
                score = tf.reduce_sum(critic(between))
            slope = tape.gradient(score, between)
            norm = tf.sqrt(tf.reduce_sum(slope * slope, (1, 2, 3)))
            penalty = tf.reduce_mean((norm - 1) ** 2)
            distance = tf.reduce_mean(critic(fake)) - tf.reduce_mean(critic(real))
            return distance + PENALTY_WEIGHT * penalty

        return [minimize(optimizer, critic.trainable_variables, loss)]

    real = tf.constant(given.uniform("real", (BATCH, 32, 32, 3)))
    return Workload(size_of(generator, critic), step, [optimizer], [real])
