"""References for twins.test.ts: the networks of dcgan, infoGan, resnetGan, deepGan, conditionalGan, acgan
and projectionGan, written a second time in PyTorch after the papers, with the same made-up weights.

    python twins.reference.py     # torch 2.13.0; writes twins.reference.json beside it

A weight is computed from its name and its shape as TensorFlow has it, so that none is stored:
filters [h, w, in, out], dense kernels [in, out]. Images are stored as [n, h, w, c].
"""

import json
from pathlib import Path

import torch
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)

LATENT, WIDTH, CLASSES, COUNT = 6, 4, 3, 4
LABELS = torch.tensor([2, 0, 1, 2])
EPSILON = 1e-5


def waves(name, *shape):
    """Numbers in [-1, 1] by name."""
    phase = sum(name.encode())
    i = torch.arange(torch.Size(shape).numel())
    return torch.sin(0.37 * i * i + 1.3 * i + phase).reshape(shape)


class Weights:
    """Hands out weights by name and counts the trainable ones."""

    def __init__(self, training=True):
        self.training = training
        self.count = 0

    def kernel(self, name, *shape):
        self.count += torch.Size(shape).numel()
        inputs = torch.Size(shape[:-1]).numel()
        return waves(f"{name}/kernel", *shape) * (2 / inputs) ** 0.5 * 1.4

    def vector(self, name, *shape):
        self.count += torch.Size(shape).numel()
        shift = 1 if name.endswith("gamma") else 0
        return shift + 0.3 * waves(name, *shape)

    def dense(self, x, units, name, bias=True):
        y = x @ self.kernel(name, x.shape[1], units)
        return y + self.vector(f"{name}/bias", units) if bias else y

    def conv(self, x, filters, name, k=3, stride=1, bias=True):
        w = self.kernel(name, k, k, x.shape[1], filters).permute(3, 2, 0, 1)
        b = self.vector(f"{name}/bias", filters) if bias else None
        # TensorFlow's "same": what is odd comes after the image.
        size = x.shape[2]  # images are square
        need = max((-(-size // stride) - 1) * stride + k - size, 0)
        x = F.pad(x, (need // 2, need - need // 2) * 2)
        return F.conv2d(x, w, b, stride=stride)

    def deconv(self, x, filters, name, bias=True):
        # TensorFlow keeps these kernels as [h, w, out, in].
        w = self.kernel(name, 4, 4, filters, x.shape[1]).permute(3, 2, 0, 1)
        b = self.vector(f"{name}/bias", filters) if bias else None
        return F.conv_transpose2d(x, w, b, stride=2, padding=1)

    def batch_norm(self, x, name, labels=None):
        c = x.shape[1]
        if labels is None:
            gain, offset = self.vector(f"{name}/gamma", c), self.vector(f"{name}/beta", c)
            gain, offset = gain[None], offset[None]
        else:
            gain = self.vector(f"{name}/gamma", CLASSES, c)[labels]
            offset = self.vector(f"{name}/beta", CLASSES, c)[labels]
        mean = 0.3 * waves(f"{name}/moving_mean", c)
        variance = 1 + 0.3 * waves(f"{name}/moving_variance", c)
        y = F.batch_norm(x, mean, variance, training=self.training, eps=EPSILON)
        return y * gain[:, :, None, None] + offset[:, :, None, None]

    def layer_norm(self, x, name):
        shape = (*x.shape[2:], x.shape[1])
        gain, offset = self.vector(f"{name}/gamma", *shape), self.vector(f"{name}/beta", *shape)
        return F.layer_norm(x.permute(0, 2, 3, 1), shape, gain, offset, EPSILON).permute(0, 3, 1, 2)


def double(x, mode):
    options = {} if mode == "nearest" else {"align_corners": False}
    return F.interpolate(x, scale_factor=2, mode=mode, **options)


def mapped(w, code, units):
    """Dense layers with batch norm and ReLU before the first grid."""
    for i, width in enumerate(units, 1):
        x = w.dense(code, width, f"mapping{i}", bias=False)[:, :, None, None]
        code = F.relu(w.batch_norm(x, f"mapping{i}_norm"))[:, :, 0, 0]
    return code


def grid(w, code, side, channels, bias):
    x = w.dense(code, side * side * channels, "project", bias)
    return x.reshape(-1, side, side, channels).permute(0, 3, 1, 2)


def grow(w, x, filters, name, mode, bias):
    if mode == "transposed":
        return w.deconv(x, filters, name, bias)
    return w.conv(double(x, mode), filters, name, bias=bias)


def dcgan_generator(w, code, side, doublings, mode="nearest", labels=None):
    x = grid(w, code, side, WIDTH * 2 ** (doublings - 1), False)
    x = F.relu(w.batch_norm(x, "project_norm", labels))
    for i in range(1, doublings):
        x = grow(w, x, WIDTH * 2 ** (doublings - 1 - i), f"up{i}", mode, False)
        x = F.relu(w.batch_norm(x, f"up{i}_norm", labels))
    return torch.tanh(grow(w, x, 1, "pixels", mode, True))


def normalized(w, x, how, name):
    return {"none": lambda: x, "batch": lambda: w.batch_norm(x, name), "layer": lambda: w.layer_norm(x, name)}[how]()


def dcgan_features(w, x, halvings, how="none"):
    for i in range(halvings):
        x = w.conv(x, WIDTH * 2**i, f"down{i + 1}", 4, 2, bias=i == 0 or how != "batch")
        x = F.leaky_relu(x if i == 0 else normalized(w, x, how, f"down{i + 1}_norm"), 0.2)
    return x.permute(0, 2, 3, 1).flatten(1)


def resnet_generator(w, code, side, doublings, mode="nearest", labels=None):
    x = grid(w, code, side, WIDTH, True)
    for i in range(1, doublings + 1):
        y = F.relu(w.batch_norm(x, f"up{i}_norm1", labels))
        y = w.conv(double(y, mode), WIDTH, f"up{i}_conv1", bias=False)
        y = w.conv(F.relu(w.batch_norm(y, f"up{i}_norm2", labels)), WIDTH, f"up{i}_conv2")
        x = y + w.conv(double(x, mode), WIDTH, f"up{i}_short", 1)
    x = F.relu(w.batch_norm(x, "last_norm", labels))
    return torch.tanh(w.conv(x, 1, "pixels"))


def resnet_features(w, x, halvings, how):
    for i in range(1, halvings + 3):
        halve = i <= halvings
        y = x if i == 1 else F.relu(normalized(w, x, how, f"down{i}_norm1"))
        y = w.conv(y, WIDTH, f"down{i}_conv1")
        y = w.conv(F.relu(normalized(w, y, how, f"down{i}_norm2")), WIDTH, f"down{i}_conv2")
        short = w.conv(x, WIDTH, f"down{i}_short", 1) if halve else x
        x = F.avg_pool2d(y, 2) + F.avg_pool2d(short, 2) if halve else y + short
    return F.relu(normalized(w, x, how, "last_norm")).mean((2, 3))


def deep_generator(w, code, side, depth):
    x = grid(w, code, side, WIDTH * 2 ** (depth - 1), False)
    x = F.relu(w.batch_norm(x, "project_norm"))
    for i in range(1, depth + 1):
        filters = WIDTH * 2 ** (depth - i)
        x = w.conv(x, filters, f"up{i}_keep", bias=False)
        x = F.relu(w.batch_norm(x, f"up{i}_keep_norm"))
        x = w.conv(double(x, "nearest"), filters, f"up{i}", bias=False)
        x = F.relu(w.batch_norm(x, f"up{i}_norm"))
    return torch.tanh(w.conv(x, 1, "pixels", 7))


def deep_features(w, x, depth):
    for i in range(1, depth + 1):
        x = F.leaky_relu(w.conv(x, WIDTH * 2 ** (i - 1), f"down{i}_keep"), 0.2)
        x = F.leaky_relu(w.conv(x, WIDTH * 2 ** (i - 1), f"down{i}", 4, 2), 0.2)
    return x.permute(0, 2, 3, 1).flatten(1)


def numbers(tensor):
    return [round(x, 7) for x in tensor.flatten().tolist()]


ONE_HOT = F.one_hot(LABELS, CLASSES).double()
Z = waves("latent", COUNT, LATENT)


def generator(draw):
    """Pixels after training, and in training: some of each image, every 37th."""
    run = lambda w: draw(w).permute(0, 2, 3, 1).flatten()[::37]
    w = Weights()
    return {"training": numbers(run(w)), "inference": numbers(run(Weights(False))), "parameters": w.count}


def discriminator(side, judge):
    x = waves("images", COUNT, side, side, 1).permute(0, 3, 1, 2)
    w = Weights()
    out = judge(w, x)
    outputs = [numbers(y) for y in (out if isinstance(out, tuple) else (out,))]
    return {"outputs": outputs, "parameters": w.count}


def logit(features):
    return lambda w, x: w.dense(features(w, x), 1, "logit")


def hidden(w, x):
    """The logit through a dense layer of 6 units."""
    seen = F.leaky_relu(w.dense(dcgan_features(w, x, 3), 6, "hidden"), 0.2)
    return w.dense(seen, 1, "logit")


def auxiliary(w, x):
    features = dcgan_features(w, x, 3)
    return w.dense(features, 1, "logit"), w.dense(features, CLASSES, "class_logits")


def infogan(w, x):
    """The logit, a category of 3 and 2 means, recognized through 128 units that follow 6 units."""
    features = F.leaky_relu(w.dense(dcgan_features(w, x, 3), 6, "hidden"), 0.2)
    codes = F.leaky_relu(w.dense(features, 128, "recognition"), 0.2)
    heads = w.dense(codes, 3, "category_1"), w.dense(codes, 2, "continuous")
    return w.dense(features, 1, "logit"), *heads


def planes(x):
    return torch.cat([x, ONE_HOT[:, :, None, None].expand(-1, -1, *x.shape[2:])], 1)


def projected(features):
    def judge(w, x):
        phi = features(w, x)
        embedded = w.dense(ONE_HOT, phi.shape[1], "embedding", bias=False)
        return w.dense(phi, 1, "logit") + (embedded * phi).sum(1, keepdim=True)

    return judge


told = torch.cat([Z, ONE_HOT], 1)
reference = {
    "generators": {
        "dcgan 28 nearest": generator(lambda w: dcgan_generator(w, Z, 7, 2)),
        "dcgan 32 bilinear": generator(lambda w: dcgan_generator(w, Z, 4, 3, "bilinear")),
        "dcgan 64 transposed": generator(lambda w: dcgan_generator(w, Z, 4, 4, "transposed")),
        "dcgan 28 mapping": generator(lambda w: dcgan_generator(w, mapped(w, Z, [5, 7]), 7, 2)),
        "resnet 28 mapping": generator(lambda w: resnet_generator(w, mapped(w, Z, [5]), 7, 2)),
        "resnet 28 nearest": generator(lambda w: resnet_generator(w, Z, 7, 2)),
        "resnet 32 bilinear": generator(lambda w: resnet_generator(w, Z, 4, 3, "bilinear")),
        "deep 32": generator(lambda w: deep_generator(w, Z, 4, 3)),
        "infogan 28": generator(lambda w: dcgan_generator(w, mapped(w, Z, [5]), 7, 2)),
        "conditional 28": generator(lambda w: dcgan_generator(w, told, 7, 2)),
        "conditional 28 mapping": generator(
            lambda w: dcgan_generator(w, mapped(w, told, [5]), 7, 2)
        ),
        "projection 28": generator(lambda w: dcgan_generator(w, Z, 7, 2, labels=LABELS)),
        "projection 32 resnet": generator(lambda w: resnet_generator(w, Z, 4, 3, labels=LABELS)),
    },
    "discriminators": {
        "dcgan 28 none": discriminator(28, logit(lambda w, x: dcgan_features(w, x, 3))),
        "dcgan 28 hidden": discriminator(28, hidden),
        "dcgan 32 batch": discriminator(32, logit(lambda w, x: dcgan_features(w, x, 3, "batch"))),
        "dcgan 64 layer": discriminator(64, logit(lambda w, x: dcgan_features(w, x, 4, "layer"))),
        "resnet 28 none": discriminator(28, logit(lambda w, x: resnet_features(w, x, 2, "none"))),
        "resnet 64 layer": discriminator(64, logit(lambda w, x: resnet_features(w, x, 3, "layer"))),
        "deep 32": discriminator(32, logit(lambda w, x: deep_features(w, x, 3))),
        "conditional 28": discriminator(28, logit(lambda w, x: dcgan_features(w, planes(x), 3))),
        "acgan 28": discriminator(28, auxiliary),
        "infogan 28": discriminator(28, infogan),
        "projection 28": discriminator(28, projected(lambda w, x: dcgan_features(w, x, 3))),
        "projection 32 resnet": discriminator(
            32, projected(lambda w, x: resnet_features(w, x, 2, "layer"))
        ),
    },
    "labels": LABELS.tolist(),
}
Path(__file__).with_suffix(".json").write_text(json.dumps(reference) + "\n")
