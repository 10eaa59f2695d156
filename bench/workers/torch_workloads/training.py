"""What the workloads share: given numbers in PyTorch's layout, and one update."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import given
import numpy as np
import torch
from torch import Tensor, nn

EPSILON = 1e-7
"""Of Adam: what Keras and TF.js take."""


class Noise(Protocol):
    """Random numbers: given ones while the work is checked, else drawn natively at each step.

    Shapes are [n, size] or [n, height, width, channels]; the latter come as [n, c, h, w].
    """

    def normal(self, name: str, shape: Sequence[int]) -> Tensor: ...

    def uniform(self, name: str, shape: Sequence[int]) -> Tensor: ...


@dataclass
class Toolkit:
    """What differs between the variants."""

    memory_format: torch.memory_format = torch.contiguous_format
    wrap: Callable[[Callable[..., Tensor]], Callable[..., Tensor]] = lambda loss: loss
    """Applied to the functions that compute losses: compiles them, or turns autocast on."""

    def images(self, array: np.ndarray) -> Tensor:
        """Images [n, h, w, c] as [n, c, h, w]."""
        return channels_first(array).contiguous(memory_format=self.memory_format)


@dataclass
class Workload:
    """One training step."""

    parameters: int
    """Number of all weights, trained or not."""
    step: Callable[[Noise], list[Tensor]]
    """Returns the losses, then gradients if there are any."""
    optimizers: list[torch.optim.Optimizer] = field(default_factory=list)
    losses: int = 1


def channels_first(array: np.ndarray) -> Tensor:
    """[n, h, w, c] as [n, c, h, w]; other ranks as they are."""
    tensor = torch.from_numpy(array)
    return tensor.permute(0, 3, 1, 2).contiguous() if tensor.ndim == 4 else tensor


def filters(array: np.ndarray) -> Tensor:
    """[h, w, in, out] (convolution) or [h, w, out, in] (transposed) in PyTorch's order of axes."""
    return torch.from_numpy(array).permute(3, 2, 0, 1).contiguous()


def initialize(
    name: str, network: nn.Module, image: tuple[int, int, int], mirrored: bool = False
) -> None:
    """Gives a network its kernels, biases of zero and batch norm's scales of one.

    `image` is the [h, w, c] that dense layers flatten or make: PyTorch orders it [c, h, w].
    `mirrored` turns the network by 180 degrees.
    """
    for index, parameter in enumerate(network.parameters()):
        if parameter.ndim == 4:
            shape = [parameter.shape[axis] for axis in (2, 3, 1, 0)]
            kernel = given.kernel(f"{name}/{index}", shape)
            value = filters(kernel[::-1, ::-1].copy() if mirrored else kernel)
        elif parameter.ndim == 2:
            kernel = given.kernel(f"{name}/{index}", tuple(reversed(parameter.shape)))
            for axis in (0, 1):
                if kernel.shape[axis] == math.prod(image):
                    order = np.arange(math.prod(image)).reshape(image)
                    order = order[::-1, ::-1] if mirrored else order
                    kernel = kernel.take(order.transpose(2, 0, 1).ravel(), axis)
            value = torch.from_numpy(kernel).t().contiguous()
        else:
            continue
        parameter.data.copy_(value)
    for module in network.modules():
        if getattr(module, "bias", None) is not None:
            nn.init.zeros_(module.bias)


def batch_norm(channels: int, dimensions: int = 2) -> nn.Module:
    """Batch norm with Keras's settings."""
    kind = nn.BatchNorm2d if dimensions == 2 else nn.BatchNorm1d
    return kind(channels, eps=1e-3, momentum=0.01)


def size_of(tensors: Iterable[Tensor]) -> int:
    return sum(tensor.numel() for tensor in tensors)


def minimize(optimizer: torch.optim.Optimizer, loss: Callable[[], Tensor]) -> Tensor:
    """One update; the loss before it."""
    optimizer.zero_grad(set_to_none=True)
    value = loss()
    value.backward()
    optimizer.step()
    return value
