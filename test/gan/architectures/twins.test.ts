// Against the numbers of twins.reference.py: the networks written a second time in PyTorch.
import * as tf from "@tensorflow/tfjs";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  acgan,
  conditionalGan,
  dcgan,
  deepGan,
  infoGan,
  projectionGan,
  resnetGan,
  type Gan,
} from "../../../src/gan/index.js";
import { codes } from "../../../src/models/index.js";
import { ready, type ImageShape } from "../../../src/tensor/index.js";

interface Reference {
  readonly generators: Record<
    string,
    { training: number[]; inference: number[]; parameters: number }
  >;
  readonly discriminators: Record<string, { outputs: number[][]; parameters: number }>;
  readonly labels: number[];
}

const url = new URL("./twins.reference.json", import.meta.url);
const { generators, discriminators, labels } = JSON.parse(readFileSync(url, "utf8")) as Reference;

await ready();

type AnyGan = Gan<ImageShape, number, number>;
const [latent, baseChannels, classes, count] = [6, 4, 3, 4];
const sizes = { latent, baseChannels };
const px = (side: number): ImageShape => [side, side, 1];

/** The models of the reference; some serve for one network only. */
const models: Record<string, () => unknown> = {
  "dcgan 28 nearest": () => dcgan({ ...sizes, image: px(28) }),
  "dcgan 32 bilinear": () => dcgan({ ...sizes, image: px(32), upsampling: "bilinear" }),
  "dcgan 64 transposed": () => dcgan({ ...sizes, image: px(64), upsampling: "transposed" }),
  "dcgan 28 mapping": () => dcgan({ ...sizes, image: px(28), mappingLayers: [5, 7] }),
  "dcgan 28 none": () => dcgan({ ...sizes, image: px(28) }),
  "dcgan 28 hidden": () => dcgan({ ...sizes, image: px(28), denseUnits: 6 }),
  "dcgan 32 batch": () => dcgan({ ...sizes, image: px(32), normalization: "batch" }),
  "dcgan 64 layer": () => dcgan({ ...sizes, image: px(64), normalization: "layer" }),
  "resnet 28 nearest": () => resnetGan({ ...sizes, image: px(28) }),
  "resnet 28 mapping": () => resnetGan({ ...sizes, image: px(28), mappingLayers: [5] }),
  "resnet 32 bilinear": () => resnetGan({ ...sizes, image: px(32), upsampling: "bilinear" }),
  "resnet 28 none": () => resnetGan({ ...sizes, image: px(28), normalization: "none" }),
  "resnet 64 layer": () => resnetGan({ ...sizes, image: px(64), normalization: "layer" }),
  "deep 32": () => deepGan({ ...sizes, image: px(32) }),
  "infogan 28": () =>
    infoGan({
      baseChannels,
      prior: codes({ noise: 1, categories: [3], continuous: 2 }), // 6 numbers
      image: px(28),
      ...{ mappingLayers: [5], denseUnits: 6 },
    }),
  "conditional 28": () => conditionalGan({ ...sizes, classes, image: px(28) }),
  "conditional 28 mapping": () =>
    conditionalGan({ ...sizes, classes, image: px(28), mappingLayers: [5] }),
  "acgan 28": () => acgan({ ...sizes, classes, image: px(28) }),
  "projection 28": () => projectionGan({ ...sizes, classes, image: px(28) }),
  "projection 32 resnet": () =>
    projectionGan({
      ...sizes,
      classes,
      image: px(32),
      backbone: "resnet",
      normalization: "layer",
    }),
};

/** Numbers in [-1, 1] by name, as in the reference. */
function waves(name: string, shape: number[]): tf.Tensor {
  const phase = [...name].reduce((sum, letter) => sum + letter.codePointAt(0)!, 0);
  const size = tf.util.sizeFromShape(shape);
  const values = Float32Array.from({ length: size }, (_, i) =>
    Math.sin(0.37 * i * i + 1.3 * i + phase),
  );
  return tf.tensor(values, shape);
}

/** Sets the reference's weights and counts the trainable ones. */
function setWeights(network: tf.LayersModel): number {
  let count = 0;
  for (const layer of network.layers) {
    for (const { originalName, shape, write } of layer.weights.map((weight) => ({
      originalName: weight.originalName,
      shape: weight.shape as number[],
      write: (value: tf.Tensor) => weight.write(value),
    }))) {
      const name = `${layer.name}/${originalName.split("/").at(-1)!}`;
      tf.tidy(() => {
        const values = waves(name, shape);
        if (name.endsWith("kernel")) {
          const inputs = tf.util.sizeFromShape(shape.slice(0, -1));
          write(values.mul(Math.sqrt(2 / inputs) * 1.4));
        } else {
          write(values.mul(0.3).add(/gamma|variance/.test(name) ? 1 : 0));
        }
      });
      if (!name.includes("moving")) count += tf.util.sizeFromShape(shape);
    }
  }
  return count;
}

function expectClose(found: ArrayLike<number>, expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  const scale = Math.max(...expected.map(Math.abs));
  expected.forEach((value, i) => expect(Math.abs(found[i]! - value) / scale).toBeLessThan(1e-4));
}

const oneHot = () => tf.oneHot(labels, classes).toFloat();

describe("a generator gives the images of its PyTorch twin", () => {
  test.each(Object.entries(generators))("%s", (name, expected) => {
    const model = models[name]!() as AnyGan;
    const { network } = model.generator;
    expect(setWeights(network)).toBe(expected.parameters);
    tf.tidy(() => {
      const z = waves("latent", [count, latent]);
      const inputs = model.classes === 0 ? z : [z, oneHot()];
      for (const how of ["inference", "training"] as const) {
        const images = network.apply(inputs, { training: how === "training" }) as tf.Tensor4D;
        expect(images.shape).toEqual([count, ...model.image]);
        expectClose(
          images.dataSync().filter((_, i) => i % 37 === 0),
          expected[how],
        );
      }
    });
    model.dispose();
  });
});

describe("a discriminator gives the outputs of its PyTorch twin", () => {
  test.each(Object.entries(discriminators))("%s", (name, expected) => {
    const model = models[name]!() as AnyGan;
    const { network, conditioning } = model.discriminator;
    expect(setWeights(network)).toBe(expected.parameters);
    tf.tidy(() => {
      const images = waves("images", [count, ...model.image]);
      const inputs = conditioning === "input" ? [images, oneHot()] : images;
      const outputs = [network.apply(inputs, { training: true })].flat() as tf.Tensor[];
      expect(outputs.length).toBe(expected.outputs.length);
      outputs.forEach((output, i) => expectClose(output.dataSync(), expected.outputs[i]!));
    });
    model.dispose();
  });
});
