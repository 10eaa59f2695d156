"""A convolutional variational autoencoder (Kingma and Welling 2014): one update.

TensorFlow pads a 3x3 convolution of stride 2 below and to the right, PyTorch above and to the
left. So the network and the images here are those of the others turned by 180 degrees, which is
the same work to the last product and costs PyTorch no explicit padding.
"""

import given
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .training import EPSILON, Noise, Toolkit, Workload, initialize, minimize, size_of

BATCH = 128
LATENT = 16


def vae28(toolkit: Toolkit) -> Workload:
    encoder = nn.Sequential(
        nn.Conv2d(1, 32, 3, 2, 1),
        nn.ReLU(),
        nn.Conv2d(32, 64, 3, 2, 1),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(7 * 7 * 64, 2 * LATENT),
    )
    decoder = nn.Sequential(
        nn.Linear(LATENT, 7 * 7 * 64),
        nn.ReLU(),
        nn.Unflatten(1, (64, 7, 7)),
        nn.ConvTranspose2d(64, 64, 3, 2, 1, output_padding=1),
        nn.ReLU(),
        nn.ConvTranspose2d(64, 32, 3, 2, 1, output_padding=1),
        nn.ReLU(),
        nn.Conv2d(32, 1, 3, 1, 1),
    )
    initialize("encoder", encoder, (7, 7, 64), mirrored=True)
    initialize("decoder", decoder, (7, 7, 64), mirrored=True)
    encoder.to(memory_format=toolkit.memory_format)
    decoder.to(memory_format=toolkit.memory_format)
    parameters = [*encoder.parameters(), *decoder.parameters()]
    optimizer = torch.optim.Adam(parameters, 1e-3, eps=EPSILON)
    pictures = given.uniform("images", (BATCH, 28, 28, 1), 0.5, 0.5)
    images = toolkit.images(pictures[:, ::-1, ::-1].copy())

    @toolkit.wrap
    def loss(images: Tensor, epsilon: Tensor) -> Tensor:
        mean, log_variance = encoder(images).chunk(2, 1)
        z = mean + epsilon * torch.exp(0.5 * log_variance)
        logits = decoder(z)
        error = F.binary_cross_entropy_with_logits(logits, images, reduction="sum")
        divergence = 1 + log_variance - mean * mean - torch.exp(log_variance)
        return (error - 0.5 * divergence.sum()) / BATCH

    def step(noise: Noise) -> list[Tensor]:
        epsilon = noise.normal("latent", (BATCH, LATENT))
        return [minimize(optimizer, lambda: loss(images, epsilon))]

    return Workload(size_of(parameters), step, [optimizer])
