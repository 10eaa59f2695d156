import { inspect } from "node:util";
import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Dataset } from "../../src/data/index.js";
import { mlpGan, trainGan } from "../../src/gan/index.js";
import { adam, ready } from "../../src/tensor/index.js";
import { TrainingStopped } from "../../src/training/index.js";
import { updateDiscriminator, updateGenerator, type AnyGan } from "./support.js";

await ready();

/** 40 small images that are bright on one side: enough to learn from. */
const sides = new Dataset({
  name: "sides",
  image: [4, 4, 1],
  pixels: Uint8Array.from({ length: 40 * 16 }, (_, i) =>
    (i >> 1) % 2 === (i >> 4) % 2 ? 230 : 20,
  ),
  labels: Uint8Array.from({ length: 40 }, (_, i) => i % 2),
  classes: ["left", "right"],
});
const build = (seed = 7) =>
  mlpGan({ image: [4, 4, 1], latent: 3, generatorUnits: [8], discriminatorUnits: [8], seed });
const options = { steps: 20, batch: 8 };

async function run(
  model: ReturnType<typeof build>,
  more: Partial<Parameters<typeof trainGan>[2]> = {},
) {
  const steps = [];
  for await (const step of trainGan(model, sides, { ...options, ...more })) steps.push(step);
  return steps;
}
const weights = (network: tf.LayersModel) => network.getWeights().flatMap((w) => [...w.dataSync()]);

let before = 0;
beforeEach(() => void (before = tf.memory().numTensors));
afterEach(() => expect(tf.memory().numTensors).toBe(before));

describe("trainGan", () => {
  test("reports every step, with metrics by name and the time left", async () => {
    const model = build();
    const steps = await run(model);
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(Object.keys(steps[0]!.metrics)).toEqual([
      "discriminator loss",
      "generator loss",
      "D(x)",
      "D(G(z))",
    ]);
    expect(steps.at(-1)).toMatchObject({ steps: 20, secondsLeft: 0 });
    expect(steps[5]!.stepsPerSecond).toBeGreaterThan(0);
    model.dispose();
  });

  test("the first step's figures are those of the initial networks", async () => {
    const model = build();
    const [first] = await run(model, { steps: 1, batch: 40 });
    // An untrained discriminator is near undecided: the loss is near log 4.
    expect(Math.abs(first!.metrics["discriminator loss"] - Math.log(4))).toBeLessThan(0.8);
    expect(first!.metrics["D(x)"]).toBeGreaterThan(0);
    expect(first!.metrics["D(x)"]).toBeLessThan(1);
    model.dispose();
  });

  test("is the same bit for bit for the same seed", async () => {
    const [a, b, c] = [build(), build(), build(8)];
    const figures = async (model: typeof a) => (await run(model)).map((step) => step.metrics);
    const first = await figures(a);
    expect(await figures(b)).toEqual(first);
    expect(weights(b.ema.network)).toEqual(weights(a.ema.network));
    expect(await figures(c)).not.toEqual(first);
    for (const model of [a, b, c]) model.dispose();
  });

  test("learns: samples come to have a bright and a dark side", async () => {
    const model = build();
    await run(model, { steps: 600, generatorLearningRate: 0.01, discriminatorLearningRate: 0.01 });
    const images = model.sample(100);
    const contrast = tf.tidy(() => {
      const halves = images.reshape([100, 4, 2, 2]).mean([1, 3]) as tf.Tensor2D; // [n, side]
      return halves
        .slice([0, 0], [100, 1])
        .sub(halves.slice([0, 1], [100, 1]))
        .abs()
        .mean()
        .dataSync()[0]!;
    });
    // Real images: |230 - 20| / 127.5 = 1.65; an untrained generator: about 0.3.
    expect(contrast).toBeGreaterThan(1.2);
    images.dispose();
    model.dispose();
  }, 60_000);

  test("keeps the number of tensors constant over 2,000 steps", async () => {
    const model = build();
    const counts = new Set<number>();
    for await (const { step } of trainGan(model, sides, { steps: 2000, batch: 8 })) {
      if (step >= 1) counts.add(tf.memory().numTensors);
    }
    expect([...counts]).toHaveLength(1);
    model.dispose();
  }, 120_000);

  test("stops after the current step when its signal is aborted, and keeps what it learned", async () => {
    const model = build();
    const controller = new AbortController();
    const initial = weights(model.generator.network);
    let last = 0;
    const running = (async () => {
      for await (const { step } of trainGan(model, sides, {
        ...options,
        signal: controller.signal,
      })) {
        last = step;
        if (step === 5) controller.abort();
      }
    })();
    await expect(running).rejects.toThrow(
      "Training was stopped after step 5 of 20; the model keeps what it has learned.",
    );
    await running.catch((error) => expect(error).toBeInstanceOf(TrainingStopped));
    expect(last).toBe(5);
    expect(weights(model.generator.network)).not.toEqual(initial);
    model.sample(2).dispose();
    model.dispose();
  });

  test("stops when the kernel's cell is interrupted", async () => {
    const HOST = Symbol.for("ganvas.kernel");
    const controller = new AbortController();
    const holder = globalThis as { [HOST]?: unknown };
    holder[HOST] = { signal: controller.signal };
    const model = build();
    try {
      const training = trainGan(model, sides, options);
      await training.next();
      controller.abort();
      await expect(training.next()).rejects.toThrow(TrainingStopped);
    } finally {
      delete holder[HOST];
      model.dispose();
    }
  });

  test("frees its optimizers when the loop is left by break, and trains again", async () => {
    const model = build();
    for await (const { step } of trainGan(model, sides, options)) if (step === 3) break;
    const again = await run(model);
    expect(again).toHaveLength(20);
    model.dispose();
  });

  test("allocates nothing when it is never iterated", () => {
    const model = build();
    const tensors = tf.memory().numTensors;
    void trainGan(model, sides, options);
    expect(tf.memory().numTensors).toBe(tensors);
    model.dispose();
  });

  test("says how to use it when it is printed", async () => {
    const model = build();
    const training = await (trainGan(model, sides, options) as unknown as Promise<unknown>);
    expect(inspect(training)).toMatch(/runs step by step while it is looped over: for await/);
    model.dispose();
  });

  test("two models train in turn without disturbing each other", async () => {
    const [alone, a, b] = [build(1), build(1), build(2)];
    await run(alone);
    const [runA, runB] = [trainGan(a, sides, options), trainGan(b, sides, options)];
    for (let i = 0; i <= 20; i++) await Promise.all([runA.next(), runB.next()]);
    expect(weights(a.generator.network)).toEqual(weights(alone.generator.network));
    for (const model of [alone, a, b]) model.dispose();
  });

  test("refuses wrong settings in one sentence", async () => {
    const model = build();
    expect(() => trainGan(model, sides, { steps: 5, batch: 41 })).toThrow(
      "batch is expected to be an integer from 1 to 40, the number of images, but is 41",
    );
    expect(() => trainGan(model, sides, { steps: 0, batch: 8 })).toThrow(
      "steps is expected to be a positive integer but is 0",
    );
    const wide = new Dataset({
      ...sides,
      name: "wide",
      image: [2, 8, 1] as [number, number, number],
    });
    // @ts-expect-error the data set's shape is not the model's: this must not compile
    expect(() => trainGan(model, wide, options)).toThrow("images of 4x4x1 but wide has 2x8x1");
    model.dispose();
  });

  test("holds nothing when it is never iterated, or returned before its first step", async () => {
    const model = build();
    const tensors = tf.memory().numTensors;
    trainGan(model, sides, options);
    const returned = trainGan(model, sides, options);
    await returned.return();
    expect(tf.memory().numTensors).toBe(tensors);
    await run(model, { steps: 1 }); // nor does it keep the model from others
    model.dispose();
  });

  test("is refused while another training of the model has not ended", async () => {
    const model = build();
    const first = trainGan(model, sides, options);
    await first.next();
    await expect(run(model)).rejects.toThrow(
      /^The variable generator\/\S+ is expected to be trained by one run at a time but is trained by one that has not ended; /,
    );
    await first.next();
    await first.return();
    await run(model, { steps: 1 });
    model.dispose();
  });

  test("names a schedule that gives no number", async () => {
    const model = build();
    const generatorLearningRate = (step: number) => 1e-3 * Math.sqrt(4 - step);
    await expect(run(model, { generatorLearningRate })).rejects.toThrow(
      'The learning rate of the phase "generator" is expected to be a finite number of at least 0 but ' +
        "is NaN at step 5; correct its schedule.",
    );
    model.dispose();
  });

  test("says so when a figure is no longer finite", async () => {
    const model = build();
    const running = run(model, { generatorLearningRate: 1e30, discriminatorLearningRate: 1e30 });
    await expect(running).rejects.toThrow(/expected to be finite numbers but at step \d+ /);
    model.dispose();
  });
});

describe("the phases", () => {
  test("each updates its own network only", () => {
    const model = build() as unknown as AnyGan;
    const optimizers = [adam({ learningRate: 0.01 }), adam({ learningRate: 0.01 })] as const;
    const images = sides.images([0, 1, 2]);
    const state = () =>
      [weights(model.generator.network), weights(model.discriminator.network)] as const;
    const [g0, d0] = state();
    const update = { step: 1, noiseIndex: 2, rate: 0.01 };
    updateDiscriminator(model, {}, { images }, { ...update, optimizer: optimizers[0] }).dispose();
    const [g1, d1] = state();
    expect(g1).toEqual(g0);
    expect(d1).not.toEqual(d0);
    updateGenerator(model, {}, { images }, { ...update, optimizer: optimizers[1] }).dispose();
    const [g2, d2] = state();
    expect(g2).not.toEqual(g1);
    expect(d2).toEqual(d1);
    images.dispose();
    for (const optimizer of optimizers) optimizer.dispose();
    model.dispose();
  });
});
