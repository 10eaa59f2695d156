// Networks of a user's own, from the layers of blocks/.
import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import {
  appendLabels,
  batchNormRelu,
  convBlock,
  dense,
  head,
  logit,
  toGrid,
  upsampleConv,
} from "../../src/blocks/index.js";
import { buildDiscriminator, buildGenerator, dcgan, Gan } from "../../src/gan/index.js";
import { ready } from "../../src/tensor/index.js";

await ready();
const image = [8, 8, 1] as const;

/** A generator from 4x4 to 8x8. */
const smallGenerator = (seed?: number) =>
  buildGenerator({ image, latent: 6, seed }, (z) => {
    let x = toGrid(z, { height: 4, width: 4, channels: 5, bias: false }); // [n, 4, 4, 5]
    x = batchNormRelu(x, "project");
    return upsampleConv(x, "nearest", { filters: 1, name: "pixels", activation: "tanh" }); // [n, 8, 8, 1]
  });

const smallDiscriminator = () =>
  buildDiscriminator({ image }, (images) => {
    const x = convBlock(images, {
      ...{ filters: 3, name: "down1", kernel: 4, stride: 2, normalization: "layer" },
    }); // [n, 4, 4, 3]
    return logit(head(x, { pooling: tf.layers.flatten })); // [n, 1]
  });

test("a GAN of networks without labels", () => {
  const before = tf.memory().numTensors;
  const gan = new Gan({ generator: () => smallGenerator(), discriminator: smallDiscriminator() });
  const typed: Gan<typeof image, 6, 0> = gan;
  tf.tidy(() => {
    const images = typed.sample(3);
    expect(images.shape).toEqual([3, ...image]);
    const logits = gan.discriminator.network.apply(images) as tf.Tensor;
    expect(logits.shape).toEqual([3, 1]);
  });
  expect(gan.discriminator.network.getLayer("features")).toBeDefined();
  expect([gan.classes, gan.discriminator.conditioning]).toEqual([0, "none"]);
  gan.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test("labels: an input of the generator, a second output of the discriminator", () => {
  const generator = buildGenerator({ image, latent: 6, classes: 3 }, (z, labels) => {
    const x = toGrid(appendLabels(z, labels), { height: 4, width: 4, channels: 2 });
    return upsampleConv(x, "bilinear", { filters: 1, name: "pixels", activation: "tanh" });
  });
  const discriminator = buildDiscriminator(
    { image, classes: 3, conditioning: "auxiliary" },
    (images) => {
      const features = head(images, { pooling: tf.layers.flatten, denseUnits: 7 }); // [n, 7]
      return [logit(features), dense(features, { units: 3, name: "class_logits" })];
    },
  );
  expect(generator.network.inputs.map(({ shape }) => shape)).toEqual([
    [null, 6],
    [null, 3],
  ]);
  expect(discriminator.network.inputs).toHaveLength(1);
  expect(discriminator.network.outputs.map(({ shape }) => shape)).toEqual([
    [null, 1],
    [null, 3],
  ]);
  for (const { network } of [generator, discriminator]) network.dispose();
});

test("the seed fixes the weights, and is 0 by default", () => {
  const networks = [undefined, 0, 1].map((seed) => smallGenerator(seed).network);
  const [byDefault, zero, one] = networks.map((network) =>
    network.getWeights().map((weight) => [...weight.dataSync()]),
  );
  expect(byDefault).toEqual(zero);
  expect(one).not.toEqual(zero);
  for (const network of networks) network.dispose();
});

test("options that are not a GAN's own do not change it", () => {
  const options = { image, latent: 6, baseChannels: 2, classes: 3, conditioning: "input" } as const;
  const gan = dcgan(options);
  expect([gan.classes, gan.generator.network.inputs.length]).toEqual([0, 1]);
  expect(gan.discriminator.network.inputs).toHaveLength(1);
  gan.dispose();
});
