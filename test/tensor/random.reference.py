"""Prints random.reference.json, the numbers of random.test.ts, drawn by TensorFlow itself.

    pip install tensorflow-cpu==2.21.0
    python test/tensor/random.reference.py > test/tensor/random.reference.json
"""

import json

import numpy as np
import tensorflow as tf

raw = tf.raw_ops
LOGITS = [[0.0, 1.0, -1.0], [3.0, 0.0, 0.0]]


def permutation(size, seed):
    bits = raw.StatelessRandomUniformFullInt(shape=[2, size], seed=seed, dtype=tf.int32)
    lower, upper = bits.numpy().astype(np.int64)
    # NumPy sorts by the last key first; the largest bits come first.
    return np.lexsort((-lower, -upper))


def draws(seed, step):
    pair = tf.constant([seed - 2**32 if seed >= 2**31 else seed, step], tf.int32)
    shape = {"shape": [4], "seed": pair}
    integers = {"minval": -3, "maxval": 1000}
    return {
        "seed": seed,
        "step": step,
        "normal": raw.StatelessRandomNormal(**shape, dtype=tf.float32),
        "truncatedNormal": raw.StatelessTruncatedNormal(**shape, dtype=tf.float32),
        "uniform": raw.StatelessRandomUniform(**shape, dtype=tf.float32),
        "uniformInt": raw.StatelessRandomUniformInt(**shape, **integers),
        "categorical": raw.StatelessMultinomial(
            logits=LOGITS, num_samples=12, seed=pair, output_dtype=tf.int32
        ),
        "permutation": permutation(8, pair),
    }


print(
    json.dumps(
        [draws(*key) for key in [(7, 3), (7, 4), (4294967295, 0)]],
        default=lambda value: np.asarray(value).tolist(),
        indent=1,
    )
)
