"""PyTorch: eager in both memory layouts, compiled, or in bfloat16 autocast, by the argument."""

import math
import statistics
import sys
from collections.abc import Callable, Sequence
from typing import Any

import given
import torch
from serve import serve, timed
from torch import Tensor
from torch_workloads import WORKLOADS
from torch_workloads.training import Noise, Toolkit, Workload, channels_first

torch.set_num_threads(2)

Loss = Callable[..., Tensor]


def in_autocast(loss: Loss) -> Loss:
    def wrapped(*inputs: Tensor) -> Tensor:
        with torch.autocast("cpu", torch.bfloat16):
            return loss(*inputs)

    return wrapped


TOOLKITS: dict[str, list[Toolkit]] = {
    "torch": [Toolkit()],
    "torch-channels-last": [Toolkit(torch.channels_last)],
    "torch-compile": [Toolkit(wrap=torch.compile)],
    # The layout that serves bfloat16 better differs between workloads: the faster one counts.
    "torch-bf16": [Toolkit(wrap=in_autocast), Toolkit(torch.channels_last, in_autocast)],
}


class Given:
    """The noise of the check."""

    def normal(self, name: str, shape: Sequence[int]) -> Tensor:
        return channels_first(given.uniform(name, shape, given.UNIT))

    def uniform(self, name: str, shape: Sequence[int]) -> Tensor:
        return channels_first(given.uniform(name, shape, 0.5, 0.5))


class Fresh:
    """PyTorch's own noise."""

    def normal(self, _: str, shape: Sequence[int]) -> Tensor:
        return torch.randn(self._channels_first(shape))

    def uniform(self, _: str, shape: Sequence[int]) -> Tensor:
        return torch.rand(self._channels_first(shape))

    def _channels_first(self, shape: Sequence[int]) -> Sequence[int]:
        return [shape[0], shape[3], shape[1], shape[2]] if len(shape) == 4 else shape


def losses(workload: Workload, steps: int) -> list[list[float]]:
    """The losses of each step, and the norm of the gradients where the step returns them."""
    numbers = []
    for _ in range(steps):
        results = workload.step(Given())
        numbers.append([loss.item() for loss in results[: workload.losses]])
        if gradients := results[workload.losses :]:
            squares = sum(gradient.square().sum().item() for gradient in gradients)
            numbers[-1].append(math.sqrt(squares))
    return numbers


class Worker:
    """The operations of this worker."""

    step: Callable[[], Any]

    def __init__(self, variant: str):
        self.toolkits = TOOLKITS[variant]

    def check(self, workload: str, steps: int) -> dict:
        """The losses at a learning rate of zero, and those of the first steps of training."""
        still = WORKLOADS[workload](self.toolkits[0])
        for optimizer in still.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = 0.0
        made = WORKLOADS[workload](self.toolkits[0])
        initial, trained = losses(still, 1)[0], losses(made, steps)
        return {"parameters": made.parameters, "initial": initial, "trained": trained}

    def init(self, workload: str) -> dict:
        steps = [self._step(WORKLOADS[workload](toolkit), Fresh()) for toolkit in self.toolkits]
        self.step = steps[0]
        self.step()
        if len(steps) == 1:
            return {}
        times = [statistics.median(timed(step, 6)[1:]) for step in steps]
        self.step = steps[times.index(min(times))]
        layout = self.toolkits[times.index(min(times))].memory_format
        return {"note": f"{layout}, the faster layout".removeprefix("torch.")}

    def run(self, steps: int) -> dict:
        return {"milliseconds": timed(self.step, steps)}

    def ceiling(self, size: int, dtype: str, repeats: int) -> dict:
        """The times of a product of two square matrices."""
        a, b = (torch.randn(size, size).to(getattr(torch, dtype)) for _ in range(2))
        return {"milliseconds": timed(lambda: a @ b, repeats)}

    def versions(self) -> dict:
        return {"torch": torch.__version__}

    def _step(self, workload: Workload, noise: Noise) -> Callable[[], Any]:
        # A step ends when its losses have arrived.
        return lambda: [loss.item() for loss in workload.step(noise)[: workload.losses]]


if __name__ == "__main__":
    worker = Worker(sys.argv[1])
    operations = [worker.check, worker.init, worker.run, worker.ceiling, worker.versions]
    serve({operation.__name__: operation for operation in operations})
