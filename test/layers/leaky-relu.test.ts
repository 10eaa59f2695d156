import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { LeakyReLU } from "../../src/layers/index.js";
import { ready } from "../../src/tensor/index.js";

await ready();

test("is leaky ReLU", () => {
  const layer = new LeakyReLU({ alpha: 0.25 });
  const values = tf.tidy(() => [
    ...(layer.apply(tf.tensor1d([-4, -0.5, 0, 2])) as tf.Tensor).dataSync(),
  ]);
  expect(values).toEqual([-1, -0.125, 0, 2]);
});

test("can be differentiated twice: finite differences of a squared slope", () => {
  const layer = new LeakyReLU({ alpha: 0.2 });
  // f(x) = (d/dx leaky(x)^2)^2, whose derivative needs the second derivative of leaky's gradient.
  const squaredSlope = (x: tf.Tensor) =>
    tf
      .grad((y) => (layer.apply(y) as tf.Tensor).square().sum())(x)
      .square()
      .sum();
  for (const x of [-1.5, -0.4, 0.7, 2]) {
    const at = (value: number) => tf.tidy(() => squaredSlope(tf.tensor1d([value])).dataSync()[0]!);
    const gradient = tf.tidy(
      () =>
        tf
          .grad(squaredSlope)(tf.tensor1d([x]))
          .dataSync()[0]!,
    );
    expect(gradient).toBeCloseTo((at(x + 0.01) - at(x - 0.01)) / 0.02, 2);
  }
});

test("survives serialization", () => {
  const model = tf.sequential({
    layers: [tf.layers.inputLayer({ inputShape: [1] }), new LeakyReLU({ alpha: 0.3 })],
  });
  const copy = tf.Sequential.fromConfig(
    tf.Sequential,
    JSON.parse(JSON.stringify(model.getConfig())),
  ) as tf.Sequential;
  expect((copy.layers.at(-1) as LeakyReLU).alpha).toBe(0.3);
});
