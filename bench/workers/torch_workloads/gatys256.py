"""Style transfer (Gatys et al. 2016) with VGG-19 up to conv5_1: one update of a 256x256 image."""

import given
import torch
import torch.nn.functional as F
from torch import Tensor

from .training import EPSILON, Noise, Toolkit, Workload, filters, minimize, size_of

SHAPE = (1, 256, 256, 3)
BLOCKS = [(64, 2), (128, 2), (256, 4), (512, 4), (512, 1)]
"""Channels and number of convolutions of each block; the first of each is a style layer."""
CONTENT_WEIGHT = 1e4
STYLE_WEIGHT = 1e7
"""Large, so that gradients are far above Adam's epsilon, which libraries place differently."""


def gatys256(toolkit: Toolkit) -> Workload:
    vgg: list[list[tuple[Tensor, Tensor]]] = []
    depth = 3
    for block, (channels, convolutions) in enumerate(BLOCKS):
        vgg.append([])
        for index in range(convolutions):
            weights = filters(given.kernel(f"vgg/{block}/{index}", (3, 3, depth, channels)))
            weights = weights.to(memory_format=toolkit.memory_format)
            vgg[-1].append((weights, torch.zeros(channels)))
            depth = channels

    def features(x: Tensor) -> tuple[list[Tensor], Tensor]:
        style = []
        for block, convolutions in enumerate(vgg):
            if block > 0:
                x = F.max_pool2d(x, 2)
            for index, (weights, bias) in enumerate(convolutions):
                x = F.relu(F.conv2d(x, weights, bias, padding=1))
                if index == 0:
                    style.append(x)
                if (block, index) == (3, 1):
                    content = x  # conv4_2
        return style, content

    def gram(feature: Tensor) -> Tensor:
        _, c, h, w = feature.shape
        rows = feature.reshape(c, h * w)
        return rows @ rows.t() / (h * w * c)

    def picture(name: str) -> Tensor:
        return toolkit.images(given.uniform(name, SHAPE, 0.5, 0.5))

    with torch.no_grad():
        content = features(picture("content"))[1]
        styles = [gram(feature) for feature in features(picture("style"))[0]]
    image = picture("image").requires_grad_()
    optimizer = torch.optim.Adam([image], 0.02, eps=EPSILON)

    @toolkit.wrap
    def loss(image: Tensor) -> Tensor:
        found_style, found_content = features(image)
        errors = [F.mse_loss(gram(feature), style) for feature, style in zip(found_style, styles)]
        content_loss = F.mse_loss(found_content, content)
        return CONTENT_WEIGHT * content_loss + STYLE_WEIGHT * sum(errors)

    def step(_: Noise) -> list[Tensor]:
        return [minimize(optimizer, lambda: loss(image))]

    frozen = [tensor for block in vgg for pair in block for tensor in pair]
    return Workload(size_of([image, *frozen]), step, [optimizer])
