"""DCGAN (Radford et al. 2016): one update of the discriminator and one of the generator."""

import given
import keras
import tensorflow as tf
from keras import layers

from .training import Noise, Workload, cross_entropy, initialize, minimize, size_of

LATENT = 100


def dcgan28() -> Workload:
    """28x28x1, batch 64."""
    generator = keras.Sequential(
        [
            layers.Input((LATENT,)),
            layers.Dense(7 * 7 * 128),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.Reshape((7, 7, 128)),
            layers.Conv2DTranspose(64, 4, 2, "same"),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.Conv2DTranspose(1, 4, 2, "same", activation="tanh"),
        ]
    )
    discriminator = keras.Sequential(
        [
            layers.Input((28, 28, 1)),
            layers.Conv2D(64, 4, 2, "same"),
            layers.LeakyReLU(0.2),
            layers.Conv2D(128, 4, 2, "same"),
            layers.BatchNormalization(),
            layers.LeakyReLU(0.2),
            layers.Flatten(),
            layers.Dense(1),
        ]
    )
    return dcgan(generator, discriminator, (64, 28, 28, 1))


def dcgan64() -> Workload:
    """64x64x3, batch 32, generator 512-256-128-64, discriminator 64 to 512."""
    generator = keras.Sequential(
        [
            layers.Input((LATENT,)),
            layers.Dense(4 * 4 * 512),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.Reshape((4, 4, 512)),
        ]
    )
    for filters in (256, 128, 64):
        generator.add(layers.Conv2DTranspose(filters, 4, 2, "same"))
        generator.add(layers.BatchNormalization())
        generator.add(layers.ReLU())
    generator.add(layers.Conv2DTranspose(3, 4, 2, "same", activation="tanh"))
    discriminator = keras.Sequential(
        [layers.Input((64, 64, 3)), layers.Conv2D(64, 4, 2, "same"), layers.LeakyReLU(0.2)]
    )
    for filters in (128, 256, 512):
        discriminator.add(layers.Conv2D(filters, 4, 2, "same"))
        discriminator.add(layers.BatchNormalization())
        discriminator.add(layers.LeakyReLU(0.2))
    discriminator.add(layers.Flatten())
    discriminator.add(layers.Dense(1))
    return dcgan(generator, discriminator, (32, 64, 64, 3))


def dcgan(
    generator: keras.Model, discriminator: keras.Model, shape: tuple[int, int, int, int]
) -> Workload:
    initialize("generator", generator)
    initialize("discriminator", discriminator)
    generator_adam = keras.optimizers.Adam(2e-4, 0.5)
    discriminator_adam = keras.optimizers.Adam(2e-4, 0.5)
    generator_adam.build(generator.trainable_variables)
    discriminator_adam.build(discriminator.trainable_variables)

    def step(noise: Noise, real: tf.Tensor) -> list[tf.Tensor]:
        def generated(name: str) -> tf.Tensor:
            return generator(noise.normal(name, (shape[0], LATENT)), training=True)

        def discriminator_loss() -> tf.Tensor:
            real_loss = cross_entropy(1.0, discriminator(real, training=True))
            return real_loss + cross_entropy(0.0, discriminator(fake, training=True))

        def generator_loss() -> tf.Tensor:
            return cross_entropy(1.0, discriminator(generated("latent 2"), training=True))

        fake = generated("latent 1")
        return [
            minimize(discriminator_adam, discriminator.trainable_variables, discriminator_loss),
            minimize(generator_adam, generator.trainable_variables, generator_loss),
        ]

    optimizers = [generator_adam, discriminator_adam]
    real = tf.constant(given.uniform("real", shape))
    return Workload(size_of(generator, discriminator), step, optimizers, [real], losses=2)
