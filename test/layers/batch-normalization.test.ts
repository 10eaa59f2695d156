// Against the numbers of batch-normalization.reference.py, and against TF.js's own layer.
import "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs";
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { batchNormalization } from "../../src/layers/index.js";
import { backendName, ready, trainableVariables } from "../../src/tensor/index.js";

interface Step {
  readonly x: number[];
  readonly weights: number[];
  readonly y: number[];
  readonly gradients: [x: number[], gamma: number[], beta: number[]];
  readonly penaltyGradients: [x: number[], gamma: number[], beta: number[]];
  readonly movingMean: number[];
  readonly movingVariance: number[];
}
interface Reference {
  readonly epsilon: number;
  readonly momentum: number;
  readonly cases: { shape: number[]; gamma: number[]; beta: number[]; steps: Step[] }[];
}

const url = new URL("./batch-normalization.reference.json", import.meta.url);
const { epsilon, momentum, cases } = JSON.parse(readFileSync(url, "utf8")) as Reference;

await ready();
const backends = backendName() === "wasm" ? ["wasm"] : ["tensorflow", "wasm"];

function expectClose(found: tf.Tensor, expected: ArrayLike<number>, tolerance: number): void {
  const values = found.dataSync<"float32">();
  const scale = Math.max(1e-3, ...Array.from(expected, Math.abs));
  values.forEach((value, i) =>
    expect(Math.abs(value - expected[i]!) / scale).toBeLessThan(tolerance),
  );
}

/** A network of the layer alone. */
function networkOf(layer: tf.layers.Layer, shape: number[]): tf.Sequential {
  const input = tf.layers.inputLayer({ inputShape: shape.slice(1), name: "in" });
  return tf.sequential({ name: "network", layers: [input, layer] });
}

const train = (network: tf.Sequential, x: tf.Tensor) =>
  network.apply(x, { training: true }) as tf.Tensor;

describe.each(backends)("batch normalization on %s", (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  test.each(cases)("of $shape trains as in PyTorch", ({ shape, gamma, beta, steps }) => {
    const layer = batchNormalization({ epsilon, momentum });
    const network = networkOf(layer, shape);
    tf.tidy(() => {
      const initial = [gamma, beta, gamma.map(() => 0), gamma.map(() => 1)];
      layer.setWeights(initial.map((values) => tf.tensor1d(values)));
    });
    const variables = trainableVariables(network);
    const before = tf.memory().numTensors;
    for (const step of steps) {
      tf.tidy(() => {
        const x = tf.tensor(step.x, shape);
        expectClose(train(network, x), step.y, 1e-5);
        const statistics = layer.getWeights().map((weight) => tf.clone(weight));
        expectClose(statistics[2]!, step.movingMean, 1e-5);
        expectClose(statistics[3]!, step.movingVariance, 1e-5);

        const loss = (input: tf.Tensor): tf.Scalar => {
          const y = train(network, input);
          const weights = tf.tensor(step.weights, shape);
          return tf.sum(tf.mul(weights, tf.add(y, tf.square(y))));
        };
        const penalty = (input: tf.Tensor): tf.Scalar => tf.sum(tf.square(tf.grad(loss)(input)));
        expectClose(tf.grad(loss)(x), step.gradients[0], 1e-4);
        expectClose(tf.grad(penalty)(x), step.penaltyGradients[0], 1e-4);
        const first = tf.variableGrads(() => loss(x), variables).grads;
        const second = tf.variableGrads(() => penalty(x), variables).grads;
        variables.forEach(({ name }, i) => {
          expectClose(first[name]!, step.gradients[i + 1]!, 1e-4);
          expectClose(second[name]!, step.penaltyGradients[i + 1]!, 1e-4);
        });
        layer.setWeights(statistics); // what came after it averaged the same batch again
      });
    }
    expect(tf.memory().numTensors).toBe(before);
    network.dispose();
  });

  test.each([
    [{}, [5, 4]],
    [{ momentum: 0.5, epsilon: 1e-5 }, [3, 4, 2, 3]],
    [{ axis: 3 }, [3, 4, 2, 3]],
    [{ axis: 1 }, [3, 4, 2, 3]],
    [{}, [3, 4, 5]],
  ])("with %j on %j does what TF.js's own layer does", (config, shape) => {
    const ours = networkOf(batchNormalization(config), shape);
    const stock = networkOf(tf.layers.batchNormalization(config), shape);
    tf.tidy(() => {
      const x = tf.randomNormal(shape, 1, 2, "float32", 3);
      for (const training of [true, true, false]) {
        const output = ours.apply(x, { training }) as tf.Tensor;
        expectClose(output, (stock.apply(x, { training }) as tf.Tensor).dataSync(), 1e-5);
      }
      const expected = stock.getWeights();
      ours.getWeights().forEach((weight, i) => expectClose(weight, expected[i]!.dataSync(), 1e-5));
    });
    [ours, stock].forEach((network) => network.dispose());
  });

  test("needs neither scale nor offset", () => {
    const network = networkOf(batchNormalization({ scale: false, center: false }), [6, 3]);
    tf.tidy(() => {
      const x = tf.randomNormal([6, 3], 1, 2, "float32", 3);
      const { mean, variance } = tf.moments(train(network, x), 0);
      expectClose(tf.add(mean, 1), [1, 1, 1], 1e-5);
      expectClose(variance, [1, 1, 1], 1e-2);
    });
    network.dispose();
  });
});

test("is saved as TF.js's own layer", () => {
  const saved = (layer: tf.layers.Layer) => {
    const network = networkOf(layer, [2, 4]);
    const json = JSON.stringify(network.toJSON(null, false));
    network.dispose();
    return json;
  };
  const config = { name: "norm", momentum: 0.8 };
  const stock = saved(tf.layers.batchNormalization(config));
  expect(stock).toContain('"class_name":"BatchNormalization"');
  expect(saved(batchNormalization(config))).toBe(stock);
});
