"""DCGAN (Radford et al. 2016): one update of the discriminator and one of the generator."""

import given
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .training import EPSILON, Noise, Toolkit, Workload, batch_norm, initialize, minimize, size_of

LATENT = 100


def dcgan28(toolkit: Toolkit) -> Workload:
    """28x28x1, batch 64."""
    generator = nn.Sequential(
        nn.Linear(LATENT, 7 * 7 * 128),
        batch_norm(7 * 7 * 128, dimensions=1),
        nn.ReLU(),
        nn.Unflatten(1, (128, 7, 7)),
        nn.ConvTranspose2d(128, 64, 4, 2, 1),
        batch_norm(64),
        nn.ReLU(),
        nn.ConvTranspose2d(64, 1, 4, 2, 1),
        nn.Tanh(),
    )
    discriminator = nn.Sequential(
        nn.Conv2d(1, 64, 4, 2, 1),
        nn.LeakyReLU(0.2),
        nn.Conv2d(64, 128, 4, 2, 1),
        batch_norm(128),
        nn.LeakyReLU(0.2),
        nn.Flatten(),
        nn.Linear(7 * 7 * 128, 1),
    )
    return dcgan(toolkit, generator, discriminator, (64, 28, 28, 1), (7, 7, 128))


def dcgan64(toolkit: Toolkit) -> Workload:
    """64x64x3, batch 32, generator 512-256-128-64, discriminator 64 to 512."""
    generator = nn.Sequential(
        nn.Linear(LATENT, 4 * 4 * 512),
        batch_norm(4 * 4 * 512, dimensions=1),
        nn.ReLU(),
        nn.Unflatten(1, (512, 4, 4)),
    )
    for inputs, outputs in ((512, 256), (256, 128), (128, 64)):
        generator.append(nn.ConvTranspose2d(inputs, outputs, 4, 2, 1))
        generator.append(batch_norm(outputs))
        generator.append(nn.ReLU())
    generator.append(nn.ConvTranspose2d(64, 3, 4, 2, 1))
    generator.append(nn.Tanh())
    discriminator = nn.Sequential(nn.Conv2d(3, 64, 4, 2, 1), nn.LeakyReLU(0.2))
    for inputs, outputs in ((64, 128), (128, 256), (256, 512)):
        discriminator.append(nn.Conv2d(inputs, outputs, 4, 2, 1))
        discriminator.append(batch_norm(outputs))
        discriminator.append(nn.LeakyReLU(0.2))
    discriminator.append(nn.Flatten())
    discriminator.append(nn.Linear(4 * 4 * 512, 1))
    return dcgan(toolkit, generator, discriminator, (32, 64, 64, 3), (4, 4, 512))


def dcgan(
    toolkit: Toolkit,
    generator: nn.Module,
    discriminator: nn.Module,
    shape: tuple[int, int, int, int],
    coarse: tuple[int, int, int],
) -> Workload:
    initialize("generator", generator, coarse)
    initialize("discriminator", discriminator, coarse)
    generator.to(memory_format=toolkit.memory_format)
    discriminator.to(memory_format=toolkit.memory_format)
    settings = dict(lr=2e-4, betas=(0.5, 0.999), eps=EPSILON)
    generator_adam = torch.optim.Adam(generator.parameters(), **settings)
    discriminator_adam = torch.optim.Adam(discriminator.parameters(), **settings)
    real = toolkit.images(given.uniform("real", shape))
    ones, zeros = torch.ones(shape[0], 1), torch.zeros(shape[0], 1)
    cross_entropy = F.binary_cross_entropy_with_logits

    @toolkit.wrap
    def discriminator_loss(real: Tensor, z: Tensor) -> Tensor:
        with torch.no_grad():
            fake = generator(z)
        real_loss = cross_entropy(discriminator(real), ones)
        return real_loss + cross_entropy(discriminator(fake), zeros)

    @toolkit.wrap
    def generator_loss(z: Tensor) -> Tensor:
        return cross_entropy(discriminator(generator(z)), ones)

    def step(noise: Noise) -> list[Tensor]:
        z1 = noise.normal("latent 1", (shape[0], LATENT))
        first = minimize(discriminator_adam, lambda: discriminator_loss(real, z1))
        # The generator's update needs no gradients of the discriminator's weights.
        discriminator.requires_grad_(False)
        z2 = noise.normal("latent 2", (shape[0], LATENT))
        second = minimize(generator_adam, lambda: generator_loss(z2))
        discriminator.requires_grad_(True)
        return [first, second]

    parameters = size_of([*generator.parameters(), *discriminator.parameters()])
    return Workload(parameters, step, [generator_adam, discriminator_adam], losses=2)
