"""References for the tests beside it, by NumPy and SciPy in double precision.

    pip install numpy==2.4.6 scipy==1.17.1
    python latent.reference.py     # writes the .json beside it
"""

import json
from pathlib import Path

import numpy as np
import scipy
from scipy.spatial import geometric_slerp

rng = np.random.default_rng(5)


def random(*shape):
    return rng.standard_normal(shape).round(3)


def listed(array):
    return np.asarray(array, dtype=float).round(9).tolist()


def slerp_of_white(a, b, t):
    """White 2016, as printed: the angle between the directions weighs the vectors themselves."""
    cosine = np.dot(a / np.linalg.norm(a), b / np.linalg.norm(b))
    omega = np.arccos(np.clip(cosine, -1, 1))
    return np.sin((1 - t) * omega) / np.sin(omega) * a + np.sin(t * omega) / np.sin(omega) * b


def arcs():
    """Vectors of one length by White's formula; of two lengths by SciPy's arc between directions."""
    ts = [0, 0.1, 0.5, 0.8, 1]
    cases = []
    for size in (2, 3, 64):
        a, b = random(size), random(size)
        b = (b / np.linalg.norm(b) * np.linalg.norm(a)).round(6)
        white = [slerp_of_white(a, b, t) for t in ts]
        cases.append({"a": listed(a), "b": listed(b), "t": ts, "path": listed(white)})
        c = 1.7 * random(size)
        lengths = np.linalg.norm(a), np.linalg.norm(c)
        arc = geometric_slerp(a / lengths[0], c / lengths[1], ts)
        scaled = [((1 - t) * lengths[0] + t * lengths[1]) * unit for t, unit in zip(ts, arc)]
        cases.append({"a": listed(a), "b": listed(c), "t": ts, "path": listed(scaled)})
    return cases


def sefa():
    """Shen and Zhou 2021, as their code has it: eigenvectors of the covariance of A's columns."""
    weights = random(6, 20)  # [latent, k]
    values, vectors = np.linalg.eigh(weights @ weights.T)
    order = np.argsort(-values)
    vectors = vectors[:, order].T
    signs = np.sign(vectors[np.arange(6), np.abs(vectors).argmax(1)])
    strengths = np.linalg.svd(weights, compute_uv=False)
    return {
        "weights": listed(weights),
        "directions": listed(vectors * signs[:, None]),
        "strengths": listed(strengths),
    }


def truncated():
    """Moments of the standard normal distribution within [-c, c]."""
    return [
        {"threshold": c, "variance": float(scipy.stats.truncnorm(-c, c).var())}
        for c in (0.1, 0.5, 1, 2, 3)
    ]


def ranks():
    """Mann and Whitney's statistic of two samples with ties."""
    first = (rng.gamma(3, 2, 40)).round(0) + 1
    second = (rng.gamma(4, 2, 50)).round(0) + 1
    u = scipy.stats.mannwhitneyu(first, second).statistic  # pairs in which the first is greater
    n, m = len(first), len(second)
    z = (u - n * m / 2) / np.sqrt(n * m * (n + m + 1) / 12)
    return {"first": listed(first), "second": listed(second), "share": 1 - u / (n * m), "z": z}


reference = {"arcs": arcs(), "sefa": sefa(), "truncated": truncated(), "ranks": ranks()}
Path(__file__).with_suffix(".json").write_text(json.dumps(reference) + "\n")
