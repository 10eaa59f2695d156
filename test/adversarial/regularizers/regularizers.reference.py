"""References for regularizers.test.ts: values of the penalties of a small convolutional critic, and
gradients in its weights and in the images, by PyTorch in double precision.

    python regularizers.reference.py     # torch 2.13.0; writes regularizers.reference.json beside it

Tensors are stored as TensorFlow has them: images [n, h, w, c], filters [h, w, in, out].
"""

import sys
from pathlib import Path

import torch
from torch.nn import functional as F

sys.path.append(str(Path(__file__).parents[2]))
from reference import Source, case, write


def critic(t):
    """Two convolutions with leaky ReLU and a dense layer, 6x6x2 to one logit."""

    def judge(x):
        h = F.pad(x.permute(0, 3, 1, 2), (0, 1, 0, 1))  # as TensorFlow pads for stride 2
        h = F.conv2d(h, t["w1"].permute(3, 2, 0, 1), t["b1"], stride=2)
        h = F.leaky_relu(h, 0.2)
        h = F.conv2d(h, t["w2"].permute(3, 2, 0, 1), t["b2"], padding=1)
        h = F.leaky_relu(h, 0.2)
        return h.permute(0, 2, 3, 1).flatten(1) @ t["w3"] + t["b3"]

    return judge


def made(seed, *images):
    source = Source(seed)
    for name in images:
        source(name, 3, 6, 6, 2)
    source("w1", 3, 3, 2, 4, scale=0.5)
    source("b1", 4, scale=0.2)
    source("w2", 3, 3, 4, 3, scale=0.3)
    source("b2", 3, scale=0.2)
    source("w3", 27, 1, scale=0.5)
    source("b3", 1)
    return source, source.tensors, critic(source.tensors)


def norms(judge, x):
    slope = torch.autograd.grad(judge(x).sum(), x, create_graph=True)[0]
    return slope.flatten(1).norm(dim=1)


def r(name, side):
    source, t, judge = made(1, "real", "fake")
    return case(name, source, 7 / 2 * norms(judge, t[side]).square().mean())


def slope(name, target=1.0, one_sided=False):
    source, t, judge = made(2, "images")
    excess = norms(judge, t["images"]) - target
    if one_sided:
        excess = excess.clamp(min=0)
    return case(name, source, excess.square().mean())


def consistency():
    source, t, judge = made(4, "real", "changed")
    return case("consistency", source, F.mse_loss(judge(t["real"]), judge(t["changed"])))


write(
    __file__,
    [
        r("R1", "real"),
        r("R2", "fake"),
        slope("slope"),
        slope("slope, one-sided", target=3.0, one_sided=True),
        slope("slope, target 0", target=0.0),
        consistency(),
    ],
)
