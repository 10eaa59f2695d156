import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { closedFormDirections, latentDirections, truncate } from "../../src/latent/index.js";
import { firstDenseKernel } from "../../src/models/index.js";
import { randomNormal, ready } from "../../src/tensor/index.js";
import { expectNear, expectNoLeak, mirror, reference, values } from "./helpers.js";

await ready();
const { weights, directions, strengths } = reference.sefa;

describe("closed-form directions", () => {
  test("are NumPy's eigenvectors of the weights, the strongest first", () => {
    const result = closedFormDirections(tf.tensor2d(weights), 6);
    expectNear(result.strengths, strengths, 1e-4);
    expectNear(values(result.directions), directions.flat(), 1e-4);
    const first = closedFormDirections(tf.tensor2d(weights), 2);
    expect(first.directions.shape).toEqual([2, 6]);
    expectNear(values(first.directions), directions.slice(0, 2).flat(), 1e-4);
  });

  test("are those of a model's first layer", () => {
    const model = { ...mirror(6), firstLayer: () => tf.tensor2d(weights) };
    expectNoLeak(() => {
      const result = latentDirections(model, 3);
      expectNear([...result.directions.dataSync()], directions.slice(0, 3).flat(), 1e-4);
      result.directions.dispose();
    });
    expect(() => latentDirections(mirror(6))).toThrow("expected to have a firstLayer");
  });

  test("of zero weights still exist", () => {
    const result = closedFormDirections(tf.zeros([3, 5]));
    expect([...result.strengths]).toEqual([0, 0, 0]);
    const rows = result.directions.arraySync();
    for (const row of rows) expect(Math.hypot(...row)).toBeCloseTo(1, 6);
  });

  test("say what is wrong", () => {
    const matrix = tf.tensor2d(weights);
    expect(() => closedFormDirections(matrix, 7)).toThrow("an integer from 1 to 6");
    expect(() => closedFormDirections(matrix, 0)).toThrow("an integer from 1 to 6");
    expectNoLeak(() => {
      const bad = tf.fill([2, 2], NaN) as tf.Tensor2D;
      expect(() => closedFormDirections(bad)).toThrow("The weights are expected to be finite");
      bad.dispose();
    });
  });
});

describe("firstDenseKernel", () => {
  const dense = (units: number) => tf.layers.dense({ units, name: `dense${units}` });

  test("is the first dense layer's, of it the latent vector's part", () => {
    const input = tf.input({ shape: [6] });
    const flat = tf.layers.activation({ activation: "linear" }).apply(input);
    const output = dense(2).apply(dense(3).apply(flat)) as tf.SymbolicTensor;
    const network = tf.model({ inputs: input, outputs: output });
    const kernel = [...network.getWeights()[0]!.dataSync()]; // [6, 3]
    expect(values(firstDenseKernel(network, 6))).toEqual(kernel);
    expect(values(firstDenseKernel(network, 4))).toEqual(kernel.slice(0, 12));
    expectNoLeak(() => firstDenseKernel(network, 4));
    expect(() => firstDenseKernel(network, 7)).toThrow(
      'the latent vector (7 numbers) but is Dense "dense3"',
    );
    network.dispose();
  });

  test("refuses another first layer", () => {
    const layers = [tf.layers.conv1d({ filters: 1, kernelSize: 1, inputShape: [4, 1] }), dense(2)];
    const network = tf.sequential({ layers });
    expect(() => firstDenseKernel(network, 1)).toThrow('but is Conv1D "');
    network.dispose();
    const empty = tf.sequential({ layers: [tf.layers.flatten({ inputShape: [2, 1] })] });
    expect(() => firstDenseKernel(empty, 2)).toThrow("but is missing");
  });
});

describe("truncate", () => {
  const latents = randomNormal<tf.Rank.R2>([500, 64], { seed: 3 });
  const drawn = [...latents.dataSync()];

  test.each(reference.truncated)(
    "to $threshold gives SciPy's truncated normal distribution",
    ({ threshold, variance }) => {
      const truncated = values(truncate(latents, threshold, { seed: 1 }));
      expect(Math.max(...truncated.map(Math.abs))).toBeLessThanOrEqual(Math.fround(threshold));
      const mean = truncated.reduce((sum, z) => sum + z, 0) / truncated.length;
      const secondMoment = truncated.reduce((sum, z) => sum + z * z, 0) / truncated.length;
      expect(Math.abs(mean)).toBeLessThan((5 * threshold) / Math.sqrt(truncated.length));
      expect(Math.abs(secondMoment / variance - 1)).toBeLessThan(0.04);
      // What was within stays.
      drawn.forEach((z, i) => {
        if (Math.abs(z) <= threshold) expect(truncated[i]).toBe(z);
      });
    },
  );

  test("draws the same for the same seed, and cuts where that is asked for", () => {
    const truncated = values(truncate(latents, 0.5));
    expect(values(truncate(latents, 0.5))).toEqual(truncated);
    expect(values(truncate(latents, 0.5, { seed: 1 }))).not.toEqual(truncated);
    const cut = values(truncate(tf.tensor2d([[-2, 0.25, 7]]), 0.5, { how: "clip" }));
    expect(cut).toEqual([-0.5, 0.25, 0.5]);
    expectNoLeak(() => truncate(latents, 0.5));
    expectNoLeak(() => truncate(latents, 0.5, { how: "clip" }));
  });

  test("says what is wrong", () => {
    for (const threshold of [0, -1, NaN]) {
      expect(() => truncate(latents, threshold)).toThrow("threshold is expected to be positive");
    }
    expect(() => truncate(latents, 1, { how: "cut" as "clip" })).toThrow(
      'how is expected to be "resample" or "clip" but is "cut"',
    );
  });
});
