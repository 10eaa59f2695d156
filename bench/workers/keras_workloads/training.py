"""What the workloads share: given initial weights, and one update."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import given
import keras
import tensorflow as tf


class Noise(Protocol):
    """Random numbers: given ones while the work is checked, else drawn natively at each step."""

    def normal(self, name: str, shape: Sequence[int]) -> tf.Tensor: ...

    def uniform(self, name: str, shape: Sequence[int]) -> tf.Tensor: ...


@dataclass
class Workload:
    """One training step and what it works on."""

    parameters: int
    """Number of all weights, trained or not."""
    step: Callable[..., list[tf.Tensor]]
    """Takes the noise and the inputs; returns the losses, then gradients if there are any."""
    optimizers: list[keras.optimizers.Optimizer] = field(default_factory=list)
    inputs: list[tf.Tensor] = field(default_factory=list)
    losses: int = 1


def initialize(name: str, network: keras.Model) -> None:
    """Gives a network its kernels; biases are zeros and batch norm's scales ones from the start."""
    for index, variable in enumerate(network.trainable_variables):
        if len(variable.shape) >= 2:
            variable.assign(given.kernel(f"{name}/{index}", variable.shape))


def size_of(*networks: keras.Model) -> int:
    """Number of trainable weights."""
    return sum(v.numpy().size for network in networks for v in network.trainable_variables)


def minimize(
    optimizer: keras.optimizers.Optimizer, variables: list, loss: Callable[[], tf.Tensor]
) -> tf.Tensor:
    """One update of some variables; the loss before it."""
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch([variable.value for variable in variables])
        value = loss()
    optimizer.apply(tape.gradient(value, [variable.value for variable in variables]), variables)
    return value


def cross_entropy(label: float, logits: tf.Tensor) -> tf.Tensor:
    """Mean sigmoid cross-entropy against one label for all."""
    labels = tf.fill(tf.shape(logits), label)
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits))
