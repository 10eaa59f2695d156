"""References for losses.test.ts: values and gradients in the logits of both losses of each game, and
of the terms beside them, by PyTorch in double precision.

    python losses.reference.py     # torch 2.13.0; writes losses.reference.json beside it
"""

import sys
from pathlib import Path

import torch
from torch.nn import functional as F

sys.path.append(str(Path(__file__).parents[1]))
from reference import Source, case, write


def bce(logits, label):
    return F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, label))


def cross_entropies(real, fake):
    return bce(real, 1.0) + bce(fake, 0.0)


def half_mse(logits, label):
    return F.mse_loss(logits, torch.full_like(logits, label)) / 2


def hinges(real, fake):
    return F.relu(1 - real).mean() + F.relu(1 + fake).mean()


def squares(real, fake):
    return (real - 1).square().mean() + (fake + 1).square().mean()


def relative(of_both):
    return (
        lambda r, f: of_both(r - f.mean(), f - r.mean()),
        lambda r, f: of_both(f - r.mean(), r - f.mean()),
    )


# name: (discriminator, generator), each of the logits of real and of generated images
GAMES = {
    "minimax": (cross_entropies, lambda r, f: F.logsigmoid(-f).mean()),
    "non-saturating": (cross_entropies, lambda r, f: bce(f, 1.0)),
    "least squares": (
        lambda r, f: half_mse(r, 1.0) + half_mse(f, 0.0),
        lambda r, f: half_mse(f, 1.0),
    ),
    "wasserstein": (lambda r, f: f.mean() - r.mean(), lambda r, f: -f.mean()),
    "hinge": (hinges, lambda r, f: -f.mean()),
    "relativistic average": relative(cross_entropies),
    "relativistic average hinge": relative(hinges),
    "relativistic average least squares": relative(squares),
    "smoothed non-saturating": (lambda r, f: bce(r, 0.9) + bce(f, 0.0), lambda r, f: bce(f, 1.0)),
    "smoothed minimax": (
        lambda r, f: bce(r, 0.8) + bce(f, 0.0),
        lambda r, f: F.logsigmoid(-f).mean(),
    ),
    "smoothed least squares": (
        lambda r, f: half_mse(r, 0.9) + half_mse(f, 0.0),
        lambda r, f: half_mse(f, 1.0),
    ),
}

LOGITS = {
    "ordinary": ([2.5, -0.3, 0.8, -4.0, 0.1], [-1.2, 0.4, 3.0, -6.0, 0.7]),
    "extreme": ([1e4, -1e4, 90.0, 1.5, -20.0], [-1e4, 1e4, -90.0, 20.0, 0.25]),
}


def games():
    for size, (real, fake) in LOGITS.items():
        for name, losses in GAMES.items():
            for player, loss in zip(("discriminator", "generator"), losses):
                source = Source(0)
                r = source.given("real", torch.tensor(real)[:, None])
                f = source.given("fake", torch.tensor(fake)[:, None])
                yield case(f"{name}, {player}, {size}", source, loss(r, f))


def feature_matching():
    source = Source(1)
    real, fake = source("real", 5, 4), source("fake", 3, 4)
    return case("feature matching", source, (real.mean(0) - fake.mean(0)).square().sum())


def classification(scale):
    source = Source(2)
    logits = source("logits", 4, 3, scale=scale)
    labels = torch.tensor([2, 0, 1, 1])
    value = F.cross_entropy(logits, labels)
    written = case(f"classification, logits of {scale}", source, value)
    one_hot = F.one_hot(labels, 3).double()
    written["tensors"]["labels"] = {"shape": [4, 3], "values": one_hot.flatten().tolist()}
    return written


write(__file__, [*games(), feature_matching(), classification(1.0), classification(1e4)])
