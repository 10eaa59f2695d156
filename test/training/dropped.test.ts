import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import v8 from "node:v8";
import vm from "node:vm";
import * as tf from "@tensorflow/tfjs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { ready } from "../../src/tensor/index.js";
import { checkpoints, forecast, trainingLoop } from "../../src/training/index.js";
import type { LoopOptions, TrainingRun } from "../../src/training/index.js";
import { Walk } from "./walk.js";

beforeAll(async () => {
  await ready();
  v8.setFlagsFromString("--expose-gc");
  globalThis.gc = vm.runInNewContext("gc") as typeof globalThis.gc;
});
afterAll(() => {
  delete globalThis.gc;
});

let walk: Walk;
let folder: string;
beforeEach(async () => {
  walk = new Walk();
  folder = await mkdtemp(join(tmpdir(), "dropped-"));
  vi.spyOn(console, "info").mockImplementation(() => {});
});
afterEach(async () => {
  vi.restoreAllMocks();
  walk.dispose();
  await rm(folder, { recursive: true });
});

/** Does some steps by `next()`, and then forgets the training. */
async function dropAfter(steps: number, options: LoopOptions, more: Partial<TrainingRun> = {}) {
  const training = trainingLoop(options, walk.run(more));
  for (let step = 0; step < steps; step++) await training.next();
}

describe("a training that was dropped without an end", () => {
  test("gives its variables, its folder and its tensors back, and is saved", async () => {
    const options = { steps: 9, checkpoints: checkpoints(folder) };
    const tensors = tf.memory().numTensors;
    await dropAfter(3, options);
    expect(tf.memory().numTensors).toBeGreaterThan(tensors);
    const resumed = await walk.walk({ ...options, checkpoints: checkpoints(folder) });
    expect(resumed.map(({ step }) => step)).toEqual([4, 5, 6, 7, 8, 9]);
    expect(walk.released).toBe(2);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  test("lets a forecast begin", async () => {
    await dropAfter(1, { steps: 9 });
    await forecast({ steps: 9 }, walk.run(), { trial: 1 });
    expect(walk.released).toBe(2);
  });

  test("says so when it cannot end in order, and is out of the way", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const log = { open() {}, write() {}, rewind() {} };
    const close = () => {
      throw new Error("the log is full");
    };
    await dropAfter(1, { steps: 9, log: { ...log, close } });
    expect(await walk.walk({ steps: 2 })).toHaveLength(2);
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      "A training that nothing refers to is expected to end in order but did not (the log is full); " +
        'call "await training.return()" instead of dropping it.',
    );
  });
});

test("a training that somebody holds is not ended for another one, which is refused", async () => {
  const first = trainingLoop({ steps: 9, checkpoints: checkpoints(folder) }, walk.run());
  await first.next();
  await expect(walk.walk({ steps: 9 })).rejects.toThrow(
    'leave that one\'s loop with break, or end it with "await training.return()", before this one ' +
      "begins; one that nothing refers to ends with the next garbage collection.",
  );
  const second = new Walk();
  await expect(second.walk({ steps: 9, checkpoints: checkpoints(folder) })).rejects.toThrow(
    'end that run with "await training.return()", or pass another folder.',
  );
  second.dispose();
  expect((await first.next()).value).toMatchObject({ step: 2 });
  await first.return();
  expect(await walk.walk({ steps: 9, checkpoints: checkpoints(folder) })).toHaveLength(7);
});
