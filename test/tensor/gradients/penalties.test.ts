// The penalties of penalties.reference.py, built here from TF.js operations.
import "../portable.js"; // first: the portable backend, also beside the native one
import * as tf from "@tensorflow/tfjs";
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { backendName, ready } from "../../../src/tensor/index.js";

interface Case {
  readonly penalty: "wgan_gp" | "r1" | "path_length";
  readonly options: Readonly<{ activation: string; norm?: boolean; pool?: string; up?: string }>;
  readonly value: number;
  readonly tensors: Readonly<Record<string, { shape: number[]; values: number[] }>>;
  readonly gradients: Readonly<Record<string, number[]>>;
}

type Tensors = Record<string, tf.Tensor>;

const url = new URL("./penalties.reference.json", import.meta.url);
const cases = JSON.parse(readFileSync(url, "utf8")) as Case[];

const activations: Record<string, (x: tf.Tensor) => tf.Tensor> = {
  leakyRelu: (x) => tf.leakyRelu(x, 0.2),
  tanh: tf.tanh,
  swish: (x) => tf.mul(x, tf.sigmoid(x)),
  sigmoid: tf.sigmoid,
  elu: tf.elu,
  selu: tf.selu,
  softplus: tf.softplus,
};

function instanceNorm(x: tf.Tensor): tf.Tensor {
  const { mean, variance } = tf.moments(x, [1, 2], true);
  return tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-3)));
}

const conv = (x: tf.Tensor, w: tf.Tensor, stride: number) =>
  tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, "same");

/** A dense layer on what is left of each example. */
const dense = (x: tf.Tensor, w: tf.Tensor) => tf.matMul(tf.reshape(x, [x.shape[0], -1]), w);

/** |gradient|^2 of each example. */
const squaredNorm = (f: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor) =>
  tf.sum(tf.square(tf.reshape(tf.grad(f)(x), [x.shape[0], -1])), 1);

function wganGp(t: Tensors, { activation, norm }: Case["options"]): tf.Scalar {
  const act = activations[activation]!;
  const critic = (x: tf.Tensor) => {
    let h = act(tf.add(conv(x, t.w1!, 2), t.b1!));
    if (norm) h = instanceNorm(h);
    h = act(tf.add(conv(h, t.w2!, 1), t.b2!));
    return tf.add(dense(h, t.w3!), t.b3!);
  };
  const norms = tf.sqrt(squaredNorm(critic, t.x!));
  return tf.mul(10, tf.mean(tf.square(tf.sub(norms, 1))));
}

function r1(t: Tensors, { activation, pool }: Case["options"]): tf.Scalar {
  const act = activations[activation]!;
  const halve: Record<string, (h: tf.Tensor4D) => tf.Tensor> = {
    avgPool: (h) => tf.avgPool(h, 2, 2, "valid"),
    maxPool: (h) => tf.maxPool(h, 2, 2, "same"),
    resizeBilinear: (h) => tf.image.resizeBilinear(h, [3, 3], false, true),
  };
  const critic = (x: tf.Tensor) => {
    const h = act(tf.add(conv(x, t.w1!, 1), t.b1!)) as tf.Tensor4D;
    return dense(act(conv(halve[pool!]!(h), t.w2!, 1)), t.w3!);
  };
  return tf.mul(5, tf.mean(squaredNorm(critic, t.x!)));
}

type Modulated = (x: tf.Tensor, w: tf.Tensor, style: tf.Tensor) => tf.Tensor;

/** StyleGAN2's modulated convolution by scaling the filter, one example after another. */
const scaledWeights: Modulated = (x, w, style) => {
  const examples = tf.split(x, x.shape[0]).map((example, i) => {
    const s = tf.reshape(tf.slice(style, [i, 0], [1, -1]), [1, 1, -1, 1]);
    const scaled = tf.mul(w, s);
    const norm = tf.rsqrt(tf.add(tf.sum(tf.square(scaled), [0, 1, 2], true), 1e-8));
    return conv(example, tf.mul(scaled, norm), 1);
  });
  return tf.concat(examples, 0);
};

/** The same by scaling the images before and after. */
const scaledActivations: Modulated = (x, w, style) => {
  const y = conv(tf.mul(x, tf.expandDims(tf.expandDims(style, 1), 1)), w, 1);
  const power = tf.matMul(tf.square(style), tf.sum(tf.square(w), [0, 1]) as tf.Tensor2D);
  const norm = tf.rsqrt(tf.add(power, 1e-8));
  return tf.mul(y, tf.expandDims(tf.expandDims(norm, 1), 1));
};

function pathLength(t: Tensors, { activation, up }: Case["options"], modulated: Modulated) {
  const act = activations[activation]!;
  const resize = (h: tf.Tensor4D) =>
    up === "resizeBilinear"
      ? tf.image.resizeBilinear(h, [16, 16], false, true)
      : tf.image.resizeNearestNeighbor(h, [16, 16]);
  const weighed = (latent: tf.Tensor) => {
    const style = (a: tf.Tensor) => tf.add(dense(latent, a), 1);
    const constant = tf.tile(t.constant!, [2, 1, 1, 1]);
    const h = act(modulated(constant, t.w1!, style(t.a1!)));
    const wide = tf.conv2dTranspose(
      h as tf.Tensor4D,
      t.transposed as tf.Tensor4D,
      [2, 8, 8, 3],
      2,
      "same",
    );
    const images = modulated(instanceNorm(act(resize(wide))), t.w2!, style(t.a2!));
    return tf.mul(images, t.noise!);
  };
  return tf.mean(tf.square(tf.sub(tf.sqrt(squaredNorm(weighed, t.latent!)), 0.5)));
}

const ways: [string, Case, (t: Tensors, options: Case["options"]) => tf.Tensor][] = cases.flatMap(
  (reference) => {
    const { penalty, options } = reference;
    const title = `${penalty} ${Object.values(options).join(" ")}`;
    if (penalty === "wgan_gp") return [[title, reference, wganGp]];
    if (penalty === "r1") return [[title, reference, r1]];
    return [
      [`${title}, filters scaled`, reference, (t, o) => pathLength(t, o, scaledWeights)],
      [`${title}, images scaled`, reference, (t, o) => pathLength(t, o, scaledActivations)],
    ];
  },
);

/** |found - expected| / |expected|, and 0 / 0 = 0. */
function relativeError(found: ArrayLike<number>, expected: readonly number[]): number {
  const difference = Math.hypot(...expected.map((e, i) => e - found[i]!));
  return difference === 0 ? 0 : difference / Math.hypot(...expected);
}

await ready();
const backends = backendName() === "wasm" ? ["wasm"] : ["tensorflow", "wasm"];

describe.each(backends)("gradient penalties as in PyTorch, on %s", (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  test.each(ways)("%s", (_, { tensors, options, value, gradients }, penalty) => {
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const t = Object.fromEntries(
        Object.entries(tensors).map(([name, { shape, values }]) => [
          name,
          tf.tensor(values, shape),
        ]),
      );
      const names = Object.keys(gradients);
      const result = tf.valueAndGrads((...parameters: tf.Tensor[]) => {
        const trained = Object.fromEntries(names.map((name, i) => [name, parameters[i]!]));
        return penalty({ ...t, ...trained }, options);
      })(names.map((name) => t[name]!));
      expect(relativeError(result.value.dataSync(), [value])).toBeLessThan(1e-4);
      names.forEach((name, i) => {
        const error = relativeError(result.grads[i]!.dataSync(), gradients[name]!);
        expect(error, `gradient of ${name}`).toBeLessThan(1e-4);
      });
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});
