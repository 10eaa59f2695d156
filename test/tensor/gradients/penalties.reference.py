"""References for penalties.test.ts: values and parameter gradients of the gradient penalties of
WGAN-GP (Gulrajani et al. 2017), R1 (Mescheder et al. 2018) and path length (Karras et al. 2020),
by PyTorch in double precision.

    python penalties.reference.py     # torch 2.13.0; writes penalties.reference.json beside it

Tensors are stored as TensorFlow has them: images [n, h, w, c], filters [h, w, in, out].
"""

import json
from pathlib import Path

import torch
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)


class Source:
    """Hands out small random tensors, rounded so that both sides start from the same numbers."""

    def __init__(self, seed):
        self.generator = torch.Generator().manual_seed(seed)
        self.tensors = {}

    def __call__(self, name, *shape, scale=0.5, shift=0.0):
        values = torch.randn(*shape, generator=self.generator) * scale + shift
        self.tensors[name] = ((values * 1000).round() / 1000).requires_grad_()
        return self.tensors[name]


def nchw(x):
    return x.permute(0, 3, 1, 2)


def nhwc(x):
    return x.permute(0, 2, 3, 1)


def oihw(w):
    return w.permute(3, 2, 0, 1)


ACTIVATIONS = {
    "leakyRelu": lambda x: F.leaky_relu(x, 0.2),
    "tanh": torch.tanh,
    "swish": F.silu,
    "sigmoid": torch.sigmoid,
    "elu": F.elu,
    "softplus": F.softplus,
    "selu": F.selu,
}


def instance_norm(x):
    mean = x.mean((1, 2), keepdim=True)
    variance = (x - mean).square().mean((1, 2), keepdim=True)
    return (x - mean) * torch.rsqrt(variance + 1e-3)


def conv(x, w, stride, same):
    x = nchw(x)
    if same:  # for even sizes and 3x3 filters, as TensorFlow pads
        x = F.pad(x, (0, 1, 0, 1) if stride == 2 else (1, 1, 1, 1))
    return nhwc(F.conv2d(x, oihw(w), stride=stride))


def critic(x, t, activation, norm):
    h = activation(conv(x, t["w1"], 2, True) + t["b1"])
    if norm:
        h = instance_norm(h)
    h = activation(conv(h, t["w2"], 1, True) + t["b2"])
    return h.flatten(1) @ t["w3"] + t["b3"]


def critic_tensors(source):
    source("x", 3, 6, 6, 2, scale=1.0)
    source("w1", 3, 3, 2, 4)
    source("b1", 4, scale=0.2)
    source("w2", 3, 3, 4, 3, scale=0.3)
    source("b2", 3, scale=0.2)
    source("w3", 27, 1)
    source("b3", 1)


def input_gradient(outputs, inputs):
    return torch.autograd.grad(outputs.sum(), inputs, create_graph=True)[0]


def wgan_gp(source, activation, norm):
    critic_tensors(source)
    t = source.tensors
    g = input_gradient(critic(t["x"], t, ACTIVATIONS[activation], norm), t["x"])
    return 10 * (g.square().sum((1, 2, 3)).sqrt() - 1).square().mean()


def r1(source, activation, pool):
    """R1 of a critic that halves the image by a resize or a pool rather than by strides."""
    source("x", 3, 6, 6, 2, scale=1.0)
    source("w1", 3, 3, 2, 4)
    source("b1", 4, scale=0.2)
    source("w2", 3, 3, 4, 3, scale=0.3)
    source("w3", 27, 1)
    t = source.tensors
    act = ACTIVATIONS[activation]
    h = act(conv(t["x"], t["w1"], 1, True) + t["b1"])
    if pool == "resizeBilinear":
        h = F.interpolate(nchw(h), size=(3, 3), mode="bilinear", align_corners=False)
    else:
        h = {"avgPool": F.avg_pool2d, "maxPool": F.max_pool2d}[pool](nchw(h), 2)
    h = act(conv(nhwc(h), t["w2"], 1, True))
    g = input_gradient(h.flatten(1) @ t["w3"], t["x"])
    return 5 * g.square().sum((1, 2, 3)).mean()


def modulated_conv(x, w, style):
    """StyleGAN2's, eq. 1 and 3: the filter of each example is scaled and normalized."""
    ws = w[None] * style[:, None, None, :, None]
    ws = ws * torch.rsqrt(ws.square().sum((1, 2, 3), keepdim=True) + 1e-8)
    return torch.cat([conv(x[i : i + 1], ws[i], 1, True) for i in range(len(x))])


def path_length(source, activation, up):
    """The penalty on a generator: modulated conv, two ways up, a convolution to colors."""
    source("latent", 2, 5, scale=1.0)
    source("constant", 1, 4, 4, 3, scale=1.0)
    source("a1", 5, 3, scale=0.3)
    source("w1", 3, 3, 3, 4)
    source("transposed", 4, 4, 3, 4, scale=0.3)
    source("a2", 5, 3, scale=0.3)
    source("w2", 3, 3, 3, 2, scale=0.3)
    source("noise", 2, 16, 16, 2, scale=1 / 16)
    t = source.tensors
    act = ACTIVATIONS[activation]
    x = t["constant"].expand(2, -1, -1, -1)
    h = act(modulated_conv(x, t["w1"], t["latent"] @ t["a1"] + 1))
    h = F.conv_transpose2d(nchw(h), oihw(t["transposed"]), stride=2, padding=1)
    mode = {"mode": "bilinear", "align_corners": False} if up == "resizeBilinear" else {"mode": "nearest"}
    h = instance_norm(act(nhwc(F.interpolate(h, scale_factor=2, **mode))))
    images = modulated_conv(h, t["w2"], t["latent"] @ t["a2"] + 1)
    g = input_gradient(images * t["noise"], t["latent"])
    return (g.square().sum(1).sqrt() - 0.5).square().mean()


def case(seed, penalty, **options):
    source = Source(seed)
    value = penalty(source, **options)
    names = [name for name in source.tensors if name not in ("x", "noise")]
    gradients = torch.autograd.grad(
        value, [source.tensors[name] for name in names], allow_unused=True
    )
    listed = lambda tensor: [float(f"{v:.9g}") for v in tensor.detach().flatten().tolist()]
    return {
        "penalty": penalty.__name__,
        "options": options,
        "value": value.item(),
        "tensors": {
            name: {"shape": list(tensor.shape), "values": listed(tensor)}
            for name, tensor in source.tensors.items()
        },
        "gradients": {name: listed(g) for name, g in zip(names, gradients) if g is not None},
    }


CASES = [
    *[case(i, wgan_gp, activation=a, norm=True) for i, a in enumerate(ACTIVATIONS)],
    case(20, wgan_gp, activation="leakyRelu", norm=False),
    case(21, r1, activation="leakyRelu", pool="avgPool"),
    case(22, r1, activation="swish", pool="maxPool"),
    case(23, r1, activation="softplus", pool="resizeBilinear"),
    case(30, path_length, activation="leakyRelu", up="resizeBilinear"),
    case(31, path_length, activation="tanh", up="resizeNearestNeighbor"),
    case(32, path_length, activation="swish", up="resizeBilinear"),
]

Path(__file__).with_suffix(".json").write_text(json.dumps(CASES) + "\n")
