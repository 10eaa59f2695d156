// Against the numbers of spectral.reference.py: PyTorch's spectral normalization, and NumPy's SVD.
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  spectralConv2d,
  spectralDense,
  type SpectralConv2dConfig,
  type SpectralDenseConfig,
} from "../../src/layers/index.js";
import {
  adam,
  backendName,
  capture,
  initializeWeights,
  ready,
  trainableVariables,
} from "../../src/tensor/index.js";
import { expectClose, networkOf } from "./layer.js";

interface Step {
  readonly c: number[];
  readonly y: number[];
  readonly kernelGradient: number[];
  readonly biasGradient: number[];
  readonly left: number[];
  readonly right: number[];
  readonly inference: number[];
}
interface Case {
  readonly name: string;
  readonly config: object;
  readonly shape: number[];
  readonly x: number[];
  readonly kernel: number[];
  readonly bias: number[];
  readonly left: number[];
  readonly right: number[];
  readonly steps: Step[];
  /** The largest singular value of the last kernel. */
  readonly norm: number;
}

const url = new URL("./spectral.reference.json", import.meta.url);
const { rate, cases } = JSON.parse(readFileSync(url, "utf8")) as { rate: number; cases: Case[] };

await ready();
const first = backendName();
const backends = first === "wasm" ? ["wasm"] : ["tensorflow", "wasm"];

const layerOf = ({ name, config }: Case) =>
  name === "SpectralDense"
    ? spectralDense(config as SpectralDenseConfig)
    : spectralConv2d(config as SpectralConv2dConfig);

describe.each(backends)("spectral normalization on %s", (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });
  afterAll(async () => {
    await tf.setBackend(first);
  });

  test.each(cases)("$name trains as in PyTorch", (given) => {
    const network = networkOf(layerOf(given), given.shape.slice(1));
    tf.tidy(() => {
      const start = [given.kernel, given.bias, given.left, given.right];
      const shapes = network.getWeights().map(({ shape }) => shape);
      network.setWeights(start.map((values, i) => tf.tensor(values, shapes[i])));
    });
    const variables = trainableVariables(network);
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const x = tf.tensor(given.x, given.shape);
      for (const step of given.steps) {
        let y: tf.Tensor;
        const { grads } = tf.variableGrads(() => {
          y = tf.keep(network.apply(x, { training: true }) as tf.Tensor);
          return tf.tensor(step.c, y.shape).mul(y.add(y.square())).sum().asScalar();
        }, variables);
        expectClose(y!, step.y, 1e-5);
        y!.dispose();
        const expected = [step.kernelGradient, step.biasGradient];
        variables.forEach((variable, i) => {
          const gradient = grads[variable.name]!;
          expectClose(gradient, expected[i]!, 1e-5);
          variable.assign(variable.sub(gradient.div(gradient.norm()).mul(rate)));
        });
        const [, , left, right] = network.getWeights();
        expectClose(left!, step.left, 1e-5);
        expectClose(right!, step.right, 1e-5);
        expectClose(network.apply(x) as tf.Tensor, step.inference, 1e-5);
      }
    });
    expect(tf.memory().numTensors).toBe(before);
    network.dispose();
  });

  test.each(cases)("$name finds the largest singular value", (given) => {
    const network = networkOf(layerOf(given), given.shape.slice(1));
    tf.tidy(() => {
      const x = tf.ones(given.shape);
      const [kernel] = network.getWeights();
      network.layers[1]!.setWeights([
        tf.tensor(given.kernel, kernel!.shape),
        ...network.getWeights().slice(1),
      ]);
      // The last kernel of the reference is not stored: its steps are walked again.
      for (const { kernelGradient } of given.steps) {
        const [now, ...others] = network.getWeights();
        const gradient = tf.tensor(kernelGradient, now!.shape);
        const next = now!.sub(gradient.div(gradient.norm()).mul(rate));
        network.setWeights([next, ...others]);
      }
      for (let i = 0; i < 200; i++) tf.tidy(() => void network.apply(x, { training: true }));
      const [last, , left, right] = network.getWeights();
      const matrix = last!.reshape([left!.size, right!.size]);
      const norm = tf.matMul(left as tf.Tensor2D, tf.matMul(matrix, right as tf.Tensor2D), true);
      expectClose(norm, [given.norm], 1e-5);
    });
    network.dispose();
  });
});

describe("a spectrally normalized layer", () => {
  test("stays as it is outside training", () => {
    const network = networkOf(spectralDense({ units: 3 }), [4]);
    const before = network.getWeights().map((weight) => [...weight.dataSync()]);
    tf.tidy(() => void network.apply(tf.ones([2, 4])));
    expect(network.getWeights().map((weight) => [...weight.dataSync()])).toEqual(before);
    network.dispose();
  });

  test("begins with the kernel's norm, fixed by the seed", () => {
    const build = (seed: number) => {
      const network = networkOf(spectralConv2d({ filters: 16, kernelSize: 3 }), [8, 8, 8]);
      initializeWeights(network, seed);
      return network;
    };
    const [one, same, other] = [build(3), build(3), build(4)];
    const values = (network: tf.LayersModel) =>
      network.getWeights().map((weight) => [...weight.dataSync()]);
    expect(values(same)).toEqual(values(one));
    expect(values(other)[2]).not.toEqual(values(one)[2]);
    tf.tidy(() => {
      const [kernel, , left, right] = one.getWeights() as [tf.Tensor, ...tf.Tensor2D[]];
      const matrix = kernel.reshape([-1, 16]) as tf.Tensor2D;
      const norm = tf.matMul(left!, tf.matMul(matrix, right!), true).dataSync()[0]!;
      for (let i = 0; i < 200; i++) {
        tf.tidy(() => void one.apply(tf.ones([1, 8, 8, 8]), { training: true }));
      }
      const [, , u, v] = one.getWeights() as [tf.Tensor, ...tf.Tensor2D[]];
      const settled = tf.matMul(u!, tf.matMul(matrix, v!), true).dataSync()[0]!;
      expect(norm / settled).toBeGreaterThan(0.95);
      expect(norm / settled).toBeLessThanOrEqual(1 + 1e-6);
    });
    for (const network of [one, same, other]) network.dispose();
  });

  test("trains the same captured as eager, also when it is called twice in a step", () => {
    const run = (captured: boolean) => {
      const network = networkOf(spectralConv2d({ filters: 4, kernelSize: 3 }), [6, 6, 2]);
      initializeWeights(network, 5);
      const optimizer = adam({ learningRate: 0.01 });
      const train = (a: tf.Tensor4D, b: tf.Tensor4D) => {
        const { value, grads } = tf.variableGrads(() => {
          const [ya, yb] = [a, b].map((x) => network.apply(x, { training: true }) as tf.Tensor);
          return ya!.square().mean().sub(yb!.abs().mean()).asScalar();
        }, trainableVariables(network));
        optimizer.applyGradients(grads);
        return { value };
      };
      const step = captured ? capture(train) : undefined;
      const values: number[] = [];
      for (let i = 0; i < 4; i++) {
        tf.tidy(() => {
          const images = (seed: number) =>
            tf.randomNormal<tf.Rank.R4>([3, 6, 6, 2], 0, 1, "float32", seed);
          const { value } = (step ?? train)(images(1 + i), images(101 + i));
          values.push(value.dataSync()[0]!);
        });
      }
      values.push(...network.getWeights().flatMap((weight) => [...weight.dataSync()]));
      step?.dispose();
      optimizer.dispose();
      network.dispose();
      return values;
    };
    const [eager, captured] = [run(false), run(true)];
    tf.tidy(() => expectClose(tf.tensor1d(captured), eager, 1e-5));
  });
});
