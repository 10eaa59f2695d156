"""A convolutional variational autoencoder (Kingma and Welling 2014): one update."""

import given
import keras
import tensorflow as tf
from keras import layers

from .training import Noise, Workload, initialize, minimize, size_of

BATCH = 128
LATENT = 16


def vae28() -> Workload:
    encoder = keras.Sequential(
        [
            layers.Input((28, 28, 1)),
            layers.Conv2D(32, 3, 2, "same", activation="relu"),
            layers.Conv2D(64, 3, 2, "same", activation="relu"),
            layers.Flatten(),
            layers.Dense(2 * LATENT),
        ]
    )
    decoder = keras.Sequential(
        [
            layers.Input((LATENT,)),
            layers.Dense(7 * 7 * 64, activation="relu"),
            layers.Reshape((7, 7, 64)),
            layers.Conv2DTranspose(64, 3, 2, "same", activation="relu"),
            layers.Conv2DTranspose(32, 3, 2, "same", activation="relu"),
            layers.Conv2D(1, 3, 1, "same"),
        ]
    )
    initialize("encoder", encoder)
    initialize("decoder", decoder)
    variables = encoder.trainable_variables + decoder.trainable_variables
    optimizer = keras.optimizers.Adam(1e-3)
    optimizer.build(variables)

    def step(noise: Noise, images: tf.Tensor) -> list[tf.Tensor]:
        def loss() -> tf.Tensor:
            mean, log_variance = tf.split(encoder(images, training=True), 2, 1)
            z = mean + noise.normal("latent", (BATCH, LATENT)) * tf.exp(0.5 * log_variance)
            logits = decoder(z, training=True)
            error = tf.nn.sigmoid_cross_entropy_with_logits(labels=images, logits=logits)
            divergence = 1 + log_variance - mean * mean - tf.exp(log_variance)
            return (tf.reduce_sum(error) - 0.5 * tf.reduce_sum(divergence)) / BATCH

        return [minimize(optimizer, variables, loss)]

    images = tf.constant(given.uniform("images", (BATCH, 28, 28, 1), 0.5, 0.5))
    return Workload(size_of(encoder, decoder), step, [optimizer], [images])
