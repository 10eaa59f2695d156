import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { Dataset } from "../../src/data/index.js";
import {
  dcganDiscriminator,
  dcganGenerator,
  Gan,
  resnetGenerator,
  trainGan,
} from "../../src/gan/index.js";
import { type Generator } from "../../src/models/index.js";
import { batchNormalization } from "../../src/layers/index.js";
import { checkerboard } from "../../src/metrics/index.js";
import { initializeWeights, randomNormal, ready } from "../../src/tensor/index.js";

await ready();

/** Between them is nothing: images without the pattern are near 0 dB, those with it far above. */
const [WITHOUT, WITH] = [3, 8];
const latent = 16;
const image = [28, 28, 1] as const;

/** The generator that Odena et al. (2016) warn of: a kernel of 3 and a stride of 2. */
function overlapping(seed: number): Generator<typeof image, typeof latent> {
  const { layers } = tf;
  const grow = { kernelSize: 3, strides: 2, padding: "same" } as const;
  const network = tf.sequential({
    layers: [
      layers.dense({ units: 7 * 7 * 32, inputShape: [latent], useBias: false }),
      layers.reshape({ targetShape: [7, 7, 32] }),
      batchNormalization(),
      layers.reLU(),
      layers.conv2dTranspose({ filters: 16, ...grow, useBias: false }),
      batchNormalization(),
      layers.reLU(),
      layers.conv2dTranspose({ filters: 1, ...grow, activation: "tanh" }),
    ],
  });
  initializeWeights(network, seed, "dcgan");
  return { image, latent, classes: 0, network };
}

function figure({ network }: Generator<typeof image, typeof latent>): number {
  return tf.tidy(() => {
    const z = randomNormal([200, latent], { seed: 1 });
    return checkerboard(network.apply(z, { training: true }) as tf.Tensor4D);
  });
}

describe("the checkerboard's figure", () => {
  test("is what the formula says, of a pattern on noise", () => {
    const [amplitude, sigma] = [0.1, 0.2];
    const decibels = tf.tidy(() => {
      const noise = randomNormal<tf.Rank.R4>([400, 16, 12, 3], { seed: 2 }).mul(sigma);
      const signs = tf.range(0, 12).mod(2).mul(2).sub(1).reshape([1, 1, 12, 1]); // columns
      return checkerboard(noise.add(signs.mul(amplitude)) as tf.Tensor4D);
    });
    // Power at Nyquist: of the pattern (N a)^2, of the noise N sigma^2.
    const pixels = 16 * 12;
    const expected = 10 * Math.log10(1 + (pixels * amplitude ** 2) / sigma ** 2);
    expect(Math.abs(decibels - expected)).toBeLessThan(0.1); // dB
  });

  test("is near 0 dB for noise, at any size", () => {
    for (const [height, width] of [
      [28, 28],
      [8, 64],
    ] as const) {
      const noise = randomNormal<tf.Rank.R4>([400, height, width, 1], { seed: 3 });
      expect(Math.abs(checkerboard(noise))).toBeLessThan(1);
      noise.dispose();
    }
  });

  test("leaves no tensor behind, and refuses odd sides", () => {
    const images = tf.zeros<tf.Rank.R4>([2, 9, 8, 1]);
    const before = tf.memory().numTensors;
    expect(() => checkerboard(images)).toThrow("even sides of at least 8 pixels but are 9x8x1");
    const even = tf.zeros<tf.Rank.R4>([2, 8, 8, 1]);
    expect(checkerboard(even)).toBeCloseTo(0, 6); // black images have none
    even.dispose();
    expect(tf.memory().numTensors).toBe(before);
    images.dispose();
  });
});

describe("a generator's checkerboard", () => {
  const seeds = [1, 2, 3, 4, 5];
  const makers: [string, (seed: number) => Generator<typeof image, typeof latent>][] = [
    ["dcgan, nearest", (seed) => dcganGenerator({ image, latent, baseChannels: 16, seed })],
    [
      "dcgan, bilinear",
      (seed) => dcganGenerator({ image, latent, baseChannels: 16, seed, upsampling: "bilinear" }),
    ],
    ["resnet, nearest", (seed) => resnetGenerator({ image, latent, baseChannels: 16, seed })],
  ];

  test.each(makers)("is absent from the start: %s", (_, make) => {
    for (const seed of seeds) {
      const generator = make(seed);
      expect(figure(generator)).toBeLessThan(WITHOUT);
      generator.network.dispose();
    }
  });

  test("is there from the start with overlapping transposed convolutions", () => {
    for (const seed of seeds) {
      const generator = overlapping(seed);
      expect(figure(generator)).toBeGreaterThan(WITH);
      generator.network.dispose();
    }
  });

  /** Discs of many sizes at many places, with soft edges. */
  function discs(): Dataset<typeof image> {
    const pixels = new Uint8Array(256 * 28 * 28);
    for (let n = 0; n < 256; n++) {
      const [x, y, r] = [10 + (n % 8), 10 + (Math.floor(n / 8) % 8), 4 + (n % 5)];
      for (let i = 0; i < 28 * 28; i++) {
        const distance = Math.hypot((i % 28) - x, Math.floor(i / 28) - y);
        pixels[n * 28 * 28 + i] = 255 / (1 + Math.exp(2 * (distance - r)));
      }
    }
    const labels = new Uint8Array(256);
    return new Dataset({ name: "discs", image, pixels, labels, classes: ["disc"] });
  }

  test("differs as much after a short training", async () => {
    const data = discs();
    const after = async (make: () => Generator<typeof image, typeof latent>, seed: number) => {
      const discriminator = dcganDiscriminator({ image, baseChannels: 8, seed });
      const model = new Gan({ generator: make, discriminator, seed });
      for await (const _ of trainGan(model, data, {
        steps: 30,
        batch: 16,
        generatorLearningRate: 1e-3,
      }));
      const decibels = figure(model.generator);
      model.dispose();
      return decibels;
    };
    for (const seed of seeds) {
      const nearest = await after(
        () => dcganGenerator({ image, latent, baseChannels: 16, seed }),
        seed,
      );
      const transposed = await after(() => overlapping(seed), seed);
      // What is learned has edges, which raise the figure of either; the pattern's own part is
      // their difference: 12 to 24 dB over ten seeds.
      expect(nearest).toBeLessThan(6);
      expect(transposed - nearest).toBeGreaterThan(10);
    }
  }, 30_000);
});
