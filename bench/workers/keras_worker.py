"""Keras 3 on TensorFlow: each training step is one tf.function."""

import os
from collections.abc import Callable, Sequence
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ["KERAS_BACKEND"] = "tensorflow"

import given  # noqa: E402
import keras  # noqa: E402
import tensorflow as tf  # noqa: E402
from keras_workloads import WORKLOADS  # noqa: E402
from keras_workloads.training import Noise, Workload  # noqa: E402
from serve import serve, timed  # noqa: E402

THREADS = 2
tf.config.threading.set_intra_op_parallelism_threads(THREADS)
tf.config.threading.set_inter_op_parallelism_threads(THREADS)


class Given:
    """The noise of the check."""

    def normal(self, name: str, shape: Sequence[int]) -> tf.Tensor:
        return tf.constant(given.uniform(name, shape, given.UNIT))

    def uniform(self, name: str, shape: Sequence[int]) -> tf.Tensor:
        return tf.constant(given.uniform(name, shape, 0.5, 0.5))


class Fresh:
    """TensorFlow's own noise."""

    def normal(self, _: str, shape: Sequence[int]) -> tf.Tensor:
        return tf.random.normal(shape)

    def uniform(self, _: str, shape: Sequence[int]) -> tf.Tensor:
        return tf.random.uniform(shape)


def compile_step(workload: Workload, noise: Noise) -> Callable[[], list[tf.Tensor]]:
    step = tf.function(lambda *inputs: workload.step(noise, *inputs))
    return lambda: step(*workload.inputs)


def losses(workload: Workload, steps: int) -> list[list[float]]:
    """The losses of each step, and the norm of the gradients where the step returns them."""
    step = compile_step(workload, Given())
    numbers = []
    for _ in range(steps):
        results = step()
        numbers.append([float(loss) for loss in results[: workload.losses]])
        if gradients := results[workload.losses :]:
            numbers[-1].append(float(tf.linalg.global_norm(gradients)))
    return numbers


class Worker:
    """The operations of this worker."""

    step: Callable[[], Any]

    def check(self, workload: str, steps: int) -> dict:
        """The losses at a learning rate of zero, and those of the first steps of training."""
        still = WORKLOADS[workload]()
        for optimizer in still.optimizers:
            optimizer.learning_rate = 0.0
        made = WORKLOADS[workload]()
        initial, trained = losses(still, 1)[0], losses(made, steps)
        return {"parameters": made.parameters, "initial": initial, "trained": trained}

    def init(self, workload: str) -> dict:
        made = WORKLOADS[workload]()
        step = compile_step(made, Fresh())
        # A step ends when its losses have arrived.
        self.step = lambda: [float(loss) for loss in step()[: made.losses]]
        self.step()
        return {}

    def run(self, steps: int) -> dict:
        return {"milliseconds": timed(self.step, steps)}

    def ceiling(self, size: int, dtype: str, repeats: int) -> dict:
        """The times of a product of two square matrices."""
        a = tf.cast(tf.random.normal((size, size)), dtype)
        b = tf.cast(tf.random.normal((size, size)), dtype)
        # One number of the product on the host, so that all of it has been computed.
        return {"milliseconds": timed(lambda: float((a @ b)[0, 0]), repeats)}

    def versions(self) -> dict:
        return {"tensorflow": tf.__version__, "keras": keras.__version__}


if __name__ == "__main__":
    worker = Worker()
    operations = [worker.check, worker.init, worker.run, worker.ceiling, worker.versions]
    serve({operation.__name__: operation for operation in operations})
