import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { Dataset } from "../../src/data/index.js";
import {
  conditionalGan,
  dcgan,
  deepGan,
  Gan,
  ganRun,
  mlpDiscriminator,
  mlpGan,
  mlpGenerator,
  trainGan,
  type TrainGanOptions,
} from "../../src/gan/index.js";
import { diffAugment } from "../../src/augmentation/index.js";
import { gradientPenalty, r1 } from "../../src/adversarial/index.js";
import { hinge, labelSmoothing, nonSaturating, wasserstein } from "../../src/losses/index.js";
import { ready } from "../../src/tensor/index.js";
import { checkpoints, linearDecay } from "../../src/training/index.js";
import { bars, sizes, training } from "./support.js";

await ready();
afterEach(() => void vi.restoreAllMocks());

const mlp = () => mlpGan({ ...sizes, generatorUnits: [8], discriminatorUnits: [8] });

describe("a run that cannot be is refused in one sentence", () => {
  test.each<[string, Partial<TrainGanOptions>, string]>([
    ["batch", { batch: 49 }, "batch is expected to be an integer from 1 to 48"],
    ["steps of D", { discriminatorSteps: 0 }, "discriminatorSteps is expected to be a positive"],
    [
      "rate",
      { generatorLearningRate: -1 },
      "generatorLearningRate is expected to be a finite number of at least 0",
    ],
    [
      "no rate",
      { discriminatorLearningRate: NaN },
      "at least 0 but is NaN; pass for example 0.0002.",
    ],
    ["beta", { beta1: 1 }, "beta1 is expected to be at least 0 and below 1 but is 1"],
    ["average", { emaDecay: 1.5 }, "emaDecay is expected to be at least 0 and below 1"],
    ["weight", { featureMatching: -1 }, "featureMatching is expected to be a finite number"],
    ["seed", { seed: -1 }, "A seed is expected to be an integer from 0 to 4294967295 but is -1"],
  ])("%s", (_, options, message) => {
    const model = mlp();
    const before = tf.memory().numTensors;
    expect(() => trainGan(model, bars, { steps: 3, batch: 8, ...options })).toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });

  test("features that the discriminator does not name", () => {
    const model = mlpGan({ ...sizes, generatorUnits: [8], discriminatorUnits: [] });
    const before = tf.memory().numTensors;
    expect(() => training(model, { featureMatching: 1 })).toThrow(
      /a layer named "features" in the discriminator, whose layers are .*logit; give the layer/,
    );
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });

  test("another number of classes, another shape", () => {
    const four = conditionalGan({ ...sizes, classes: 4 });
    // @ts-expect-error bars have three classes: this must not compile
    expect(() => trainGan(four, bars, { steps: 1, batch: 8 })).toThrow(
      "conditioned on one of its 4 classes but bars has 3; build the model with classes: 3.",
    );
    four.dispose();
    const large = dcgan({ ...sizes, image: [16, 16, 1] });
    // @ts-expect-error bars are 8x8
    expect(() => ganRun(large, bars, { steps: 1, batch: 8 })).toThrow(
      "images of 16x16x1 but bars has 8x8x1; build the model with image: [8, 8, 1].",
    );
    large.dispose();
  });

  test("labels that are no classes", () => {
    const parts = { ...bars, name: "odd", classes: ["a", "b"] };
    expect(() => new Dataset(parts)).toThrow(/label/);
    const model = conditionalGan({ ...sizes, classes: 3 });
    const before = tf.memory().numTensors;
    expect(() => model.sample(2, { labels: 3 })).toThrow(
      "A label is expected to be an integer from 0 to 2 but is 3",
    );
    expect(() => model.sample(2, { labels: [0, 1, 2] })).toThrow(
      "One label is expected for each of 2 images but there are 3; pass 2 labels",
    );
    expect(() => model.sample(2, { labels: [0, 1.5] })).toThrow("but is 1.5");
    expect(() => model.forClass(-1)).toThrow("but is -1");
    expect(tf.memory().numTensors).toBe(before);
    const unconditional = mlp();
    const withLabel = { labels: 1 } as unknown as Record<string, never>;
    const none = "expected to get no labels, because it has no classes";
    expect(() => unconditional.sample(2, withLabel)).toThrow(none);
    expect(() => unconditional.forClass(1 as never)).toThrow(none);
    model.dispose();
    unconditional.dispose();
  });
});

describe("networks that do not make a Gan", () => {
  const generator = () => mlpGenerator({ ...sizes, units: [8] });
  const discriminator = mlpDiscriminator({ ...sizes, units: [8] });

  test("because a discriminator with classes needs to do something with them", () => {
    const parts = conditionalGan({ ...sizes, classes: 3 });
    expect(
      () =>
        new Gan({
          ...parts,
          generator: () => parts.generator,
          discriminator: { ...parts.discriminator, conditioning: "none" },
        }),
    ).toThrow('with 3 classes is expected to be "input" or "auxiliary" but is "none"');
    expect(
      () => new Gan({ generator, discriminator: { ...discriminator, conditioning: "input" } }),
    ).toThrow('with 0 classes is expected to be "none" but is "input"');
    parts.dispose();
  });

  test("because they are not of the shapes that they say", () => {
    expect(
      () => new Gan({ generator: () => ({ ...generator(), latent: 7 }), discriminator }),
    ).toThrow(
      "The generator's network is expected to have inputs of [n, 7] but has [n, 5]; build the " +
        "network for the shapes that stand beside it.",
    );
    const image = [4, 16, 1] as const;
    const other = mlpDiscriminator({ image, units: [8] });
    expect(() => new Gan({ generator, discriminator: { ...other, image: sizes.image } })).toThrow(
      "The discriminator's network is expected to have inputs of [n, 8, 8, 1] but has [n, 4, 16, 1]",
    );
    const { network } = conditionalGan({ ...sizes, classes: 3 }).discriminator;
    expect(() => new Gan({ generator, discriminator: { ...discriminator, network } })).toThrow(
      "inputs of [n, 8, 8, 1] but has [n, 8, 8, 1] and [n, 3]",
    );
  });

  test("because the averaged generator would be the generator", () => {
    const only = generator();
    expect(() => new Gan({ generator: () => only, discriminator })).toThrow(
      "expected to build a new network in each call but gave the same one twice",
    );
  });
});

describe("an unsound combination", () => {
  test("is said once, not at every step", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const model = deepGan({ ...sizes, depth: 1, normalization: "batch" });
    const options = {
      steps: 3,
      batch: 8,
      doctor: false,
      regularizers: [gradientPenalty()],
    } as const;
    ganRun(model, bars, options); // for a forecast: training says it later
    expect(warn).not.toHaveBeenCalled();
    for await (const step of trainGan(model, bars, options)) void step;
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0]![0]).toMatch(/^Gradient penalty with BatchNormalization in the disc/);
    model.dispose();
  });

  test("is not said of a sound one", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const model = mlp();
    const options = { steps: 2, batch: 8, loss: wasserstein, regularizers: [gradientPenalty()] };
    for await (const step of trainGan(model, bars, options)) void step;
    expect(warn).not.toHaveBeenCalled();
    model.dispose();
  });
});

describe("a checkpoint of another run is refused, and the difference named", () => {
  let folder: string;
  const base: TrainGanOptions = {
    ...{ steps: 2, batch: 8, loss: labelSmoothing(nonSaturating) },
    regularizers: [r1({ gamma: 1 })],
    augmentation: diffAugment("translation"),
    generatorLearningRate: linearDecay({ from: 1e-3, steps: 9 }),
  };
  const train = async (change: Partial<TrainGanOptions>, data = bars, model = mlp()) => {
    const options = { ...base, ...change, checkpoints: checkpoints(folder) };
    try {
      for await (const step of trainGan(model, data, options)) void step;
    } finally {
      model.dispose();
    }
  };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "ganvas-"));
    await train({});
  });
  afterAll(() => rm(folder, { recursive: true }));

  test.each<[string, Partial<TrainGanOptions>]>([
    [
      'generatorLearningRate: it is "linear from 0.001 to 0 in 9 steps" there and 0.001 here;',
      { generatorLearningRate: 1e-3 },
    ],
    ["discriminatorLearningRate: it is 0.0002 there and", { discriminatorLearningRate: 1e-3 }],
    [
      "regularizers.0.settings.gamma: it is 1 there and 2 here;",
      { regularizers: [r1({ gamma: 2 })] },
    ],
    ["regularizers.0.every: it is 1 there", { regularizers: [r1({ gamma: 1, every: 4 })] }],
    ["regularizers: it is [", { regularizers: [] }],
    ['loss.name: it is "non-saturating" there and "hinge" here;', { loss: hinge }],
    ["loss.settings: it is", { loss: nonSaturating }],
    [
      "loss.generator: it is",
      { loss: { ...base.loss!, generator: (fake) => fake.mean().asScalar() } },
    ],
    [
      "loss.parts.0.criterion: it is",
      { loss: labelSmoothing({ ...nonSaturating, criterion: (logits) => logits.square() }) },
    ],
    [
      "augmentation.apply: it is",
      { augmentation: { ...base.augmentation!, apply: (images) => images.neg() } },
    ],
    ["loss.settings.real: it is 0.9 ", { loss: labelSmoothing(nonSaturating, { real: 0.8 }) }],
    ["augmentation.name", { augmentation: diffAugment("color") }],
    ["augmentation: it is", { augmentation: undefined }],
    ["discriminatorSteps: it is 1 there and 2 here;", { discriminatorSteps: 2 }],
    ["batch: it is 8 there", { batch: 4 }],
    ["seed: it is 3 there", { seed: 4 }],
    ["emaDecay: it is 0.999 ", { emaDecay: 0.9 }],
  ])("%s", async (difference, change) => {
    await expect(train({ steps: 4, ...change })).rejects.toThrow(`but differ in ${difference}`);
  });

  test("other data, another model", async () => {
    await expect(train({ steps: 4 }, bars.take(47))).rejects.toThrow("but differ in data.");
    const pixels = bars.pixels.slice();
    pixels[pixels.length / 2]! ^= 1;
    const changed = new Dataset({ ...bars, pixels, image: [8, 8, 1] });
    await expect(train({ steps: 4 }, changed)).rejects.toThrow(
      "but differ in data.checksum: it is",
    );
    const other = mlpGan({ ...sizes, generatorUnits: [9], discriminatorUnits: [8] });
    await expect(train({ steps: 4 }, bars, other)).rejects.toThrow("but differ in model: it is");
  });

  test("and the run itself goes on", async () => {
    vi.spyOn(console, "info").mockImplementation(() => {});
    await train({ steps: 4 });
    const [newest] = await checkpoints(folder).list();
    expect(newest!.step).toBe(4);
  });
});
