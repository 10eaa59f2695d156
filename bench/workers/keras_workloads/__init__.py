"""The workloads in Keras 3 on TensorFlow, each traced as one tf.function by keras_worker.py."""

from collections.abc import Callable

from .dcgan import dcgan28, dcgan64
from .gatys256 import gatys256
from .stylegan2_block import stylegan2_block
from .training import Workload
from .vae28 import vae28
from .wgan_gp import wgan_gp

WORKLOADS: dict[str, Callable[[], Workload]] = {
    "dcgan28": dcgan28,
    "vae28": vae28,
    "gatys256": gatys256,
    "stylegan2-block": stylegan2_block,
    "dcgan64": dcgan64,
    "wgan-gp": wgan_gp,
}
