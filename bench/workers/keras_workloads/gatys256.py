"""Style transfer (Gatys et al. 2016) with VGG-19 up to conv5_1: one update of a 256x256 image."""

import given
import keras
import tensorflow as tf

from .training import Noise, Workload, minimize

SHAPE = (1, 256, 256, 3)
BLOCKS = [(64, 2), (128, 2), (256, 4), (512, 4), (512, 1)]
"""Channels and number of convolutions of each block; the first of each is a style layer."""
CONTENT_WEIGHT = 1e4
STYLE_WEIGHT = 1e7
"""Large, so that gradients are far above Adam's epsilon, which libraries place differently."""


def gatys256() -> Workload:
    vgg: list[list[tuple[tf.Tensor, tf.Tensor]]] = []
    depth = 3
    for block, (channels, convolutions) in enumerate(BLOCKS):
        vgg.append([])
        for index in range(convolutions):
            weights = given.kernel(f"vgg/{block}/{index}", (3, 3, depth, channels))
            vgg[-1].append((tf.constant(weights), tf.zeros(channels)))
            depth = channels

    def features(x: tf.Tensor) -> tuple[list[tf.Tensor], tf.Tensor]:
        style = []
        for block, convolutions in enumerate(vgg):
            if block > 0:
                x = tf.nn.max_pool2d(x, 2, 2, "VALID")
            for index, (weights, bias) in enumerate(convolutions):
                x = tf.nn.relu(tf.nn.bias_add(tf.nn.conv2d(x, weights, 1, "SAME"), bias))
                if index == 0:
                    style.append(x)
                if (block, index) == (3, 1):
                    content = x  # conv4_2
        return style, content

    def gram(feature: tf.Tensor) -> tf.Tensor:
        _, h, w, c = feature.shape
        rows = tf.reshape(feature, (h * w, c))
        return tf.matmul(rows, rows, transpose_a=True) / (h * w * c)

    def picture(name: str) -> tf.Tensor:
        return tf.constant(given.uniform(name, SHAPE, 0.5, 0.5))

    content = features(picture("content"))[1]
    styles = [gram(feature) for feature in features(picture("style"))[0]]
    image = keras.Variable(picture("image"))
    optimizer = keras.optimizers.Adam(0.02)
    optimizer.build([image])

    def step(_: Noise) -> list[tf.Tensor]:
        def loss() -> tf.Tensor:
            found_style, found_content = features(image.value)
            errors = [
                tf.reduce_mean((gram(feature) - style) ** 2)
                for feature, style in zip(found_style, styles)
            ]
            content_loss = tf.reduce_mean((found_content - content) ** 2)
            return CONTENT_WEIGHT * content_loss + STYLE_WEIGHT * tf.add_n(errors)

        return [minimize(optimizer, [image], loss)]

    frozen = [tensor for block in vgg for pair in block for tensor in pair]
    return Workload(sum(tensor.numpy().size for tensor in [image, *frozen]), step, [optimizer])
