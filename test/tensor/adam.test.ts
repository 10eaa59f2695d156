import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { adam, ready, type Adam } from "../../src/tensor/index.js";

await ready();
let tensorsBefore = 0;
beforeEach(() => void (tensorsBefore = tf.memory().numTensors));
afterEach(() => expect(tf.memory().numTensors).toBe(tensorsBefore));

const settings = { learningRate: 0.05, beta1: 0.5, beta2: 0.99, epsilon: 1e-8 };

/** Algorithm 1 of Kingma and Ba (2015) in double precision, minimizing the sum of (x - target)^2. */
function transcribed(start: number[], target: number[], updates: number): number[] {
  const { learningRate, beta1, beta2, epsilon } = settings;
  return start.map((x, i) => {
    let [m, v] = [0, 0];
    for (let t = 1; t <= updates; t++) {
      const g = 2 * (x - target[i]!);
      m = beta1 * m + (1 - beta1) * g;
      v = beta2 * v + (1 - beta2) * g * g;
      x -= (learningRate * (m / (1 - beta1 ** t))) / (Math.sqrt(v / (1 - beta2 ** t)) + epsilon);
    }
    return x;
  });
}

/** Runs the optimizer on the same problem, in one variable for all numbers. */
function optimized(start: number[], target: number[], updates: number): number[] {
  const optimizer = adam(settings);
  const variable = tf.tidy(() => tf.variable(tf.tensor1d(start)));
  for (let t = 0; t < updates; t++) {
    tf.tidy(() => {
      const { grads } = tf.variableGrads(
        () => variable.sub(target).square().sum().asScalar(),
        [variable],
      );
      optimizer.applyGradients(grads);
    });
  }
  const result = [...variable.dataSync()];
  optimizer.dispose();
  variable.dispose();
  return result;
}

describe("adam", () => {
  const start = [3, -2, 0.5];
  const target = [1, 1, 0.4];

  test.each([1, 2, 25])("does what the paper's algorithm says after %i updates", (updates) => {
    const expected = transcribed(start, target, updates);
    optimized(start, target, updates).forEach((x, i) => expect(x).toBeCloseTo(expected[i]!, 4));
  });

  test("takes a variable's value from outside into account", () => {
    const optimizer = adam(settings);
    const variable = tf.tidy(() => tf.variable(tf.tensor1d([1])));
    const gradient = tf.tensor1d([1]);
    optimizer.applyGradients({ [variable.name]: gradient });
    const other = tf.tensor1d([10]);
    variable.assign(other);
    optimizer.applyGradients({ [variable.name]: gradient });
    expect(variable.dataSync()[0]).toBeCloseTo(10 - settings.learningRate, 4);
    tf.dispose([gradient, other, variable]);
    optimizer.dispose();
  });

  test("two optimizers of the same variable keep their moments apart", () => {
    expect(optimized(start, target, 5)).toEqual(optimized(start, target, 5));
  });

  test("hands out its state by name, before the first update, too", () => {
    const [variable, copy] = [1, 2].map(() => tf.tidy(() => tf.variable(tf.tensor1d(start))));
    const gradient = tf.tensor1d([0.3, -0.2, 4]);
    const update = (optimizer: Adam, updated: tf.Variable) =>
      optimizer.applyGradients({ [updated.name]: gradient });
    const [first, second] = [adam(settings), adam(settings)];
    expect(Object.keys(first.state({ weights: variable! }))).toEqual([
      "weights/mean",
      "weights/square",
      "power1",
      "power2",
    ]);
    for (let t = 0; t < 3; t++) update(first, variable!);
    // The second optimizer goes on where the first one stands.
    copy!.assign(variable!);
    const [from, to] = [first.state({ weights: variable! }), second.state({ weights: copy! })];
    for (const [name, value] of Object.entries(from)) to[name]!.assign(value);
    expect(to["power1"]!.dataSync()[0]).toBeCloseTo(settings.beta1 ** 4, 6);
    update(first, variable!);
    update(second, copy!);
    expect([...copy!.dataSync()]).toEqual([...variable!.dataSync()]);
    tf.dispose([variable!, copy!, gradient]);
    first.dispose();
    second.dispose();
  });
});
