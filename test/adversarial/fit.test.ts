import * as tf from "@tensorflow/tfjs";
import { afterEach, expect, test } from "vitest";
import type { Conditioning } from "../../src/adversarial/index.js";
import { checkFit } from "../../src/adversarial/fit.js";
import { ready, type ImageShape } from "../../src/tensor/index.js";

await ready();
const networks: tf.LayersModel[] = [];
afterEach(() => networks.splice(0).forEach((network) => network.dispose()));

type Shape = readonly (number | null)[];

/** A network between shapes, the batch left out: each output is all inputs times a kernel. */
function networkOf(inputs: readonly Shape[], outputs: readonly Shape[]): tf.LayersModel {
  const given = inputs.map((shape) => tf.input({ shape: [...shape] }));
  const vectors = given.map(
    (x) => (x.rank === 4 ? tf.layers.globalAveragePooling2d({}).apply(x) : x) as tf.SymbolicTensor,
  );
  const joined =
    vectors.length === 1
      ? vectors[0]!
      : (tf.layers.concatenate().apply(vectors) as tf.SymbolicTensor);
  const network = tf.model({
    inputs: given,
    outputs: outputs.map((shape) => {
      const units = shape.reduce<number>((product, size) => product * size!, 1);
      const flat = tf.layers.dense({ units }).apply(joined);
      return tf.layers.reshape({ targetShape: [...shape] }).apply(flat) as tf.SymbolicTensor;
    }),
  });
  networks.push(network);
  return network;
}

interface Pair {
  /** The sizes that the generator says it has, and its network's. */
  readonly generator?: {
    readonly image?: ImageShape;
    readonly classes?: number;
    readonly latent?: number;
  };
  readonly generatorShapes?: readonly [readonly Shape[], readonly Shape[]];
  readonly discriminator?: {
    readonly image?: ImageShape;
    readonly classes?: number;
    readonly conditioning?: Conditioning;
  };
  readonly discriminatorShapes?: readonly [readonly Shape[], readonly Shape[]];
}

const image = [8, 4, 1] as const;

function check({ generator, generatorShapes, discriminator, discriminatorShapes }: Pair): void {
  checkFit(
    {
      ...{ image, latent: 5, classes: 0, ...generator },
      network: networkOf(...(generatorShapes ?? [[[5]], [image]])),
    },
    {
      ...{ image, classes: 0, conditioning: "none", ...discriminator },
      network: networkOf(...(discriminatorShapes ?? [[image], [[1]]])),
    },
  );
}

const three = { classes: 3 } as const;

test.each<[string, Pair]>([
  ["an unconditional pair", {}],
  [
    "a pair conditioned on the class",
    {
      generator: three,
      generatorShapes: [[[5], [3]], [image]],
      discriminator: { ...three, conditioning: "input" },
      discriminatorShapes: [[image, [3]], [[1]]],
    },
  ],
  [
    "a pair with an auxiliary classifier",
    {
      generator: three,
      generatorShapes: [[[5], [3]], [image]],
      discriminator: { ...three, conditioning: "auxiliary" },
      discriminatorShapes: [[image], [[1], [3]]],
    },
  ],
  ["a discriminator of images of any size", { discriminatorShapes: [[[null, null, 1]], [[1]]] }],
])("%s fits", (_, pair) => {
  expect(() => check(pair)).not.toThrow();
});

const advice = "build the network for the shapes that stand beside it.";

test.each<[string, Pair, string]>([
  [
    "of another image shape",
    { discriminator: { image: [8, 8, 1] } },
    "The discriminator is expected to judge the generator's images of 8x4x1 but is made for 8x8x1; " +
      "build both with the same image shape.",
  ],
  [
    "of another number of classes",
    { generator: three, discriminator: { classes: 4, conditioning: "input" } },
    "The discriminator is expected to know the generator's 3 classes but is made for 4; build both " +
      "with the same number of classes.",
  ],
  [
    "that does not use its classes",
    { generator: three, discriminator: { ...three, conditioning: "none" } },
    'The conditioning of a discriminator with 3 classes is expected to be "input" or "auxiliary" ' +
      'but is "none"; change one of the two.',
  ],
  [
    "that uses classes which it does not have",
    { discriminator: { conditioning: "auxiliary" } },
    'The conditioning of a discriminator with 0 classes is expected to be "none" but is ' +
      '"auxiliary"; change one of the two.',
  ],
  [
    "whose generator takes other latent vectors",
    { generator: { latent: 6 } },
    `The generator's network is expected to have inputs of [n, 6] but has [n, 5]; ${advice}`,
  ],
  [
    "whose generator is told no class",
    { generator: three, discriminator: { ...three, conditioning: "input" } },
    `The generator's network is expected to have inputs of [n, 5] and [n, 3] but has [n, 5]; ${advice}`,
  ],
  [
    "whose generator makes other images",
    { generatorShapes: [[[5]], [[4, 8, 1]]] },
    `The generator's network is expected to have outputs of [n, 8, 4, 1] but has [n, 4, 8, 1]; ${advice}`,
  ],
  [
    "whose generator makes two images",
    { generatorShapes: [[[5]], [image, image]] },
    "The generator's network is expected to have outputs of [n, 8, 4, 1] but has [n, 8, 4, 1] and " +
      `[n, 8, 4, 1]; ${advice}`,
  ],
  [
    "whose discriminator takes other images, of any width",
    { discriminatorShapes: [[[8, null, 3]], [[1]]] },
    "The discriminator's network is expected to have inputs of [n, 8, 4, 1] but has " +
      `[n, 8, any, 3]; ${advice}`,
  ],
  [
    "whose discriminator has two logits",
    { discriminatorShapes: [[image], [[2]]] },
    `The discriminator's network is expected to have outputs of [n, 1] but has [n, 2]; ${advice}`,
  ],
  [
    "whose auxiliary classifier knows other classes",
    {
      generator: three,
      generatorShapes: [[[5], [3]], [image]],
      discriminator: { ...three, conditioning: "auxiliary" },
      discriminatorShapes: [[image], [[1], [4]]],
    },
    `The discriminator's network is expected to have outputs of [n, 1] and [n, 3] but has [n, 1] and ` +
      `[n, 4]; ${advice}`,
  ],
])("a pair %s is refused", (_, pair, message) => {
  expect(() => check(pair)).toThrow(new Error(message));
});
