"""What the scripts that write references share: tensors as a test reads them, and their gradients."""

import json
from pathlib import Path

import torch

torch.set_default_dtype(torch.float64)


class Source:
    """Hands out small random tensors, rounded so that both sides start from the same numbers."""

    def __init__(self, seed):
        self.generator = torch.Generator().manual_seed(seed)
        self.tensors = {}

    def __call__(self, name, *shape, scale=1.0):
        values = torch.randn(*shape, generator=self.generator) * scale
        return self.given(name, (values * 1000).round() / 1000)

    def given(self, name, values):
        self.tensors[name] = torch.as_tensor(values).requires_grad_()
        return self.tensors[name]


def listed(tensor):
    return [float(f"{v:.9g}") for v in tensor.detach().flatten().tolist()]


def case(name, source, value):
    """A value with its gradients in all of the source's tensors that it depends on."""
    tensors = source.tensors
    gradients = torch.autograd.grad(value, list(tensors.values()), allow_unused=True)
    return {
        "name": name,
        "value": value.item(),
        "tensors": {k: {"shape": list(t.shape), "values": listed(t)} for k, t in tensors.items()},
        "gradients": {k: listed(g) for k, g in zip(tensors, gradients) if g is not None},
    }


def write(script, cases):
    Path(script).with_suffix(".json").write_text(json.dumps(cases) + "\n")
