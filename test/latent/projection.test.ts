import * as tf from "@tensorflow/tfjs";
import { afterAll, describe, expect, test } from "vitest";
import { mlpGan } from "../../src/gan/index.js";
import { projectToLatent } from "../../src/latent/index.js";
import { ready } from "../../src/tensor/index.js";
import { expectNear, mirror } from "./helpers.js";

await ready();
const model = mlpGan({ image: [8, 8, 1], latent: 8, seed: 7, generatorUnits: [32, 32] });
afterAll(() => model.dispose());

describe("projectToLatent", () => {
  test("finds a model's own samples, and the latents behind them", async () => {
    const latents = model.latents(4, { seed: 3 });
    const images = model.decode(latents);
    const before = tf.memory().numTensors;
    const projection = await projectToLatent(model, images, { priorWeight: 0 });
    expect(tf.memory().numTensors).toBe(before + 2);
    expect(projection.latents.shape).toEqual([4, 8]);
    for (const error of projection.errors) expect(error).toBeLessThan(1e-5);
    // This network loses nothing of the latent vector, so there is one answer.
    expectNear(projection.latents.dataSync(), [...latents.dataSync()], 0.05);
    expectNear(projection.images.dataSync(), [...images.dataSync()], 0.02);
    const again = await projectToLatent(model, images, { priorWeight: 0 });
    expect([...again.latents.dataSync()]).toEqual([...projection.latents.dataSync()]);
    projection.dispose();
    again.dispose();
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([latents, images]);
  });

  test("gives each image the error of its best start, and the more starts the better", async () => {
    const images = model.sample(3, { seed: 9 });
    const errors: number[] = [];
    const onStep = ({ error }: { error: number }) => void errors.push(error);
    const one = await projectToLatent(model, images, { starts: 1, steps: 20 });
    const many = await projectToLatent(model, images, { starts: 8, steps: 20, onStep });
    expect(errors).toHaveLength(20);
    expect(errors.at(-1)).toBeLessThan(errors[0]!);
    const sum = (values: Float32Array) => values.reduce((a, b) => a + b, 0);
    expect(sum(many.errors)).toBeLessThan(sum(one.errors));
    const squares = tf.tidy(() => many.images.sub(images).square().mean([1, 2, 3]).dataSync());
    expectNear(many.errors, [...squares]);
    one.dispose();
    many.dispose();
    images.dispose();
  });

  test("keeps to the prior's sphere as much as it is told to", async () => {
    // The mirror could be its target exactly, at a length of sqrt(d) / 4.
    const images = tf.fill([1, 1, 4, 1], 0.25) as tf.Tensor4D;
    const lengths: number[] = [];
    for (const priorWeight of [0, 1, 1000]) {
      const projection = await projectToLatent(mirror(4), images, { priorWeight, starts: 2 });
      lengths.push(Math.hypot(...projection.latents.dataSync()) / 2);
      projection.dispose();
    }
    // In closed form: at length r the loss is (r - 1/4)^2 + w (r - 1)^2, least at (1/4 + w) / (1 + w).
    expectNear(lengths, [0.25, 0.625, 1000.25 / 1001], 0.02);
  });

  test("matches features, too", async () => {
    // Pixels want 1, the feature (their sum) wants what pixels of 1 give: no contradiction.
    const images = tf.ones<tf.Rank.R4>([2, 1, 3, 1]);
    const extractor = (x: tf.Tensor4D) => x.sum([1, 2, 3]);
    const projection = await projectToLatent(mirror(3), images, { extractor, priorWeight: 0 });
    expectNear(projection.latents.dataSync(), [1, 1, 1, 1, 1, 1], 0.01);
    projection.dispose();
    // A feature of another scale outweighs the pixels: z = 1 by them, 2 z = 1 by it.
    const half = (x: tf.Tensor4D) => tf.where(x.equal(1), x, x.mul(2)).mul(10);
    const weighed = await projectToLatent(mirror(3), images, {
      extractor: half,
      priorWeight: 0,
      featureWeight: 100,
    });
    expectNear(weighed.latents.dataSync(), [0.5, 0.5, 0.5, 0.5, 0.5, 0.5], 0.01);
    weighed.dispose();
  });

  test("stops when it is told to, and leaves nothing behind", async () => {
    const images = model.sample(1);
    const before = tf.memory().numTensors;
    const stop = new AbortController();
    const search = projectToLatent(model, images, {
      signal: stop.signal,
      onStep: ({ step }) => step === 5 && stop.abort(),
    });
    await expect(search).rejects.toMatchObject({
      name: "AbortError",
      message: "The projection was stopped after step 5 of 300; start it again for a result.",
    });
    expect(tf.memory().numTensors).toBe(before);
    images.dispose();
  });

  test("says what is wrong", async () => {
    const images = model.sample(1);
    const wrong = tf.zeros<tf.Rank.R4>([1, 4, 4, 3]);
    const before = tf.memory().numTensors;
    await expect(projectToLatent(model, wrong)).rejects.toThrow(
      "Images to project are expected as [n, 8, 8, 1] but are [1, 4, 4, 3]; pass images of 8x8x1",
    );
    const cases: [object, string][] = [
      [{ steps: 0 }, "steps is expected to be a positive integer but is 0"],
      [{ starts: 1.5 }, "starts is expected to be a positive integer but is 1.5"],
      [{ rate: 0 }, "rate is expected to be positive but is 0"],
      [{ extractor: () => tf.zeros([3, 1]) }, "An extractor is expected to return features [1,"],
    ];
    for (const [options, message] of cases) {
      await expect(projectToLatent(model, images, options)).rejects.toThrow(message);
    }
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([images, wrong]);
  });
});
