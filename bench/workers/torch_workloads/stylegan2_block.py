"""A block of StyleGAN2's synthesis network (Karras et al. 2020): the loss and all gradients.

Two modulated convolutions with noise and a modulated projection to RGB. Modulation scales the
activations instead of the weights, which is the same function.
"""

from dataclasses import dataclass

import given
import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from .training import Noise, Toolkit, Workload, filters, size_of

BATCH, SIZE, CHANNELS, LATENT = 16, 32, 64, 512


def numbers(name: str, *shape: int, radius: float = given.UNIT, center: float = 0) -> np.ndarray:
    return given.uniform(name, shape, radius, center)


def vector(name: str, *shape: int, radius: float = given.UNIT, center: float = 0) -> Tensor:
    return torch.from_numpy(numbers(name, *shape, radius=radius, center=center)).requires_grad_()


@dataclass
class Modulated:
    """The weights of one modulated convolution."""

    affine: Tensor
    affine_bias: Tensor
    weights: Tensor
    bias: Tensor

    @classmethod
    def make(cls, name: str, field: int, outputs: int) -> "Modulated":
        return cls(
            vector(f"{name}/affine", LATENT, CHANNELS),
            vector(f"{name}/affine bias", CHANNELS, radius=0, center=1),
            filters(numbers(f"{name}/weights", field, field, CHANNELS, outputs)).requires_grad_(),
            vector(f"{name}/bias", outputs, radius=0),
        )

    def style(self, w: Tensor) -> Tensor:
        """One scale an image and channel."""
        return w @ self.affine * LATENT**-0.5 + self.affine_bias


def stylegan2_block(toolkit: Toolkit) -> Workload:
    x = toolkit.images(numbers("x", BATCH, SIZE, SIZE, CHANNELS)).requires_grad_()
    w = vector("w", BATCH, LATENT)
    names = ["conv 1", "conv 2"]
    convolutions = [Modulated.make(name, 3, CHANNELS) for name in names]
    strengths = [vector(f"{name}/noise strength", 1, radius=0, center=0.1) for name in names]
    to_rgb = Modulated.make("to rgb", 1, 3)
    parts = [*convolutions, to_rgb]
    variables = [x, w, *strengths, *(v for part in parts for v in vars(part).values())]

    @toolkit.wrap
    def loss(x: Tensor, w: Tensor, *grains: Tensor) -> Tensor:
        h = x
        for part, strength, grain in zip(convolutions, strengths, grains):
            style = part.style(w)
            weights = part.weights * (CHANNELS * 9) ** -0.5
            power = (style * style) @ (weights * weights).sum((2, 3)).t()
            demodulation = torch.rsqrt(power + 1e-8)
            y = F.conv2d(h * style[:, :, None, None], weights, padding=1)
            y = y * demodulation[:, :, None, None] + grain * strength
            h = F.leaky_relu(y + part.bias[:, None, None], 0.2) * 2**0.5
        rgb = F.conv2d(h * to_rgb.style(w)[:, :, None, None], to_rgb.weights * CHANNELS**-0.5)
        rgb = rgb + to_rgb.bias[:, None, None]
        return (rgb * rgb).mean() + (h * h).mean()

    def step(noise: Noise) -> list[Tensor]:
        grains = [noise.normal(f"noise {index}", (BATCH, SIZE, SIZE, 1)) for index in (0, 1)]
        value = loss(x, w, *grains)
        return [value, *torch.autograd.grad(value, variables)]

    return Workload(size_of(variables), step)
