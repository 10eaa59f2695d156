"""References for layers.test.ts: minibatch standard deviation, conditional batch norm and upsampling,
values and gradients, by PyTorch in double precision.

    python layers.reference.py     # torch 2.13.0; writes layers.reference.json beside it

Images are stored as TensorFlow has them, [n, h, w, c].
"""

import json
from pathlib import Path

import torch
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(3)


def rounded(*shape):
    return (torch.randn(*shape) * 1000).round() / 1000


def numbers(tensor):
    return [round(x, 9) for x in tensor.detach().flatten().tolist()]


def nchw(x):
    return x.permute(0, 3, 1, 2)


def nhwc(x):
    return x.permute(0, 2, 3, 1)


def figures(inputs, y):
    """The output, the gradients of a loss in all inputs, and those of the squared slope in x."""
    c = rounded(*y.shape)
    loss = (c * (y + y.square())).sum()
    gradients = torch.autograd.grad(loss, inputs, create_graph=True)
    penalty = gradients[0].square().sum()
    second = torch.autograd.grad(penalty, inputs[0])[0]
    return {
        "shape": list(inputs[0].shape),
        "inputs": [numbers(x) for x in inputs],
        "c": numbers(c),
        "y": numbers(y),
        "gradients": [numbers(g) for g in gradients],
        "second": numbers(second),
    }


def minibatch_std(group):
    x = rounded(8, 3, 2, 5).requires_grad_()
    groups = x.reshape(8 // group, group, 3, 2, 5)
    spread = groups.var(1, unbiased=False).add(1e-8).sqrt().mean((1, 2, 3))
    plane = spread.repeat_interleave(group).reshape(8, 1, 1, 1).expand(8, 3, 2, 1)
    return figures([x], torch.cat([x, plane], -1))


def conditional(epsilon, labels, classes):
    x = rounded(len(labels), 2, 3, 4).requires_grad_()
    gamma = rounded(classes, 4).requires_grad_()
    beta = rounded(classes, 4).requires_grad_()
    norm = torch.nn.BatchNorm2d(4, eps=epsilon, affine=False)
    y = nhwc(norm(nchw(x)))
    y = y * gamma[labels][:, None, None] + beta[labels][:, None, None]
    return {"labels": labels, **figures([x, gamma, beta], y)}


def upsampled(mode):
    x = rounded(2, 3, 4, 2).requires_grad_()
    options = {} if mode == "nearest" else {"align_corners": False}
    return figures([x], nhwc(F.interpolate(nchw(x), scale_factor=2, mode=mode, **options)))


reference = {
    "minibatchStd": {str(group): minibatch_std(group) for group in [4, 2, 8]},
    "epsilon": 1e-3,
    "conditional": conditional(1e-3, [2, 0, 1, 2, 2, 0], 3),
    "upsampled": {mode: upsampled(mode) for mode in ["nearest", "bilinear"]},
}
Path(__file__).with_suffix(".json").write_text(json.dumps(reference) + "\n")
