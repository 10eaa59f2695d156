"""References for likelihoods.test.ts: log-probabilities and the KL by torch.distributions, and the
logistic mixture by its definition, in double precision, with gradients.

    python likelihoods.reference.py     # torch 2.14.1; writes likelihoods.reference.json beside it
"""

import sys
from pathlib import Path

import torch
from torch.distributions import (
    Bernoulli,
    ContinuousBernoulli,
    Independent,
    Normal,
    kl_divergence,
)

sys.path.append(str(Path(__file__).parents[1]))
from reference import Source, case, write

WEIGHTS = torch.tensor([1.0, -0.5, 2.0])  # so that the images' values cannot be exchanged


def of_images(values):
    return (values.reshape(3, -1).sum(1) * WEIGHTS).sum()


def bernoulli():
    source = Source(1)
    x = (source("x", 3, 4, 2, 1) > 0).double()
    x = source.given("x", x)
    logits = source("logits", 3, 4, 2, 1, scale=3.0)
    value = x * logits - torch.nn.functional.softplus(logits)  # x is an input, too
    assert torch.allclose(value, Bernoulli(logits=logits).log_prob(x.detach()))
    return case("bernoulli", source, of_images(value))


def continuous_bernoulli():
    source = Source(2)
    x = source.given("x", (torch.rand(3, 4, 2, 1, generator=source.generator) * 100).round() / 100)
    logits = source("logits", 3, 4, 2, 1, scale=3.0)
    distribution = ContinuousBernoulli(logits=logits)
    return case("continuous Bernoulli", source, of_images(distribution.log_prob(x)))


def continuous_bernoulli_mean():
    source = Source(3)
    logits = source.given("logits", torch.tensor([[-30.0, -8, -0.7], [-0.45, 0.3, 0.6], [2, 9, 40]]))
    return case("its mean", source, of_images(1 / -torch.expm1(-logits) - 1 / logits))


def gaussian(name, *shape):
    source = Source(4)
    x, mean = source("x", 3, 4, 2, 3), source("mean", 3, 4, 2, 3)
    log_sigma = source("logSigma", *shape)
    return case(name, source, of_images(Normal(mean, log_sigma.exp()).log_prob(x)))


def kl():
    source = Source(5)
    mean, log_variance = source("mean", 3, 5), source("logVariance", 3, 5, scale=2.0)
    standard = Independent(Normal(torch.zeros(3, 5), 1.0), 1)
    posterior = Independent(Normal(mean, (log_variance / 2).exp()), 1)
    return case("KL", source, of_images(kl_divergence(posterior, standard)))


def mixture(name, channels, components=3):
    """Each level's probability as a difference of distribution functions."""
    source = Source(6)
    levels = torch.randint(0, 256, (3, 2, 2, channels), generator=source.generator)
    levels[0, 0], levels[1, 1] = 0, 255
    source.given("levels", levels.double())
    x = (levels / 127.5 - 1).double()
    per_pixel = components * (3 if channels == 1 else 10)
    parameters = source("parameters", 3, 2, 2, per_pixel)
    parts = parameters.reshape(3, 2, 2, -1, components)
    logits, means = parts[..., 0, :], list(parts[..., 1 : 1 + channels, :].unbind(-2))
    log_scales = parts[..., 1 + channels : 1 + 2 * channels, :].clamp(min=-7).unbind(-2)
    if channels == 3:
        a, b, c = parts[..., 7:10, :].tanh().unbind(-2)
        red, green = x[..., :1], x[..., 1:2]
        means[1] = means[1] + a * red
        means[2] = means[2] + b * red + c * green
    total = torch.log_softmax(logits, -1)
    for channel in range(channels):
        value = x[..., channel : channel + 1]
        scale, level = log_scales[channel].exp(), levels[..., channel : channel + 1]
        up_to = torch.sigmoid((value + 1 / 255 - means[channel]) / scale)
        below = torch.sigmoid((value - 1 / 255 - means[channel]) / scale)
        up_to = torch.where(level == 255, torch.ones_like(up_to), up_to)
        below = torch.where(level == 0, torch.zeros_like(below), below)
        total = total + (up_to - below).log()
    return case(name, source, of_images(total.logsumexp(-1)))


write(
    __file__,
    [
        bernoulli(),
        continuous_bernoulli(),
        continuous_bernoulli_mean(),
        gaussian("Gaussian, sigma of each value", 3, 4, 2, 3),
        gaussian("Gaussian, sigma of each channel", 3),
        gaussian("Gaussian, one sigma", 1),
        kl(),
        mixture("mixture, gray", 1),
        mixture("mixture, color", 3),
    ],
)
