"""References for the metrics' tests: transcriptions of the papers' formulas in float64.

    python metrics.reference.py     # numpy 2, scipy 1, mpmath 1; writes metrics.reference.json

Features are multiples of 1/64 (narrow ones of 1/4096), so that float32 holds them exactly. The trace of the root of
sigma_1 sigma_2 is taken twice: by SciPy's sqrtm, and as the sum of the roots of its eigenvalues in
60 digits, which stays right where the matrix is singular and sqrtm is not.
"""

import json
import warnings
from pathlib import Path

import mpmath
import numpy as np
from scipy.linalg import sqrtm

mpmath.mp.dps = 60
random = np.random.default_rng(5)


def features(n, k, scale=1.0, shift=0.0):
    """Correlated features, rounded."""
    mixing = np.random.default_rng(k).normal(size=(k, k)) / np.sqrt(k)
    values = (random.normal(size=(n, k)) * scale) @ mixing + shift
    return np.round(values * 64) / 64


def frechet(mu1, sigma1, mu2, sigma2):
    """Heusel et al. (2017), eq. 6: by sqrtm, and in 60 digits."""
    rest = np.sum((mu1 - mu2) ** 2) + np.trace(sigma1) + np.trace(sigma2)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        root = np.trace(sqrtm(sigma1 @ sigma2)).real
    product = mpmath.matrix(sigma1.tolist()) * mpmath.matrix(sigma2.tolist())
    values, _ = mpmath.eig(product)
    exact = mpmath.fsum(mpmath.sqrt(abs(mpmath.re(v))) for v in values)
    return {"scipy": rest - 2 * root, "exact": float(mpmath.mpf(rest) - 2 * exact)}


def of_features(x, y):
    return frechet(x.mean(0), np.cov(x.T), y.mean(0), np.cov(y.T))


def gaussians(name, mu1, sigma1, mu2, sigma2):
    a = {"mean": mu1.tolist(), "covariance": sigma1.tolist()}
    b = {"mean": mu2.tolist(), "covariance": sigma2.tolist()}
    return {"name": name, "a": a, "b": b, **frechet(mu1, sigma1, mu2, sigma2)}


def covariance(k, spectrum):
    """With the given eigenvalues, in a random basis."""
    q, _ = np.linalg.qr(random.normal(size=(k, k)))
    sigma = q @ np.diag(spectrum) @ q.T
    return (sigma + sigma.T) / 2


def kernel_distance(x, y):
    """Bińkowski et al. (2018), eq. 4 with the kernel of section 4: unbiased, all pairs."""
    kernel = lambda a, b: (a @ b.T / a.shape[1] + 1) ** 3
    m, n = len(x), len(y)
    within = (kernel(x, x).sum() - np.trace(kernel(x, x))) / (m * (m - 1))
    real = (kernel(y, y).sum() - np.trace(kernel(y, y))) / (n * (n - 1))
    return within + real - 2 * kernel(x, y).mean()


def distances(a, b):
    """Of features scaled to length 1."""
    a, b = (x / np.linalg.norm(x, axis=1, keepdims=True) for x in (a, b))
    return np.sqrt(((a[:, None] - b[None]) ** 2).sum(2))


def radii(a, k):
    """To the k-th nearest other one: the nearest of all is the point itself."""
    return np.sort(distances(a, a), axis=1)[:, k]


def precision_recall(fake, real, k):
    """Kynkäänniemi et al. (2019), eq. 1 and 2."""
    d = distances(real, fake)
    return {
        "precision": (d <= radii(real, k)[:, None]).any(0).mean(),
        "recall": (d <= radii(fake, k)[None]).any(1).mean(),
    }


def density_coverage(fake, real, k):
    """Naeem et al. (2020), eq. 3 and 4."""
    inside = distances(real, fake) <= radii(real, k)[:, None]
    return {"density": inside.sum() / (k * len(fake)), "coverage": inside.any(1).mean()}


def narrow(n, centers, scale):
    """Features that differ by a small part of their length, around each of some centers in turn."""
    values = centers[np.arange(n) % len(centers)] + random.normal(size=(n, centers.shape[1])) * scale
    return np.round(values * 4096) / 4096


def of_narrow(name, fake, real):
    """All metrics; the kernel's in extended precision, because it is a difference of large sums."""
    extended = lambda x: x.astype(np.longdouble)
    fewer = min(len(fake), len(real))
    return {
        "name": name,
        **pair(fake, real),
        "kernel": float(kernel_distance(extended(fake[:fewer]), extended(real[:fewer]))),
        **precision_recall(fake, real, 3),
        **density_coverage(fake, real, 5),
    }


def classifier_score(p):
    """Salimans et al. (2016), section 4, over all samples at once."""
    return np.exp((p * (np.log(p) - np.log(p.mean(0)))).sum(1).mean())


def delete_a_group(values_without, groups):
    """Tukey (1958)."""
    v = np.array(values_without)
    return np.sqrt((groups - 1) / groups * ((v - v.mean()) ** 2).sum())


k = 8
full = np.linspace(0.5, 3, k)
deficient = np.array([3, 2, 1, 0.5, 0, 0, 0, 0])
mu = random.normal(size=(2, k)).round(3)
fake = features(60, 6, 1.0, 0.3)
real = features(45, 6, 1.2)
logits = random.normal(size=(60, 5)) * 2
probabilities = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
probabilities = np.floor((0.9 * probabilities + 0.02) * 4096) / 4096
probabilities[:, 0] += 1 - probabilities.sum(1)  # still multiples of 1/4096, above 0
few = features(10, 16, 1.0, 0.5), features(12, 16)
far = features(50, 6, 1.0, 1000.0), features(45, 6, 1.0, 1000.5)
pair = lambda x, y: {"fake": x.tolist(), "real": y.tolist(), **of_features(x, y)}
result = {
    "gaussians": [
        gaussians("full rank", mu[0], covariance(k, full), mu[1], covariance(k, full[::-1] ** 2)),
        gaussians("one rank-deficient", mu[0], covariance(k, deficient), mu[1], covariance(k, full)),
        gaussians("both rank-deficient", mu[0], covariance(k, deficient), mu[1], covariance(k, deficient)),
        gaussians("ill-conditioned", mu[0], covariance(k, np.logspace(-12, 2, k)), mu[1], covariance(k, np.logspace(-9, 3, k))),
        gaussians("idle features", mu[0], np.diag(deficient), mu[1], np.diag(deficient[::-1])),
    ],
    "features": [
        {"name": "more rows than features", **pair(fake, real)},
        {"name": "fewer rows than features", **pair(*few)},
        {"name": "far from the origin", **pair(*far)},
    ],
    "kernel": kernel_distance(fake[:45], real),
    "neighbors": [{"k": j, **precision_recall(fake, real, j), **density_coverage(fake, real, j)} for j in (1, 3, 5)],
    "classifier": {"probabilities": probabilities.tolist(), "score": classifier_score(probabilities)},
    # Up to 50 samples, each is its own group.
    "errors": {
        "classifier": delete_a_group([classifier_score(np.delete(probabilities[:50], i, 0)) for i in range(50)], 50),
        "frechet": delete_a_group([of_features(np.delete(fake[:40], i, 0), real)["exact"] for i in range(40)], 40),
        "recall": delete_a_group([(distances(real, fake[:40])[:, np.arange(40) != i] <= radii(fake[:40], 3)[None, np.arange(40) != i]).any(1).mean() for i in range(40)], 40),
    },
}
centers = np.round(random.normal(size=(3, 6)) * 8)
near, one, three = 1 + 2.0**-11, centers[:1], centers
repeated = narrow(60, one, 0.002)
repeated[20:40] = repeated[0]  # a collapsed generator
result["narrow"] = [
    of_narrow("around one center", narrow(60, one * near, 0.01), narrow(45, one, 0.01)),
    of_narrow("ten times nearer", narrow(60, one, 0.001), narrow(45, one, 0.001)),
    of_narrow("around three centers", narrow(60, three, 0.001), narrow(45, three, 0.001)),
    of_narrow("with copies", repeated, narrow(45, one, 0.002)),
]
Path(__file__).with_suffix(".json").write_text(json.dumps(result) + "\n")
