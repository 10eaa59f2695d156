"""References for batch-normalization.test.ts, by PyTorch in double precision.

    python batch-normalization.reference.py     # torch 2.13.0; writes the .json beside it

Three training steps of batch normalization on different batches: output, loss gradients, the
gradients of a penalty on the gradient by the input (for which the layer is differentiated twice),
and the running statistics. PyTorch's running variance is unbiased, so they are averaged by hand.
"""

import json
from pathlib import Path

import torch
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
EPSILON, MOMENTUM, STEPS = 1e-3, 0.9, 3
generator = torch.Generator().manual_seed(11)


def random(*shape):
    return ((torch.randn(*shape, generator=generator) * 1000).round() / 1000).requires_grad_()


def listed(tensor):
    return [float(f"{v:.9g}") for v in tensor.detach().flatten().tolist()]


def case(*shape):
    channels = shape[-1]
    gamma, beta = random(channels), random(channels)
    mean, variance = torch.zeros(channels), torch.ones(channels)
    steps = []
    for _ in range(STEPS):
        x, weights = random(*shape), random(*shape)
        rows = x.reshape(-1, channels)
        y = F.batch_norm(rows, None, None, gamma, beta, training=True, eps=EPSILON).reshape(shape)
        loss = (weights * (y + y.square())).sum()
        gradients = torch.autograd.grad(loss, [x, gamma, beta], create_graph=True)
        second = torch.autograd.grad(gradients[0].square().sum(), [x, gamma, beta])
        mean = MOMENTUM * mean + (1 - MOMENTUM) * rows.mean(0)
        variance = MOMENTUM * variance + (1 - MOMENTUM) * rows.var(0, unbiased=False)
        steps.append(
            {
                "x": listed(x),
                "weights": listed(weights),
                "y": listed(y),
                "gradients": [listed(g) for g in gradients],
                "penaltyGradients": [listed(g) for g in second],
                "movingMean": listed(mean),
                "movingVariance": listed(variance),
            }
        )
    return {"shape": shape, "gamma": listed(gamma), "beta": listed(beta), "steps": steps}


cases = [case(4, 3, 2, 3), case(6, 4)]
Path(__file__).with_suffix(".json").write_text(
    json.dumps({"epsilon": EPSILON, "momentum": MOMENTUM, "cases": cases}) + "\n"
)
