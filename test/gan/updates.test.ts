import * as tf from "@tensorflow/tfjs";
import { afterEach, describe, expect, test, vi } from "vitest";
import { batches } from "../../src/data/batches.js";
import { conditionalGan, dcgan, deepGan, mlpGan } from "../../src/gan/index.js";
import {
  gradientPenalty,
  r1,
  weightClipping,
  type Regularizer,
} from "../../src/adversarial/index.js";
import { wasserstein } from "../../src/losses/index.js";
import { PhaseUpdates } from "../../src/training/phases/update.js";
import { deriveSeed, ready, trainableVariables } from "../../src/tensor/index.js";
import { cosineDecay } from "../../src/training/index.js";
import { bars, distance, runStep, runSteps, sizes, training, weights } from "./support.js";

await ready();
afterEach(() => void vi.restoreAllMocks());

const mlp = () => mlpGan({ ...sizes, generatorUnits: [8], discriminatorUnits: [8] });
const trainable = (network: tf.LayersModel) =>
  trainableVariables(network).flatMap((variable) => [...variable.dataSync()]);

/** Records the inputs of every update. */
function watch() {
  const updates: {
    player: string;
    draw: number;
    rate: number;
    step: number;
    batch: string;
  }[] = [];

  const original = PhaseUpdates.prototype.run;
  vi.spyOn(PhaseUpdates.prototype, "run").mockImplementation(function (
    this: PhaseUpdates,
    inputs,
    batch,
  ) {
    const { images, labels } = batch as { images: tf.Tensor4D; labels?: tf.Tensor2D };
    const seen = [images, ...(labels ? [labels] : [])].map((x) => [...x.dataSync()]);
    const { step, noiseIndex, learningRate } = inputs;
    updates.push({
      ...{ player: this.name, step, draw: noiseIndex, rate: learningRate },
      batch: JSON.stringify(seen),
    });
    return original.call(this, inputs, batch);
  });
  return updates;
}

describe("three updates of the discriminator a step", () => {
  test("each have their own batch and noise; the generator gets the last batch", () => {
    const updates = watch();
    const model = conditionalGan({ ...sizes, classes: 3 });
    const run = training(model, { discriminatorSteps: 3 });
    runSteps(run, 4);
    const players = updates.map(({ player }) => player[0]).join("");
    expect(players).toBe("dddgdddgdddgdddg");
    expect(new Set(updates.map(({ draw }) => draw)).size).toBe(16);
    expect(updates.map(({ step }) => step)).toEqual([
      1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4,
    ]);

    const order = batches(48, { batch: 8, seed: deriveSeed(3, "data") });
    const ofD = updates.filter(({ player }) => player === "discriminator");
    ofD.forEach(({ batch }, index) => {
      const [images, classes] = JSON.parse(batch) as number[][];
      const expected = bars.images(order(index));
      expect(images).toEqual([...expected.dataSync()]);
      expected.dispose();
      const labels = [...bars.labelsOf(order(index))];
      expect(classes).toEqual(labels.flatMap((label) => [0, 1, 2].map((c) => +(c === label))));
    });
    // Six batches are an epoch.
    expect(new Set(ofD.slice(0, 6).map(({ batch }) => batch)).size).toBe(6);
    for (const step of [0, 1, 2, 3]) {
      expect(updates[4 * step + 3]!.batch).toBe(updates[4 * step + 2]!.batch);
    }
    run.release();
    model.dispose();
  });

  test("give another run after a rollback: another draw has other batches and noise", () => {
    const updates = watch();
    const model = mlp();
    const run = training(model);
    const key = tf.scalar(1, "int32");
    const turn = { step: 1, attempt: 0, key, learningRateScale: 1 };
    void run.state;
    void run.runStep({ ...turn, noiseIndex: 1 });
    void run.runStep({ ...turn, noiseIndex: 1 + 2 ** 24, attempt: 1, learningRateScale: 0.5 });
    expect(new Set(updates.map(({ draw }) => draw)).size).toBe(4);
    expect(updates[0]!.batch).not.toBe(updates[2]!.batch);
    expect(updates[2]!.rate).toBe(updates[0]!.rate / 2);
    key.dispose();
    run.release();
    model.dispose();
  });
});

describe("rates", () => {
  test("the two networks follow their own schedules", () => {
    const updates = watch();
    const model = mlp();
    const generatorLearningRate = cosineDecay({ from: 1e-3, steps: 5 });
    const run = training(model, {
      generatorLearningRate,
      discriminatorLearningRate: (step) => step / 1000,
    });
    runSteps(run, 5);
    const ratesOf = (name: string) =>
      updates.filter(({ player }) => player === name).map(({ rate }) => rate);
    expect(ratesOf("discriminator")).toEqual([0.001, 0.002, 0.003, 0.004, 0.005]);
    [1, 0.8535534, 0.5, 0.1464466, 0].forEach((share, index) =>
      expect(ratesOf("generator")[index]).toBeCloseTo(share / 1000, 9),
    );
    run.release();
    model.dispose();
  });

  test.each(["generator", "discriminator"] as const)("0 leaves the %s as it is", (still) => {
    const model = deepGan({ ...sizes, depth: 1, normalization: "batch" });
    const run = training(model, { [`${still}LearningRate`]: 0 });
    const moving = still === "generator" ? "discriminator" : "generator";
    const before = {
      still: trainable(model[still].network),
      moving: trainable(model[moving].network),
    };
    runSteps(run, 3);
    expect(trainable(model[still].network)).toEqual(before.still);
    expect(trainable(model[moving].network)).not.toEqual(before.moving);
    run.release();
    model.dispose();
  });
});

describe("regularizers", () => {
  /** The discriminator's weights after six steps. */
  function learned(regularizers: readonly Regularizer[]): number[] {
    const model = mlp();
    const run = training(model, { loss: wasserstein, regularizers });
    runSteps(run, 6);
    const values = weights(model.discriminator.network);
    run.release();
    model.dispose();
    return values;
  }

  test("of one name are told apart when they fall due at different steps", () => {
    const [two, three] = [gradientPenalty({ every: 2 }), gradientPenalty({ target: 0, every: 3 })];
    const renamed = { ...three, name: "another" };
    expect(learned([two, three])).toEqual(learned([two, renamed]));
    expect(learned([two, three])).not.toEqual(learned([two]));
  });

  test("count in every n-th update of the discriminator, with n times their weight", () => {
    const model = mlp();
    const seen: number[] = [];
    const twin = mlp();
    const lazy = training(model, { regularizers: [r1({ gamma: 2, every: 3 })] });
    const eager = training(twin, { regularizers: [r1({ gamma: 6 })] });
    for (let step = 1; step <= 4; step++) {
      const [a, b] = [runStep(lazy, step), runStep(eager, step)];
      seen.push(a["gradient norm of D"]! / b["gradient norm of D"]!);
      // Both go on from the same weights, so that only this step's penalty tells them apart.
      for (const name of Object.keys(lazy.state)) eager.state[name]!.assign(lazy.state[name]!);
    }
    expect(seen.map((ratio) => Math.abs(ratio - 1) < 1e-6)).toEqual([false, false, true, false]);
    lazy.release();
    eager.release();
    model.dispose();
    twin.dispose();
  });

  test("act on the weights after every update, also lazy ones", () => {
    const model = mlp();
    const halts: Regularizer = {
      name: "halt",
      every: 4,
      penalty: () => tf.scalar(0),
      afterUpdate: ([first]) => first!.assign(tf.zerosLike(first!)),
    };
    const run = training(model, { regularizers: [halts] });
    runStep(run, 1);
    expect(
      [...trainableVariables(model.discriminator.network)[0]!.dataSync()].every((w) => w === 0),
    ).toBe(true);
    run.release();
    model.dispose();
  });

  test("weight clipping holds all weights within its limit, in the update in which they leave it", () => {
    const model = mlp();
    const regularizers = [weightClipping({ limit: 0.05 })] as unknown as readonly Regularizer[];
    const run = training(model, {
      loss: wasserstein,
      regularizers,
      discriminatorLearningRate: 0.01,
    });
    for (let step = 1; step <= 3; step++) {
      runStep(run, step);
      const largest = Math.max(...trainable(model.discriminator.network).map(Math.abs));
      expect(largest).toBe(Math.fround(0.05));
    }
    run.release();
    model.dispose();
  });
});

describe("the averaged generator", () => {
  test("is the running average of all variables, the moving statistics of batch norm among them", () => {
    const model = dcgan(sizes);
    const run = training(model, { emaDecay: 0.4, generatorLearningRate: 0.01 });
    let expected = weights(model.ema.network);
    expect(expected).toEqual(weights(model.generator.network));
    for (let t = 1; t <= 8; t++) {
      runStep(run, t);
      const decay = Math.min(0.4, (1 + t) / (10 + t));
      const now = weights(model.generator.network);
      expected = expected.map((value, index) => decay * value + (1 - decay) * now[index]!);
      expect(distance(weights(model.ema.network), expected)).toBeLessThan(1e-5);
    }
    const names = model.generator.network.weights.map(({ originalName }) => originalName);
    expect(names.some((name) => /moving_variance/.test(name))).toBe(true);
    run.release();
    model.dispose();
  });

  test("draws in inference what the generator draws in training", () => {
    const model = dcgan({ ...sizes, baseChannels: 8 });
    const rates = { generatorLearningRate: 1e-3, discriminatorLearningRate: 1e-3, emaDecay: 0.95 };
    const run = training(model, { ...rates, regularizers: [r1({ gamma: 0.1 })], batch: 16 });
    runSteps(run, 300);
    const z = model.latents(200);
    const [averaged, inTraining] = tf.tidy(() => {
      const images = [
        model.decode(z),
        model.generator.network.apply(z, { training: true }) as tf.Tensor4D,
      ];
      return images.map((image) => {
        const { mean, variance } = tf.moments(image, 0); // [8, 8, 1]
        return {
          mean: [...mean.dataSync()],
          spread: variance.sqrt().mean().dataSync()[0]!,
          all: [...image.dataSync()],
        };
      });
    });
    // Pixels are in [-1, 1]. Without averaged statistics the two would be far apart.
    const apart = averaged!.all.reduce(
      (sum, value, i) => sum + Math.abs(value - inTraining!.all[i]!),
      0,
    );
    expect(apart / averaged!.all.length).toBeLessThan(0.15);
    expect(averaged!.spread / inTraining!.spread).toBeGreaterThan(0.8);
    expect(averaged!.spread / inTraining!.spread).toBeLessThan(1.25);
    z.dispose();
    run.release();
    model.dispose();
  });
});
