import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { ready } from "../../../src/tensor/index.js";

beforeAll(async () => void (await ready()));

/** How often each kernel runs. */
async function kernelCounts(run: () => tf.TensorContainer): Promise<Record<string, number>> {
  const { kernels } = await tf.profile(() => tf.tidy(run));
  const counts: Record<string, number> = {};
  for (const { name } of kernels) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

// The portable backend builds convolutions from others, which the profile counts, too.
const native = process.env.GANVAS_BACKEND !== "wasm";

describe("gradients that are zero by construction", () => {
  test.runIf(native)(
    "are not propagated: a penalty on a leaky critic computes no backward pass in vain",
    async () => {
      const x = tf.randomNormal([2, 8, 8, 1], 0, 1, "float32", 1);
      const filters = [1, 2, 3].map((inputs) =>
        tf.randomNormal([3, 3, inputs, inputs + 1], 0, 1, "float32", inputs),
      );
      const critic = (image: tf.Tensor, weights: tf.Tensor[]) =>
        weights.reduce(
          (h, w) => tf.leakyRelu(tf.conv2d(h as tf.Tensor4D, w as tf.Tensor4D, 2, "same"), 0.2),
          image,
        );
      const penalty = (...weights: tf.Tensor[]) =>
        tf.sum(tf.square(tf.grad((image) => critic(image, weights))(x)));
      const counts = await kernelCounts(() => tf.grads(penalty)(filters));
      // Forward, the gradient by the image, and the gradient of that by each of its two inputs. There
      // is no backward pass through the forward one: the slopes of leaky ReLU are constants.
      expect(counts.Conv2D).toBe(3 + 3);
      expect(counts.Conv2DBackpropInput).toBe(3);
      expect(counts.Conv2DBackpropFilter).toBe(3);
      tf.dispose([x, filters]);
    },
  );

  test("are zeros all the same", () => {
    tf.tidy(() => {
      const steps = (x: tf.Tensor) => tf.add(tf.step(x), tf.mul(tf.floor(x), tf.sign(x)));
      expect([
        ...tf
          .grad(steps)(tf.tensor1d([0.3, -1.7]))
          .dataSync(),
      ]).toEqual([0, 0]);
      const slope = (x: tf.Tensor) => tf.sum(tf.grad((z) => tf.relu(z))(x));
      expect([
        ...tf
          .grad(slope)(tf.tensor1d([0.3, -1.7]))
          .dataSync(),
      ]).toEqual([0, 0]);
    });
  });
});

test("only the gradients that are asked for are computed, through TF.js's fused layers too", async () => {
  const network = tf.sequential({
    layers: [tf.layers.conv2d({ inputShape: [6, 6, 1], filters: 2, kernelSize: 3 })],
  });
  const x = tf.ones([1, 6, 6, 1]);
  const counts = await kernelCounts(
    () => tf.variableGrads(() => tf.sum(network.apply(x) as tf.Tensor)).grads,
  );
  expect(counts.Conv2DBackpropFilter).toBe(1);
  expect(counts.Conv2DBackpropInput).toBeUndefined();
  expect(counts.BiasAddGrad).toBe(1);
  network.dispose();
  x.dispose();
});
