"""References for pixel.test.ts: values and gradients of distances, by PyTorch in double precision.

    python pixel.reference.py     # torch 2.13.0; writes pixel.reference.json beside it
"""

import sys
from pathlib import Path

from torch.nn import functional as F

sys.path.append(str(Path(__file__).parents[1]))
from reference import Source, case, write


def pair(name, distance):
    source = Source(1)
    return case(name, source, distance(source("a", 2, 3, 4, 2), source("b", 2, 3, 4, 2)))


def perceptual():
    source = Source(2)
    shapes = [(2, 4, 4, 3), (2, 2, 2, 5), (2, 7)]
    weights = [1.0, 0.25, 3.0]
    value = 0
    for j, (shape, weight) in enumerate(zip(shapes, weights)):
        found, wanted = source(f"found{j}", *shape), source(f"wanted{j}", *shape)
        # Johnson et al., eq. 2: squared norm over C H W, then the mean over the batch.
        norms = (found - wanted).square().flatten(1).sum(1) / found[0].numel()
        value = value + weight * norms.mean()
    return case("perceptual", source, value)


write(__file__, [pair("L1", F.l1_loss), pair("L2", F.mse_loss), perceptual()])
