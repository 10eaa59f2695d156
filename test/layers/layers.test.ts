// Against the numbers of layers.reference.py: values, gradients and second gradients by PyTorch.
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  conditionalBatchNormalization,
  globalSumPooling,
  minibatchStandardDeviation,
  upsampling,
  type UpsamplingInterpolation,
} from "../../src/layers/index.js";
import {
  backendName,
  initializeWeights,
  ready,
  trainableVariables,
} from "../../src/tensor/index.js";
import { expectClose, networkOf } from "./layer.js";

interface Figures {
  readonly shape: number[];
  readonly inputs: number[][];
  readonly c: number[];
  readonly y: number[];
  readonly gradients: number[][];
  readonly second: number[];
}
interface Reference {
  readonly minibatchStd: Record<string, Figures>;
  readonly epsilon: number;
  readonly conditional: Figures & { readonly labels: number[] };
  readonly upsampled: Record<UpsamplingInterpolation, Figures>;
}

const url = new URL("./layers.reference.json", import.meta.url);
const reference = JSON.parse(readFileSync(url, "utf8")) as Reference;

await ready();
const first = backendName();
const backends = first === "wasm" ? ["wasm"] : ["tensorflow", "wasm"];

/** Compares a network of one layer with the reference; its weights are the further inputs. */
function expectAsReference(network: tf.LayersModel, figures: Figures, others: tf.Tensor[] = []) {
  const { shape, inputs, c, y, gradients, second } = figures;
  const variables = trainableVariables(network);
  variables.forEach((variable, i) => variable.assign(tf.tensor(inputs[i + 1]!, variable.shape)));
  const apply = (x: tf.Tensor) =>
    network.apply(others.length === 0 ? x : [x, ...others], { training: true }) as tf.Tensor;
  const loss = (x: tf.Tensor) => {
    const out = apply(x);
    return tf.tensor(c, out.shape).mul(out.add(out.square())).sum().asScalar();
  };
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const x = tf.tensor(inputs[0]!, shape);
    expectClose(apply(x), y, 1e-5);
    expectClose(tf.grad(loss)(x), gradients[0]!, 1e-4);
    const slope = (at: tf.Tensor) => tf.grad(loss)(at).square().sum();
    expectClose(tf.grad(slope)(x), second, 1e-4);
    if (variables.length === 0) return;
    const { grads } = tf.variableGrads(() => loss(x), variables);
    variables.forEach(({ name }, i) => expectClose(grads[name]!, gradients[i + 1]!, 1e-4));
  });
  expect(tf.memory().numTensors).toBe(before);
  network.dispose();
}

describe.each(backends)("on %s", (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });
  afterAll(async () => {
    await tf.setBackend(first);
  });

  test.each(Object.entries(reference.minibatchStd))(
    "minibatch standard deviation over %s images is as in PyTorch",
    (group, figures) => {
      const layer = minibatchStandardDeviation({ group: Number(group) });
      expectAsReference(networkOf(layer, figures.shape.slice(1)), figures);
    },
  );

  test("conditional batch norm is as in PyTorch", () => {
    const { labels, ...figures } = reference.conditional;
    const layer = conditionalBatchNormalization({ epsilon: reference.epsilon });
    const oneHot = tf.oneHot(labels, 3).toFloat();
    expectAsReference(networkOf(layer, figures.shape.slice(1), [3]), figures, [oneHot]);
    oneHot.dispose();
  });

  test.each(["nearest", "bilinear"] as const)("%s upsampling is as in PyTorch", (interpolation) => {
    const figures = reference.upsampled[interpolation];
    expectAsReference(networkOf(upsampling({ interpolation }), figures.shape.slice(1)), figures);
  });
});

describe("minibatch standard deviation", () => {
  const figure = (batch: number, group?: number) =>
    tf.tidy(() => {
      const network = networkOf(minibatchStandardDeviation({ group }), [2, 2, 1]);
      // Image i is i everywhere.
      const images = tf
        .range(0, batch)
        .reshape([batch, 1, 1, 1])
        .mul(tf.ones([batch, 2, 2, 1]));
      const out = network.apply(images) as tf.Tensor4D;
      network.dispose();
      return [...out.slice([0, 0, 0, 1], [batch, 1, 1, 1]).dataSync()];
    });

  test("takes the largest divisor where the batch is no multiple of the group", () => {
    for (const value of figure(6)) expect(value).toBeCloseTo(Math.sqrt(2 / 3), 3); // of 0, 1, 2
    for (const value of figure(3)) expect(value).toBeCloseTo(Math.sqrt(2 / 3), 3);
    for (const value of figure(1)) expect(value).toBeCloseTo(0, 3);
    for (const value of figure(5)) expect(value).toBeCloseTo(0, 3); // 5 is prime: one image each
    for (const value of figure(5, 5)) expect(value).toBeCloseTo(Math.SQRT2, 3); // of 0 to 4
  });

  test("refuses a group that is no positive integer", () => {
    expect(() => minibatchStandardDeviation({ group: 0 })).toThrow(
      "The group of a minibatch standard deviation is expected to be a positive integer but is 0",
    );
  });
});

test("global sum pooling adds up positions", () => {
  tf.tidy(() => {
    const network = networkOf(globalSumPooling(), [2, 3, 2]);
    const out = network.apply(tf.range(0, 12).reshape([1, 2, 3, 2])) as tf.Tensor;
    expectClose(out, [30, 36], 1e-6);
    network.dispose();
  });
});

test("initialization leaves the gains of classes at 1 and their offsets at 0", () => {
  const network = networkOf(conditionalBatchNormalization(), [2, 2, 3], [4]);
  initializeWeights(network, 1);
  const [gamma, beta] = network.getWeights();
  expect([...gamma!.dataSync()]).toEqual(new Array(12).fill(1));
  expect([...beta!.dataSync()]).toEqual(new Array(12).fill(0));
  network.dispose();
});

test.each([
  ["glorot", Math.sqrt(2 / (9 * 40 + 9 * 50))],
  ["he", Math.sqrt(2 / (9 * 40))],
  ["dcgan", 0.02],
] as const)("kernels start with the spread of %s", (initialization, expected) => {
  const layer = tf.layers.conv2d({ filters: 50, kernelSize: 3 });
  const network = networkOf(layer, [4, 4, 40]);
  initializeWeights(network, 2, initialization);
  const [kernel, bias] = network.getWeights();
  tf.tidy(() => {
    const { mean, variance } = tf.moments(kernel!);
    expect(Math.abs(mean.dataSync()[0]!) / expected).toBeLessThan(0.03);
    expect(Math.abs(Math.sqrt(variance.dataSync()[0]!) / expected - 1)).toBeLessThan(0.015);
  });
  expect([...bias!.dataSync()]).toEqual(new Array(50).fill(0));
  network.dispose();
});
