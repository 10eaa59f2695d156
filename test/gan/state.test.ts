import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type AdversarialTerm, type Regularizer } from "../../src/adversarial/index.js";
import { compose, randomFlip, type Augmentation } from "../../src/augmentation/index.js";
import { mlpGan, trainGan, type TrainGanOptions } from "../../src/gan/index.js";
import { ready, sgd, type Optimizer } from "../../src/tensor/index.js";
import { checkpoints } from "../../src/training/index.js";
import { bars, sizes, weights } from "./support.js";

await ready();
let folder: string;
let tensorsBefore = 0;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ganvas-"));
  vi.spyOn(console, "info").mockImplementation(() => {});
  tensorsBefore = tf.memory().numTensors;
});
afterEach(async () => {
  vi.restoreAllMocks();
  expect(tf.memory().numTensors).toBe(tensorsBefore);
  await rm(folder, { recursive: true });
});

const build = () => mlpGan({ ...sizes, generatorUnits: [8], discriminatorUnits: [8] });
const scalarOf = (value: number) => tf.tidy(() => tf.variable(tf.scalar(value), false));

/** Options, and the variables that their parts own. */
interface Setting {
  readonly options: Partial<TrainGanOptions>;
  readonly owned?: Readonly<Record<string, tf.Variable>>;
}

/** Trains a new model with new parts, as a new process would. */
async function outcome(setting: () => Setting, steps: number, saved = false) {
  const model = build();
  const { options, owned = {} } = setting();
  const reports: unknown[] = [];
  try {
    const run = trainGan(model, bars, {
      ...{ steps, batch: 8, doctor: false, ...options },
      ...(saved && { checkpoints: checkpoints(folder) }),
    });
    for await (const { step, metrics, diagnostics } of run) {
      reports.push({ step, metrics, diagnostics });
    }
    const networks = [model.generator, model.ema, model.discriminator].map((part) => part.network);
    const values = {
      networks: networks.map(weights),
      owned: Object.values(owned).map((variable) => variable.dataSync()[0]!),
    };
    return { reports, values };
  } finally {
    tf.dispose({ ...owned });
    model.dispose();
  }
}

/** Expects two steps and three more to be five, bit for bit. */
async function expectResumed(setting: () => Setting) {
  const whole = await outcome(setting, 5);
  const first = await outcome(setting, 2, true);
  expect(first.reports).toEqual(whole.reports.slice(0, 2));
  expect(first.values).not.toEqual(whole.values);
  const second = await outcome(setting, 5, true);
  expect(second.reports).toEqual(whole.reports.slice(2));
  expect(second.values).toEqual(whole.values);
  return whole;
}

/** Holds the mean logit of generated images near its running mean, which the penalty updates. */
function anchored(mean: tf.Variable): Regularizer {
  return {
    name: "anchor",
    settings: { decay: 0.5 },
    every: 1,
    state: { mean },
    penalty: ({ discriminator, fake }) => {
      const logit = discriminator(fake).mean();
      mean.assign(mean.mul(0.5).add(logit.mul(0.5)));
      return logit.sub(mean.clone()).square().mul(30).asScalar();
    },
  };
}

/** Darkens images by a share that grows with the discriminator's certainty. */
function adaptive(share: tf.Variable): Augmentation {
  return {
    name: "adaptive",
    settings: { speed: 0.25 },
    state: { share },
    adapt: (logits) => share.assign(share.add(tf.sigmoid(logits).mean().mul(0.25))),
    apply: (images) => images.sub(share) as tf.Tensor4D,
  };
}

describe("the own state of parts is saved and resumed:", () => {
  test("two regularizers' of one name, and an adaptive augmentation's", async () => {
    const whole = await expectResumed(() => {
      const owned = { first: scalarOf(0.5), second: scalarOf(-3), share: scalarOf(0.25) };
      const regularizers = [anchored(owned.first), anchored(owned.second)];
      return { options: { regularizers, augmentation: adaptive(owned.share) }, owned };
    });
    const [first, second, share] = whole.values.owned;
    expect(first).not.toBe(0.5);
    // Both means come closer by half in each of five updates.
    expect(first! - second!).toBeCloseTo(3.5 / 2 ** 5, 5);
    expect(share).toBeGreaterThan(0.25);
  });

  test("a regularizer's, and those of augmentations in a composed one", async () => {
    const whole = await expectResumed(() => {
      const owned = { mean: scalarOf(0.5), first: scalarOf(0.25), second: scalarOf(-1) };
      return {
        options: {
          regularizers: [anchored(owned.mean)],
          augmentation: compose(adaptive(owned.first), randomFlip(), adaptive(owned.second)),
          discriminatorSteps: 2,
        },
        owned,
      };
    });
    const [, first, second] = whole.values.owned;
    expect(first).toBeGreaterThan(0.25);
    expect(first! - second!).toBeCloseTo(1.25, 5); // both adapt to the same logits
  });

  test("and its settings are a part of the run's identity", async () => {
    const setting = (decay: number) => () => {
      const mean = scalarOf(0.5);
      const regularizer = { ...anchored(mean), settings: { decay } };
      return { options: { regularizers: [regularizer] }, owned: { mean } };
    };
    await outcome(setting(0.5), 1, true);
    await expect(outcome(setting(0.25), 2, true)).rejects.toThrow(
      "differ in regularizers.0.settings.decay: it is 0.5 there and 0.25 here",
    );
  });
});

describe("optimizers", () => {
  test.each<[string, Partial<TrainGanOptions>]>([
    ["rmsProp", { optimizer: "rmsProp" }],
    ["sgd with momentum", { optimizer: (learningRate) => sgd({ learningRate, momentum: 0.9 }) }],
  ])("%s: trains both networks and resumes", async (_, options) => {
    const rates = { generatorLearningRate: 0.01, discriminatorLearningRate: 0.02 };
    const whole = await expectResumed(() => ({ options: { ...options, ...rates } }));
    const start = build();
    [start.generator, start.ema, start.discriminator].forEach(({ network }, index) =>
      expect(whole.values.networks[index]).not.toEqual(weights(network)),
    );
    start.dispose();
  });

  test("each network gets its own, made with the rate of the first step", async () => {
    const created: [number, Optimizer][] = [];
    const optimizer = (learningRate: number) => {
      const each = sgd({ learningRate });
      created.push([learningRate, each]);
      return each;
    };
    const options = {
      optimizer,
      generatorLearningRate: (step: number) => 0.01 / step,
      discriminatorLearningRate: 0.02,
    };
    await outcome(() => ({ options }), 2);
    expect(created.map(([rate]) => rate)).toEqual([0.02, 0.01]);
    expect(created[0]![1]).not.toBe(created[1]![1]);
  });

  test("an sgd of the user's moves the weights against the reported gradient, at the step's rate", async () => {
    const model = build();
    const rate = (step: number) => 0.1 / step;
    const run = trainGan(model, bars, {
      ...{ steps: 3, batch: 8, doctor: false },
      optimizer: (learningRate) => sgd({ learningRate }),
      generatorLearningRate: rate,
      discriminatorLearningRate: rate,
    });
    const networks = { G: model.generator.network, D: model.discriminator.network };
    let before = { G: weights(networks.G), D: weights(networks.D) };
    for await (const { step, diagnostics } of run) {
      const after = { G: weights(networks.G), D: weights(networks.D) };
      for (const name of ["G", "D"] as const) {
        const moved = Math.hypot(...after[name].map((value, i) => value - before[name][i]!));
        const expected = rate(step) * diagnostics[`gradient norm of ${name}`]!;
        expect(moved / expected, `${name} in step ${step}`).toBeCloseTo(1, 4);
      }
      before = after;
    }
    model.dispose();
  });

  test.each<[string, Partial<TrainGanOptions>, Partial<TrainGanOptions>]>([
    ['optimizer: it is "adam" there and "rmsProp" here', {}, { optimizer: "rmsProp" }],
    [
      "phases.discriminator.optimizer.momentum: it is 0.5 there and 0.9 here",
      { optimizer: momentumOf(0.5) },
      { optimizer: momentumOf(0.9) },
    ],
  ])("of another run are refused: %s", async (difference, first, second) => {
    await outcome(() => ({ options: first }), 1, true);
    await expect(outcome(() => ({ options: second }), 2, true)).rejects.toThrow(
      `differ in ${difference}`,
    );
  });
});

function momentumOf(momentum: number) {
  return (learningRate: number) => sgd({ learningRate, momentum });
}

describe("a model's own terms", () => {
  const square = (weight: number, scale = 1): AdversarialTerm => ({
    name: "size",
    settings: { scale },
    weight,
    phases: ["generator"],
    value: ({ fake }) => fake.square().mean().mul(scale).asScalar(),
  });

  test.each([
    ["weight", square(3), "terms.0.weight: it is 2 there and 3 here"],
    ["settings", square(2, 5), "terms.0.settings.scale: it is 1 there and 5 here"],
  ])("are a part of the run's identity by their %s", async (_, changed, difference) => {
    await outcome(() => ({ options: { terms: [square(2)] } }), 1, true);
    const terms = [changed];
    await expect(outcome(() => ({ options: { terms } }), 2, true)).rejects.toThrow(
      `differ in ${difference}`,
    );
  });
});
