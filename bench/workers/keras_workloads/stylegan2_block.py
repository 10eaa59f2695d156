"""A block of StyleGAN2's synthesis network (Karras et al. 2020): the loss and all gradients.

Two modulated convolutions with noise and a modulated projection to RGB. Modulation scales the
activations instead of the weights, which is the same function.
"""

from dataclasses import dataclass

import given
import tensorflow as tf

from .training import Noise, Workload

BATCH, SIZE, CHANNELS, LATENT = 16, 32, 64, 512


def variable(name: str, *shape: int, radius: float = given.UNIT, center: float = 0) -> tf.Variable:
    return tf.Variable(given.uniform(name, shape, radius, center))


@dataclass
class Modulated:
    """The weights of one modulated convolution."""

    affine: tf.Variable
    affine_bias: tf.Variable
    weights: tf.Variable
    bias: tf.Variable

    @classmethod
    def make(cls, name: str, field: int, outputs: int) -> "Modulated":
        return cls(
            variable(f"{name}/affine", LATENT, CHANNELS),
            variable(f"{name}/affine bias", CHANNELS, radius=0, center=1),
            variable(f"{name}/weights", field, field, CHANNELS, outputs),
            variable(f"{name}/bias", outputs, radius=0),
        )

    def style(self, w: tf.Tensor) -> tf.Tensor:
        """One scale an image and channel."""
        return w @ self.affine * LATENT**-0.5 + self.affine_bias


def stylegan2_block() -> Workload:
    x = variable("x", BATCH, SIZE, SIZE, CHANNELS)
    w = variable("w", BATCH, LATENT)
    names = ["conv 1", "conv 2"]
    convolutions = [Modulated.make(name, 3, CHANNELS) for name in names]
    strengths = [variable(f"{name}/noise strength", 1, radius=0, center=0.1) for name in names]
    to_rgb = Modulated.make("to rgb", 1, 3)
    parts = [*convolutions, to_rgb]
    variables = [x, w, *strengths, *(v for part in parts for v in vars(part).values())]

    def step(noise: Noise) -> list[tf.Tensor]:
        with tf.GradientTape() as tape:
            h = tf.identity(x)
            for index, (part, strength) in enumerate(zip(convolutions, strengths)):
                style = part.style(w)
                weights = part.weights * (CHANNELS * 9) ** -0.5
                power = (style * style) @ tf.reduce_sum(weights * weights, (0, 1))
                demodulation = tf.math.rsqrt(power + 1e-8)
                scaled = h * style[:, None, None, :]
                y = tf.nn.conv2d(scaled, weights, 1, "SAME") * demodulation[:, None, None, :]
                y += noise.normal(f"noise {index}", (BATCH, SIZE, SIZE, 1)) * strength
                h = tf.nn.leaky_relu(tf.nn.bias_add(y, part.bias), 0.2) * 2**0.5
            weights = to_rgb.weights * CHANNELS**-0.5
            scaled = h * to_rgb.style(w)[:, None, None, :]
            rgb = tf.nn.bias_add(tf.nn.conv2d(scaled, weights, 1, "SAME"), to_rgb.bias)
            loss = tf.reduce_mean(rgb * rgb) + tf.reduce_mean(h * h)
        return [loss, *tape.gradient(loss, variables)]

    return Workload(sum(v.numpy().size for v in variables), step)
