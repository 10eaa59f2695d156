import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Conditioning, Discriminator } from "../../src/adversarial/index.js";
import {
  discriminatorFn,
  mixesBatch,
  outputsOnBoth,
  type DiscriminatorOutput,
} from "../../src/adversarial/discriminator-output.js";
import { minibatchStandardDeviation } from "../../src/layers/index.js";
import { initializeWeights, ready } from "../../src/tensor/index.js";
import type { ImageShape } from "../../src/tensor/index.js";

await ready();
let tensorsBefore = 0;
beforeEach(() => void (tensorsBefore = tf.memory().numTensors));
afterEach(() => expect(tf.memory().numTensors).toBe(tensorsBefore));

const image = [2, 2, 1] as const;
const real = [0.1, 0.2, -0.3, 0.4, 0.5, -0.6, 0.7, 0.8, -0.9, 1, 0.3, -0.2]; // [3, 2, 2, 1]
const fake = [-1, 0.9, 0.8, -0.7, 0.6, 0.5, -0.4, -0.3, 0.2, 0.1, 0, 0.9];
const labels = [
  [1, 0],
  [0, 1],
  [1, 0],
];

type AnyDiscriminator = Discriminator<ImageShape, number>;
interface Options {
  readonly conditioning?: Conditioning;
  /** Units of the outputs after the logit, by name. */
  readonly heads?: Readonly<Record<string, number>>;
  readonly normalize?: boolean;
}

/** Flat pixels (and classes), the layer `features` of 4 units, and heads. */
function build({ conditioning = "none", heads = {}, normalize }: Options = {}): AnyDiscriminator {
  const images = tf.input({ shape: [...image] });
  const classes = tf.input({ shape: [2] });
  const given = conditioning === "input";
  let x = tf.layers.flatten().apply(images) as tf.SymbolicTensor;
  if (given) x = tf.layers.concatenate().apply([x, classes]) as tf.SymbolicTensor;
  if (normalize) x = tf.layers.batchNormalization().apply(x) as tf.SymbolicTensor;
  const dense = (units: number, name?: string) => tf.layers.dense({ units, ...(name && { name }) });
  const features = dense(4, "features").apply(x) as tf.SymbolicTensor;
  const outputs = Object.entries({ logit: 1, ...heads }).map(
    ([name, units]) => dense(units, name).apply(features) as tf.SymbolicTensor,
  );
  const network = tf.model({ inputs: given ? [images, classes] : images, outputs });
  initializeWeights(network, 3);
  return { image, classes: conditioning === "none" ? 0 : 2, conditioning, network };
}

const imagesOf = (pixels: number[]) => tf.tensor4d(pixels, [3, 2, 2, 1]);
const values = (output: DiscriminatorOutput) => ({
  logits: output.logits.arraySync(),
  classLogits: output.classLogits?.arraySync(),
  features: output.features?.arraySync(),
  heads: Object.fromEntries(
    Object.entries(output.heads).map(([name, head]) => [name, head.arraySync()]),
  ),
});
type Values = ReturnType<typeof values>;

function expectClose(actual: Values, expected: Values): void {
  const flat = (value: unknown): number[] =>
    typeof value === "number" ? [value] : Object.values(value ?? {}).flatMap(flat);
  const shape = (value: unknown) =>
    JSON.stringify(value, (_, x) => (typeof x === "number" ? 0 : x) as unknown);
  expect(shape(actual)).toBe(shape(expected));
  flat(actual).forEach((x, i) => expect(x).toBeCloseTo(flat(expected)[i]!, 5));
}

describe("a discriminator as a function", () => {
  test("gives the network's outputs in training: logits, class logits, features and heads", () => {
    tf.tidy(() => {
      const discriminator = build({ conditioning: "auxiliary", heads: { kind: 2, code: 3 } });
      const { network } = discriminator;
      const output = discriminatorFn(discriminator, { features: true })(imagesOf(real));
      const [logit, kind, code] = network.apply(imagesOf(real)) as tf.Tensor2D[];
      const [kernel, bias] = network.getLayer("features").getWeights();
      const features = imagesOf(real)
        .reshape([3, 4])
        .matMul(kernel as tf.Tensor2D)
        .add<tf.Tensor2D>(bias!);
      expectClose(values(output), {
        logits: logit!.arraySync(),
        classLogits: kind!.arraySync(),
        features: features.arraySync(),
        heads: { kind: kind!.arraySync(), code: code!.arraySync() },
      });
      expect(output.classLogits).toBe(output.heads["kind"]);
      network.dispose();
    });
  });

  test("gives neither features nor class logits unless it has them and they are asked for", () => {
    tf.tidy(() => {
      const discriminator = build({ conditioning: "none", heads: { code: 3 } });
      const output = discriminatorFn(discriminator, { features: false })(imagesOf(real));
      expect(Object.keys(output)).toEqual(["logits", "heads"]);
      expect(Object.keys(output.heads)).toEqual(["code"]);
      discriminator.network.dispose();
    });
  });

  test("is in training mode: batch norm takes the statistics of the batch", () => {
    tf.tidy(() => {
      const { network, ...more } = build({ normalize: true });
      const D = discriminatorFn({ network, ...more }, { features: false });
      const training = network.apply(imagesOf(real), { training: true }) as tf.Tensor2D;
      const inference = network.predict(imagesOf(real)) as tf.Tensor2D;
      const logits = D(imagesOf(real)).logits.arraySync();
      expect(logits).toEqual(training.arraySync());
      expect(logits).not.toEqual(inference.arraySync());
      network.dispose();
    });
  });

  test("is refused when features are asked for and no layer has that name", () => {
    const network = tf.sequential({
      layers: [
        tf.layers.flatten({ inputShape: [...image], name: "pixels" }),
        tf.layers.dense({ units: 1, name: "score" }),
      ],
    });
    const discriminator = { image, classes: 0, conditioning: "none", network } as const;
    expect(() => discriminatorFn(discriminator, { features: true })).toThrow(
      'Feature matching is expected to find a layer named "features" in the discriminator, whose ' +
        "layers are pixels, score; give the layer whose output [n, k] is to be matched that name.",
    );
    expect(() => discriminatorFn(discriminator, { features: false })).not.toThrow();
    network.dispose();
  });
});

describe("the outputs for real and for generated images", () => {
  test.each<[string, Options]>([
    ["unconditional", {}],
    ["with heads", { heads: { code: 3, style: 1 } }],
    [
      "with an auxiliary classifier and a head",
      { conditioning: "auxiliary", heads: { kind: 2, code: 2 } },
    ],
    ["conditioned on the class", { conditioning: "input" }],
  ])("are the same in one pass and in two: %s", (_, options) => {
    tf.tidy(() => {
      const discriminator = build(options);
      for (const features of [false, true]) {
        const D = discriminatorFn(discriminator, { features });
        const given = options.conditioning ? tf.tensor2d(labels) : undefined;
        const batches = [imagesOf(real), imagesOf(fake)] as const;
        const expected = batches.map((images) => values(D(images, given)));
        for (const mixes of [false, true]) {
          const actual = outputsOnBoth(D, mixes, ...batches, given).map(values);
          actual.forEach((output, i) => expectClose(output, expected[i]!));
        }
        expect(expected[0]!.features === undefined).toBe(!features);
      }
      discriminator.network.dispose();
    });
  });

  test.each([
    [false, [6]],
    [true, [3, 3]],
  ])("come in passes of their own only where the batch is mixed: %s", (mixes, sizes) => {
    tf.tidy(() => {
      const batches: [number, unknown][] = [];
      const D = (images: tf.Tensor4D, given?: tf.Tensor2D): DiscriminatorOutput => {
        batches.push([images.shape[0], given?.arraySync()]);
        return { logits: images.mean([1, 2]), heads: {} };
      };
      outputsOnBoth(D, mixes, imagesOf(real), imagesOf(fake), tf.tensor2d(labels));
      expect(batches.map(([size]) => size)).toEqual(sizes);
      expect(batches.map(([, given]) => given)).toEqual(
        mixes ? [labels, labels] : [[...labels, ...labels]],
      );
    });
  });

  test("depend on the other batch where batch norm is taken over both", () => {
    tf.tidy(() => {
      const discriminator = build({ normalize: true });
      const D = discriminatorFn(discriminator, { features: false });
      const apart = values(D(imagesOf(real)));
      const on = (mixes: boolean) =>
        values(outputsOnBoth(D, mixes, imagesOf(real), imagesOf(fake))[0]);
      expectClose(on(true), apart);
      const difference = on(false).logits[0]![0]! - apart.logits[0]![0]!;
      expect(Math.abs(difference)).toBeGreaterThan(1e-3);
      discriminator.network.dispose();
    });
  });

  test("may be patches", () => {
    tf.tidy(() => {
      const D = (images: tf.Tensor4D) => ({ logits: images as unknown as tf.Tensor2D, heads: {} });
      const [onReal, onFake] = outputsOnBoth(D, false, imagesOf(real), imagesOf(fake));
      expect([onReal.logits.shape, onFake.logits.shape]).toEqual([
        [3, 2, 2, 1],
        [3, 2, 2, 1],
      ]);
      expect([...onFake.logits.dataSync()]).toEqual([...imagesOf(fake).dataSync()]);
    });
  });
});

test.each([
  ["batch norm", () => tf.layers.batchNormalization(), true],
  ["minibatch std", () => minibatchStandardDeviation(), true],
  ["layer norm", () => tf.layers.layerNormalization(), false],
  ["a convolution", () => tf.layers.conv2d({ filters: 1, kernelSize: 1 }), false],
])("whether %s mixes a batch", (_, layer, expected) => {
  const input = tf.input({ shape: [2, 2, 1] });
  const network = tf.model({ inputs: input, outputs: layer().apply(input) as tf.SymbolicTensor });
  expect(mixesBatch(network)).toBe(expected);
  network.dispose();
});
