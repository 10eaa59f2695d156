"""Prints the reference values of random.test.ts, drawn by TensorFlow itself.

    pip install tensorflow-cpu==2.21.0 && python test/tensor/random.reference.py
"""

import tensorflow as tf

shape = [4]
for seed, step in [(7, 3), (7, 4), (4294967295, 0)]:
    pair = tf.constant([seed - 2**32 if seed >= 2**31 else seed, step], tf.int32)
    normal = tf.raw_ops.StatelessRandomNormal(shape=shape, seed=pair, dtype=tf.float32)
    uniform = tf.raw_ops.StatelessRandomUniform(shape=shape, seed=pair, dtype=tf.float32)
    print((seed, step), normal.numpy().tolist(), uniform.numpy().tolist())
