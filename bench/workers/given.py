"""The numbers that every framework starts from: the same definition as in given.mjs."""

import math
from collections.abc import Sequence

import numpy as np

UNIT = math.sqrt(3)
"""Half the width of a uniform distribution of variance 1."""


def _hash(name: str) -> int:
    """The 32-bit FNV-1a hash."""
    state = 0x811C9DC5
    for byte in name.encode():
        state = (state ^ byte) * 0x01000193 & 0xFFFFFFFF
    return state


def uniform(
    name: str, shape: Sequence[int], radius: float = 1.0, center: float = 0.0
) -> np.ndarray:
    """Numbers spread evenly over [center - radius, center + radius), fixed by the name."""
    x = np.arange(math.prod(shape), dtype=np.uint32) * np.uint32(0x9E3779B1)
    x += np.uint32(_hash(name))
    # The finalizer of MurmurHash3.
    x ^= x >> np.uint32(16)
    x *= np.uint32(0x85EBCA6B)
    x ^= x >> np.uint32(13)
    x *= np.uint32(0xC2B2AE35)
    x ^= x >> np.uint32(16)
    values = ((x >> np.uint32(8)) / 2**23 - 1) * radius + center
    return values.astype(np.float32).reshape(shape)


def kernel(name: str, shape: Sequence[int]) -> np.ndarray:
    """Weights of a layer by He et al. (2015), in TensorFlow's layout: the last axis is outputs."""
    return uniform(name, shape, math.sqrt(6 / math.prod(shape[:-1])))
