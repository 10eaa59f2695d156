"""References for spectral.test.ts: PyTorch's spectral normalization over several training steps with
updates between them, and the largest singular value by NumPy.

    python spectral.reference.py     # torch 2.13.0; writes spectral.reference.json beside it

Tensors are stored as TensorFlow has them: images [n, h, w, c], filters [h, w, in, out], dense
kernels [in, out], singular vectors as columns. PyTorch's u belongs to the outputs ("right" here),
its v to the inputs ("left").
"""

import json
from pathlib import Path

import numpy as np
import torch
from torch.nn.utils.parametrizations import spectral_norm

torch.set_default_dtype(torch.float64)
torch.manual_seed(7)
RATE = 0.3


def rounded(tensor):
    return (tensor * 1000).round() / 1000


def filters(w):
    """[out, in, h, w] to [h, w, in, out], or [out, in] to [in, out]."""
    return w.permute(2, 3, 1, 0) if w.ndim == 4 else w.T


def images(x):
    return x.permute(0, 2, 3, 1) if x.ndim == 4 else x


def left(v, shape):
    """A vector over (in, h, w) to one over (h, w, in)."""
    if len(shape) == 2:
        return v
    _, i, h, w = shape
    return v.reshape(i, h, w).permute(1, 2, 0).flatten()


def numbers(tensor):
    return [round(x, 9) for x in tensor.detach().flatten().tolist()]


def case(name, layer, x, config):
    with torch.no_grad():
        layer.weight.copy_(rounded(layer.weight))
        layer.bias.copy_(rounded(layer.bias))
    spectral_norm(layer)
    parametrization = layer.parametrizations.weight
    kernel, norm = parametrization.original, parametrization[0]
    shape = kernel.shape
    start = {
        "kernel": numbers(filters(kernel)),
        "bias": numbers(layer.bias),
        "left": numbers(left(norm._v, shape)),
        "right": numbers(norm._u),
    }
    steps = []
    for _ in range(4):
        layer.train()
        y = layer(x)
        c = rounded(torch.randn(y.shape))
        loss = (c * (y + y.square())).sum()
        gradient, bias_gradient = torch.autograd.grad(loss, [kernel, layer.bias])
        weights = torch.cos(torch.arange(kernel.numel())).reshape(filters(kernel).shape)
        # After the update, without a power iteration, as at inference.
        with torch.no_grad():
            kernel -= RATE * gradient / gradient.norm()
            layer.bias -= RATE * bias_gradient / bias_gradient.norm()
            layer.eval()
            inference = layer(x)
        steps.append(
            {
                "c": numbers(images(c)),
                "y": numbers(images(y)),
                "kernelGradient": numbers(filters(gradient)),
                "biasGradient": numbers(bias_gradient),
                "left": numbers(left(norm._v, shape)),
                "right": numbers(norm._u),
                "inference": numbers(images(inference)),
            }
        )
    matrix = filters(kernel).detach().reshape(-1, shape[0]).numpy()
    return {
        "name": name,
        "config": config,
        "shape": list(images(x).shape),
        "x": numbers(images(x)),
        **start,
        "steps": steps,
        "norm": float(np.linalg.svd(matrix, compute_uv=False)[0]),
    }


cases = [
    case(
        "SpectralConv2D",
        torch.nn.Conv2d(3, 5, 4, stride=2, padding=1),
        rounded(torch.randn(2, 3, 6, 8)),
        {"filters": 5, "kernelSize": 4, "strides": 2, "padding": "same"},
    ),
    case(
        "SpectralDense",
        torch.nn.Linear(7, 4),
        rounded(torch.randn(3, 7)),
        {"units": 4},
    ),
]
reference = {"rate": RATE, "cases": cases}
Path(__file__).with_suffix(".json").write_text(json.dumps(reference) + "\n")
