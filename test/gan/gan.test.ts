import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { Gan, mlpDiscriminator, mlpGan, mlpGenerator, trainGan } from "../../src/gan/index.js";
import { ringOfGaussians } from "../../src/data/index.js";
import { ready } from "../../src/tensor/index.js";

await ready();
const small = { generatorUnits: [8], discriminatorUnits: [8] };

function pixels(images: tf.Tensor4D): number[] {
  const values = [...images.dataSync()];
  images.dispose();
  return values;
}

describe("mlpGan", () => {
  test("has the numbers of parameters that its units give", () => {
    const model = mlpGan({ image: [28, 28, 1], latent: 64, seed: 7 });
    // By hand: dense layers have (in + 1) * out parameters.
    expect(model.generator.network.countParams()).toBe(65 * 256 + 257 * 512 + 513 * 784);
    expect(model.discriminator.network.countParams()).toBe(785 * 512 + 513 * 256 + 257);
    model.dispose();
  });

  test("starts with the variance of Glorot and Bengio, and with zero biases", () => {
    const { network } = mlpDiscriminator({ image: [20, 20, 1], units: [200], seed: 3 });
    const [kernel, bias] = network.getWeights();
    const values = [...kernel!.dataSync()];
    const limit = Math.sqrt(6 / (400 + 200));
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(limit);
    const variance = values.reduce((sum, w) => sum + w * w, 0) / values.length;
    expect(variance).toBeCloseTo(limit ** 2 / 3, 4);
    expect(bias!.dataSync().every((b) => b === 0)).toBe(true);
    network.dispose();
  });

  test("draws images in [-1, 1] of the right shape, the same for the same seed", () => {
    const model = mlpGan({ image: [4, 6, 3], latent: 5, seed: 7, ...small });
    const images = model.sample(3);
    expect(images.shape).toEqual([3, 4, 6, 3]);
    const values = pixels(images);
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(1);
    expect(pixels(model.sample(3))).toEqual(values);
    expect(pixels(model.sample(3, { seed: 8 }))).not.toEqual(values);
    const twin = mlpGan({ image: [4, 6, 3], latent: 5, seed: 7, ...small });
    expect(pixels(twin.sample(3))).toEqual(values);
    const other = mlpGan({ image: [4, 6, 3], latent: 5, seed: 8, ...small });
    expect(pixels(other.sample(3))).not.toEqual(values);
    for (const one of [model, twin, other]) one.dispose();
  });

  test("draws the same images in parts as at once", () => {
    const model = mlpGan({ image: [2, 2, 1], latent: 3, ...small });
    const latents = model.latents(1100);
    const inParts = pixels(model.decode(latents));
    const last = tf.tidy(() => latents.slice([1000, 0], [100, 3]) as tf.Tensor2D).clone();
    expect(pixels(model.decode(last))).toEqual(inParts.slice(4000));
    tf.dispose([latents, last]);
    model.dispose();
  });

  test("leaves no tensor behind when it is disposed", () => {
    const before = tf.memory().numTensors;
    const model = mlpGan({ image: [2, 2, 1], latent: 3, ...small });
    model.sample(2).dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test("says that it was disposed, whatever is asked of it; disposing it again does nothing", async () => {
    const model = mlpGan({ image: [2, 2, 1], latent: 3, ...small });
    const latents = model.latents(1);
    model.dispose();
    model.dispose();
    const message = "This model was disposed; build a new one, or load it again.";
    const data = await ringOfGaussians({ count: 10 });
    for (const use of [
      () => model.sample(1),
      () => model.decode(latents, { ema: false }),
      () => model.firstLayer(),
      () => trainGan(model as never, data, { steps: 1 }),
    ]) {
      expect(use).toThrow(message);
    }
    latents.dispose();
  });

  test.each([
    [
      () => mlpGan({ image: [28, 28, 1], latent: 0 }),
      "latent is expected to be a positive integer but is 0",
    ],
    [
      () => mlpGan({ image: [28, 0, 1], latent: 4 }),
      "but is [28, 0, 1]; pass for example [28, 28, 1].",
    ],
    [
      () => mlpGan({ image: [2, 2, 1], latent: 4, generatorUnits: [8, -1] }),
      "The number of units of hidden layer 2 is expected",
    ],
    [
      () => mlpGan({ image: [2, 2, 1], latent: 4, seed: 0.5 }),
      "A seed is expected to be an integer",
    ],
    [
      () => mlpGan({ image: [2, 2, 1], latent: 4, ...small }).sample(0),
      "The number of samples is expected",
    ],
  ])("refuses wrong settings in one sentence (%#)", (make, message) => {
    expect(make).toThrow(message);
  });
});

test("networks of different image shapes do not make a Gan, and the message names both", () => {
  const generator = () => mlpGenerator({ image: [512, 512, 1], latent: 4, units: [1] });
  const discriminator = mlpDiscriminator({ image: [64, 64, 3], units: [1] });
  // @ts-expect-error the shapes differ: this must not compile
  expect(() => new Gan({ generator, discriminator })).toThrow(
    "expected to judge the generator's images of 512x512x1 but is made for 64x64x3",
  );
});
