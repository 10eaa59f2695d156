import { mkdtemp, readdir, rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ready } from "../../src/tensor/index.js";
import {
  checkpoints,
  trainingDoctor,
  trainingLoop,
  type CheckpointOptions,
} from "../../src/training/index.js";
import { Walk } from "./walk.js";

await ready();
let tensors = 0;
let warnings: string[] = [];
beforeEach(() => {
  tensors = tf.memory().numTensors;
  warnings = [];
  vi.spyOn(console, "warn").mockImplementation((text) => void warnings.push(text));
});
afterEach(() => {
  vi.restoreAllMocks();
  expect(tf.memory().numTensors).toBe(tensors);
});

/** The place of a walk that draws by these numbers at these rates. */
function transcribed(turns: readonly { draw: number; learningRateScale: number }[]): number {
  return turns.reduce((place, { draw, learningRateScale }) => {
    return 0.9 * place + Math.sin(draw) * learningRateScale;
  }, 0);
}
const turnsOf = (from: number, to: number, attempt: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => ({
    draw: from + i + attempt * 2 ** 24,
    learningRateScale: 0.5 ** attempt,
  }));

describe("when a figure is not a number", () => {
  test("the run goes back, draws other noise, halves its rates and says so", async () => {
    const walk = new Walk(({ step, attempt }) => step === 350 && attempt === 0);
    const steps = await walk.walk({ steps: 400 });
    // The older of the last two snapshots, of steps 200 and 300.
    expect(steps.map(({ step }) => step).slice(348, 351)).toEqual([349, 201, 202]);
    expect(walk.values[0]).toBeCloseTo(
      transcribed([...turnsOf(1, 200, 0), ...turnsOf(201, 400, 1)]),
      4,
    );
    const message =
      'At step 350 "loss" is NaN, NaN or infinity is in all weights of the walker; training ' +
      "went back to step 200 and goes on with other noise and 1/2 of the learning rates: begin with " +
      "lower ones next time.";
    const advice = steps.flatMap((step) => step.advice);
    expect(advice).toEqual([{ step: 350, name: "not a number", message }]);
    expect(steps[349]!.advice).toHaveLength(1); // told with the next step
    expect(warnings).toEqual([message]);
    walk.dispose();
  });

  test("it gives up when the same comes again, in the last good state", async () => {
    const walk = new Walk(({ step }) => step === 350);
    const trained = walk.walk({ steps: 400 });
    await expect(trained).rejects.toThrow(
      'Metrics and weights are expected to be finite numbers but at step 350 "loss" is NaN',
    );
    await expect(trained).rejects.toThrow(
      /the run went back once before \(at step 350\).* the model is as it was after step 200: /,
    );
    const turns = [...turnsOf(1, 200, 0)];
    expect(walk.values[0]).toBeCloseTo(transcribed(turns), 4);
    expect(walk.released).toBe(1);
    walk.dispose();
  });

  test("it gives up after three times, however far apart", async () => {
    const walk = new Walk(({ step, attempt }) => step === 400 * (attempt + 1));
    await expect(walk.walk({ steps: 3000 })).rejects.toThrow(
      "the run went back 3 times before (at steps 400, 800, 1200)",
    );
    expect(Math.max(...walk.turns.map(({ attempt }) => attempt))).toBe(3);
    walk.dispose();
  });

  test("a weight that breaks without a figure is found, too", async () => {
    const walk = new Walk();
    const { runStep } = walk.run();
    const breaking: typeof runStep = (turn) => {
      const figures = runStep(turn);
      if (turn.step === 130 && turn.attempt === 0) {
        tf.tidy(() => walk.place.assign(tf.tensor1d([1, Infinity, 2])));
      }
      return figures;
    };
    const steps = await walk.walk({ steps: 250 }, { runStep: breaking });
    const [advice] = steps.flatMap((step) => step.advice);
    expect(advice!.message).toMatch(
      /^At step 200 NaN or infinity is in all weights of the walker; /,
    );
    expect(walk.values.every(Number.isFinite)).toBe(true);
    walk.dispose();
  });

  test("without a doctor the run ends at once", async () => {
    const walk = new Walk(({ step }) => step === 5);
    await expect(walk.walk({ steps: 10, doctor: false })).rejects.toThrow(
      /at step 5 "loss" is NaN.*; build the model again and train it with a lower learning rate\.$/,
    );
    expect(walk.turns).toHaveLength(5);
    walk.dispose();
  });

  test("names the layer in which a gradient broke, and those before it", async () => {
    const layers = [1, 2, 3].map((value) => tf.tidy(() => tf.variable(tf.scalar(value))));
    const state = Object.fromEntries(
      ["first", "second", "third"].map((name, i) => [`critic/${name}/kernel`, layers[i]!]),
    );
    const walk = new Walk();
    const runStep = () => {
      tf.tidy(() => layers.slice(0, 2).forEach((layer) => layer.assign(tf.scalar(NaN))));
      return { metrics: { loss: NaN } };
    };
    const doctor = trainingDoctor({ rollbacks: 0 });
    await expect(walk.walk({ steps: 3, doctor }, { state, runStep })).rejects.toThrow(
      'at step 1 "loss" is NaN, NaN or infinity is in the weights of the critic up to ' +
        "critic/second/kernel; build",
    );
    tf.dispose(layers);
    walk.dispose();
  });
});

describe("a run that is resumed goes back as the uninterrupted one does", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "ganvas-"));
    vi.spyOn(console, "info").mockImplementation(() => {});
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** NaN at steps 290 and 700, each in the first attempt. */
  const falling = () =>
    new Walk(({ step, attempt }) => step === [290, 700][attempt] && attempt < 2);

  async function walkedIn(stops: readonly number[], options: CheckpointOptions) {
    const walks: Walk[] = [];
    let advice: string[] = [];
    for (const steps of [...stops, 750]) {
      const walk = falling();
      walks.push(walk);
      const done = await walk.walk({ steps, checkpoints: checkpoints(folder, options) });
      advice = [...advice, ...done.flatMap((step) => step.advice.map(({ message }) => message))];
    }
    const { values } = walks.at(-1)!;
    for (const walk of walks) walk.dispose();
    return { values, advice };
  }

  test.each<[string, readonly number[], CheckpointOptions]>([
    ["stopped between two snapshots", [150], {}],
    ["stopped just before", [250], {}],
    ["stopped at a snapshot", [200], { every: 50 }],
    ["stopped before the first snapshot", [99], {}],
    ["stopped often, also after it went back", [150, 250, 280, 320, 610, 699], { every: 70 }],
  ])("%s", async (_, stops, options) => {
    const whole = falling();
    const steps = await whole.walk({ steps: 750 });
    const expected = steps.flatMap((step) => step.advice.map(({ message }) => message));
    expect(expected.map((message) => /went back to step \d+/.exec(message)![0])).toEqual([
      "went back to step 100",
      "went back to step 500",
    ]);
    expect(await walkedIn(stops, options)).toEqual({ values: whole.values, advice: expected });
    whole.dispose();
  });

  test("and its snapshots are verified like its weights", async () => {
    await walkedIn([], { every: 250 });
    const [newest] = await checkpoints(folder).list();
    const files = await readdir(newest!.path);
    // The newer snapshot, of step 700, and the older one, of step 600.
    expect(files.sort()).toEqual([
      ...["checkpoint.json", "snapshot-600.bin", "snapshot-700.bin", "weights.bin"],
    ]);
    await truncate(join(newest!.path, "snapshot-600.bin"), 4);
    const walk = falling();
    await walk.walk({ steps: 760, checkpoints: checkpoints(folder) });
    expect(walk.turns[0]!.step).toBeLessThan(751);
    expect(warnings.join()).toContain("its snapshot-600.bin has 4 bytes instead of 12");
    walk.dispose();
  });
});

describe("the loop", () => {
  test("keeps the number of tensors constant, snapshots included", async () => {
    const walk = new Walk();
    const counts = new Set<number>();
    for await (const _ of trainingLoop({ steps: 450 }, walk.run())) {
      counts.add(tf.memory().numTensors);
    }
    expect(counts.size).toBe(1);
    walk.dispose();
  });

  test("does its steps in order, each with its number as int32 key", async () => {
    const walk = new Walk();
    const keys: number[] = [];
    const runStep = ({ key }: { key: tf.Scalar }) => {
      expect(key.dtype).toBe("int32");
      keys.push(key.dataSync()[0]!);
      return { metrics: { loss: 1 } };
    };
    const steps = await walk.walk({ steps: 4 }, { runStep });
    expect(keys).toEqual([1, 2, 3, 4]);
    expect(steps.at(-1)).toMatchObject({ step: 4, steps: 4, advice: [], secondsLeft: 0 });
    walk.dispose();
  });
});
