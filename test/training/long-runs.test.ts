import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { expect, test, vi } from "vitest";
import { instanceNoise } from "../../src/augmentation/index.js";
import { updateEma } from "../../src/models/ema.js";
import { randomUniform, ready, sgd } from "../../src/tensor/index.js";
import { checkpoints, phasedRun, type Phase } from "../../src/training/index.js";
import { Walk } from "./walk.js";

await ready();

test("steps beyond 2^24 are computed, each with its own rate and its own noise", async () => {
  const [x, average] = [0, 1].map(() => tf.tidy(() => tf.variable(tf.scalar(0))));
  const noise = instanceNoise({ std: 1, until: 2 ** 26 });
  const phase: Phase = {
    name: "P",
    trains: [x!],
    optimizer: sgd({ learningRate: 1 }),
    learningRate: (step) => step / 2 ** 25,
    forward: (_, context) => ({
      drawn: randomUniform([], context.key("noise")).asScalar(),
      faded: noise
        .apply(tf.zeros([1, 1, 1, 1]), { seed: 1, step: 1, trainingStep: context.step })
        .asScalar(),
    }),
    terms: [{ name: "loss", weight: (step) => step % 2, value: () => x!.asScalar() }],
    metrics: {
      drawn: (pass) => (pass as { drawn: tf.Scalar }).drawn,
      faded: (pass) => (pass as { faded: tf.Scalar }).faded,
    },
    after: ({ step }) => updateEma([average!], [x!], step, 1 - 2 ** -20),
  };
  const variables = { x: x!, average: average! };
  const run = phasedRun({ phases: [phase], variables, batch: () => ({}), identity: {}, seed: 1 });
  expect(Object.keys(run.state)).toContain("x");
  const drawn: number[] = [];
  const faded: number[] = []; // the same noise at every step, without its fading
  let [place, mean] = [0, 0];
  for (const step of [2 ** 24 - 1, 2 ** 24, 2 ** 24 + 1, 2 ** 24 + 2, 2 ** 30 + 1, 2 ** 31 - 1]) {
    const key = tf.scalar(step, "int32");
    const context = { step, attempt: 0, noiseIndex: step, key, learningRateScale: 1 };
    const { metrics } = await run.runStep(context);
    key.dispose();
    place -= (step % 2) * (step / 2 ** 25); // the gradient is the term's weight
    mean += (place - mean) * 2 ** -20;
    expect(x!.dataSync()[0]).toBeCloseTo(place, 3);
    expect(average!.dataSync()[0]).toBeCloseTo(mean, 6);
    drawn.push(metrics["drawn"]!);
    if (step < 2 ** 26) faded.push(metrics["faded"]! / (1 - step / 2 ** 26));
    else expect(metrics["faded"]).toBeCloseTo(0, 12);
  }
  expect(new Set(drawn).size).toBe(drawn.length);
  expect(Math.abs(faded[0]!)).toBeGreaterThan(0.01);
  for (const value of faded) expect(value).toBeCloseTo(faded[0]!, 5);
  run.release();
  tf.dispose([x!, average!]);
});

test("a run goes on beyond 2^31 steps, with indices that an int32 holds", async () => {
  const folder = await mkdtemp(join(tmpdir(), "ganvas-"));
  vi.spyOn(console, "info").mockImplementation(() => {});
  const walk = new Walk();
  const { state, identity } = walk.run();
  const saved = checkpoints(folder);
  await saved.open(identity, state);
  const at = { step: 2 ** 31 - 3, rollbacks: [], early: {} };
  expect(await saved.save(at, {}, state)).toBe(true);
  await saved.close();
  const keys: number[] = [];
  const runStep = ({ key }: { key: tf.Scalar }) => {
    keys.push(key.dataSync()[0]!);
    return { metrics: { loss: 1 } };
  };
  await walk.walk({ steps: 2 ** 31 + 2, checkpoints: checkpoints(folder) }, { runStep });
  expect(keys).toEqual([2 ** 31 - 2, 2 ** 31 - 1, 1, 2, 3]);
  expect(await readdir(folder)).toContain(`step-${2 ** 31 + 2}`);
  walk.dispose();
  await rm(folder, { recursive: true });
  vi.restoreAllMocks();
});
