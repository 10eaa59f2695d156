"""WGAN-GP (Gulrajani et al. 2017): one update of the critic, 32x32x3, batch 64."""

import given
import torch
from torch import Tensor, nn

from .training import EPSILON, Noise, Toolkit, Workload, batch_norm, initialize, minimize, size_of

BATCH = 64
LATENT = 128
PENALTY_WEIGHT = 10


def wgan_gp(toolkit: Toolkit) -> Workload:
    generator = nn.Sequential(
        nn.Linear(LATENT, 4 * 4 * 256),
        batch_norm(4 * 4 * 256, dimensions=1),
        nn.ReLU(),
        nn.Unflatten(1, (256, 4, 4)),
    )
    for inputs, outputs in ((256, 128), (128, 64)):
        generator.append(nn.ConvTranspose2d(inputs, outputs, 4, 2, 1))
        generator.append(batch_norm(outputs))
        generator.append(nn.ReLU())
    generator.append(nn.ConvTranspose2d(64, 3, 4, 2, 1))
    generator.append(nn.Tanh())
    # Without batch norm: the penalty is on the slope at each image, not at the batch.
    critic = nn.Sequential()
    for inputs, outputs in ((3, 64), (64, 128), (128, 256)):
        critic.append(nn.Conv2d(inputs, outputs, 4, 2, 1))
        critic.append(nn.LeakyReLU(0.2))
    critic.append(nn.Flatten())
    critic.append(nn.Linear(4 * 4 * 256, 1))
    initialize("generator", generator, (4, 4, 256))
    initialize("critic", critic, (4, 4, 256))
    generator.to(memory_format=toolkit.memory_format)
    critic.to(memory_format=toolkit.memory_format)
    optimizer = torch.optim.Adam(critic.parameters(), 1e-4, (0.0, 0.9), eps=EPSILON)
    real = toolkit.images(given.uniform("real", (BATCH, 32, 32, 3)))

    @toolkit.wrap
    def loss(real: Tensor, z: Tensor, mixture: Tensor) -> Tensor:
        with torch.no_grad():
            fake = generator(z)
        between = (real + mixture * (fake - real)).requires_grad_()
        (slope,) = torch.autograd.grad(critic(between).sum(), between, create_graph=True)
        norm = (slope * slope).sum((1, 2, 3)).sqrt()
        penalty = ((norm - 1) ** 2).mean()
        return critic(fake).mean() - critic(real).mean() + PENALTY_WEIGHT * penalty

    def step(noise: Noise) -> list[Tensor]:
        z = noise.normal("latent", (BATCH, LATENT))
        mixture = noise.uniform("mixture", (BATCH, 1, 1, 1))
        return [minimize(optimizer, lambda: loss(real, z, mixture))]

    return Workload(size_of([*generator.parameters(), *critic.parameters()]), step, [optimizer])
