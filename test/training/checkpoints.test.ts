import { execFileSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ready } from "../../src/tensor/index.js";
import { bestOf, type Whole } from "../../src/training/checkpoints/retention.js";
import { checkpoints, type BestOptions, type CheckpointOptions } from "../../src/training/index.js";
import { Walk } from "./walk.js";

await ready();
let tensors = 0;
let folder: string;
let walks: Walk[] = [];
let warnings: string[] = [];

beforeEach(async () => {
  tensors = tf.memory().numTensors;
  folder = join(await mkdtemp(join(tmpdir(), "ganvas-")), "run");
  [walks, warnings] = [[], []];
  vi.spyOn(console, "info").mockImplementation(() => {});
  vi.spyOn(console, "warn").mockImplementation((text) => void warnings.push(text));
});
afterEach(async () => {
  vi.restoreAllMocks();
  for (const walk of walks) walk.dispose();
  expect(tf.memory().numTensors).toBe(tensors);
  await rm(join(folder, ".."), { recursive: true });
});

const created = (walk = new Walk()) => {
  walks.push(walk);
  return walk;
};

/** Walks so far from a new start, as a new process would; gives what was done and where it led. */
async function walkTo(steps: number, options: CheckpointOptions = {}, more = {}) {
  const walk = created();
  const done = await walk.walk({ steps, checkpoints: checkpoints(folder, options) }, more);
  return { steps: done.map(({ step }) => step), values: walk.values };
}

async function uninterrupted(steps: number): Promise<number[]> {
  const walk = created();
  await walk.walk({ steps });
  return walk.values;
}

const names = async () => (await readdir(folder)).sort();

describe("a run with checkpoints", () => {
  test("resumes, and ends with the same values", async () => {
    await walkTo(25, { every: 10 });
    expect(await names()).toEqual(["step-000010", "step-000020", "step-000025"]);
    const resumed = await walkTo(40, { every: 10 });
    expect(resumed.steps).toEqual(Array.from({ length: 15 }, (_, i) => i + 26));
    expect(resumed.values).toEqual(await uninterrupted(40));
  });

  test("keeps the newest and the best, and says which is which", async () => {
    const best = { metric: "loss", better: "lower" } as const;
    await walkTo(30, { every: 1, keep: 2, best });
    // cos(step) is lowest at step 22 of the first 30.
    expect(await names()).toEqual(["step-000022", "step-000029", "step-000030"]);
    const entries = await checkpoints(folder, { best }).list();
    expect(entries.map(({ step, best }) => [step, best])).toEqual([
      [30, false],
      [29, false],
      [22, true],
    ]);
    expect(entries[2]!.metrics["loss"]).toBeCloseTo(Math.cos(22), 12);
  });

  test("measures what makes the best one, and refuses an unknown figure", async () => {
    let measured = 0;
    const measure = () => [3, 1, 2, 4][measured++]!;
    const best = { metric: "distance", better: "lower", measure } as const;
    await walkTo(40, { every: 10, keep: 1, best });
    expect(measured).toBe(4);
    expect(await names()).toEqual(["step-000020", "step-000040"]);
    const unknown = { metric: "accuracy", better: "higher" } as const;
    await expect(walkTo(50, { every: 1, best: unknown })).rejects.toThrow(
      'The metric of the best checkpoint is expected to be one of loss but is "accuracy"',
    );
    const wrong = { metric: "loss", better: "lowest" } as unknown as BestOptions;
    expect(() => checkpoints(folder, { best: wrong })).toThrow(
      'better is expected to be one of "lower", "higher" but is "lowest"; name one of them.',
    );
  });

  test.each([
    ["lower", [2, NaN, 1, -Infinity, Infinity, 3]],
    ["higher", [-2, NaN, -1, Infinity, -Infinity, -3]],
  ] as const)("a measure that is not finite is never the best (%s)", async (better, values) => {
    let measured = 0;
    const measure = () => values[measured++]!;
    const best = { metric: "score", better, measure };
    await walkTo(60, { every: 10, keep: 1, best });
    expect(await names()).toEqual(["step-000030", "step-000060"]);
    expect(warnings).toHaveLength(3);
    expect(warnings[0]).toBe(
      'The metric "score" of the checkpoint of step 20 is expected to be a finite number but is ' +
        "NaN; correct the measure: this checkpoint cannot be the best one.",
    );
    const entries = await checkpoints(folder, { best }).list();
    expect(entries.find((entry) => entry.best)!.step).toBe(30);
  });

  test("null as the best value, which an older version wrote for NaN, is not 0", () => {
    const entry = (value: number | null) =>
      ({ path: `${value}`, header: { best: { metric: "score", value } } }) as unknown as Whole;
    const entries = [entry(null), entry(-2), entry(-1), entry(null)];
    expect(bestOf(entries, { metric: "score", better: "higher" })!.path).toBe("-1");
    expect(bestOf(entries, { metric: "score", better: "lower" })!.path).toBe("-2");
    expect(bestOf([entry(null)], { metric: "score", better: "lower" })).toBeUndefined();
  });

  test("is saved when it is left by break, by an error or by a signal, and goes on from there", async () => {
    const { trainingLoop } = await import("../../src/training/index.js");
    const walk = created();
    const options = { steps: 50, checkpoints: checkpoints(folder) };
    for await (const { step } of trainingLoop(options, walk.run())) if (step === 7) break;
    expect(await names()).toEqual(["step-000007"]);
    const failing = async () => {
      for await (const { step } of trainingLoop(options, walk.run())) {
        if (step === 9) throw new Error("the chart broke");
      }
    };
    await expect(failing()).rejects.toThrow("the chart broke");
    const controller = new AbortController();
    const stopped = async () => {
      const signal = controller.signal;
      for await (const { step } of trainingLoop({ ...options, signal }, walk.run())) {
        if (step === 12) controller.abort();
      }
    };
    await expect(stopped()).rejects.toThrow("Training was stopped after step 12 of 50");
    expect(await names()).toEqual(["step-000007", "step-000009", "step-000012"]);
    expect((await walkTo(50)).values).toEqual(await uninterrupted(50));
    expect(walk.released).toBe(3);
  });

  test("is not saved in the middle of a step that fails", async () => {
    const { state, runStep } = created().run();
    const broken = {
      state,
      runStep: (turn: Parameters<typeof runStep>[0]) => {
        const figures = runStep(turn);
        if (turn.step === 15) throw new Error("out of memory");
        return figures;
      },
    };
    await expect(walkTo(20, { every: 10 }, broken)).rejects.toThrow("out of memory");
    expect(await names()).toEqual(["step-000010"]);
  });

  test("starts over with restart, and deletes the old run once the new one is saved", async () => {
    await walkTo(30, { every: 10 });
    const again = await walkTo(5, { every: 10, restart: true });
    expect(again.steps[0]).toBe(1);
    expect(await names()).toEqual(["step-000005"]);
    expect((await walkTo(40)).values).toEqual(await uninterrupted(40));
  });
});

describe("what is wrong with a checkpoint is said", () => {
  beforeEach(() => walkTo(30, { every: 10 }));
  const file = (name: string, of = "step-000030") => join(folder, of, name);

  const damages: Record<string, () => Promise<void>> = {
    "weights.bin has 8 bytes instead of 12": () => truncate(file("weights.bin"), 8),
    "weights.bin is altered": async () => {
      const bytes = await readFile(file("weights.bin"));
      bytes[5]! ^= 1;
      await writeFile(file("weights.bin"), bytes);
    },
    "weights.bin is missing": () => rm(file("weights.bin")),
    "checkpoint.json is truncated": () => truncate(file("checkpoint.json"), 100),
    "checkpoint.json is empty": () => truncate(file("checkpoint.json"), 0),
    "checkpoint.json is missing": () => rm(file("checkpoint.json")),
    "checkpoint.json is altered": async () => {
      const text = await readFile(file("checkpoint.json"), "utf8");
      await writeFile(file("checkpoint.json"), text.replace('"step": 30', '"step": 31'));
    },
  };

  test.each(Object.keys(damages))("%s: the one before is used", async (message) => {
    await damages[message]!();
    const resumed = await walkTo(40);
    expect(resumed.steps[0]).toBe(21);
    expect(resumed.values).toEqual(await uninterrupted(40));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(`step-000030: its ${message}`);
    expect(warnings[0]).toContain("those stay as they are, and step-000020 is used");
    // The damaged one is not in the way of the new one of the same step.
    await walkTo(45);
    expect(await names()).toContain("step-000030");
  });

  test("a damaged one stays beside the new one of its step, which is then the newest", async () => {
    await damages["weights.bin is altered"]!();
    await walkTo(30);
    expect(await names()).toContain("step-000030-2");
    expect((await walkTo(40)).steps[0]).toBe(31);
  });

  test("all are damaged", async () => {
    for (const name of await names()) await truncate(file("weights.bin", name), 1);
    await expect(walkTo(40)).rejects.toThrow(
      /expected to be whole but all are damaged .*step-000010.* use another folder, or restart: true/,
    );
    expect((await walkTo(3, { restart: true })).steps).toEqual([1, 2, 3]);
  });

  test("it is of another run", async () => {
    const other = { identity: { model: "walk", seed: 1, options: { rate: 0.1 } } };
    await expect(walkTo(40, {}, other)).rejects.toThrow(
      `The checkpoints in ${folder} are expected to be of this run but differ in options.rate: it ` +
        "is 0.5 there and 0.1 here; use another folder, or restart: true to start again.",
    );
    const more = { identity: { model: "walk", seed: 1, options: { rate: 0.5 }, batch: 8 } };
    await expect(walkTo(40, {}, more)).rejects.toThrow(
      "differ in batch: it is nothing there and 8",
    );
    expect(await names()).toHaveLength(3);
  });

  test("it is of a model of another shape", async () => {
    const kernel = tf.tidy(() => tf.variable(tf.zeros([2, 2])));
    const state = { "walker/legs/kernel": kernel };
    await expect(walkTo(40, {}, { state })).rejects.toThrow(
      /walker\/legs\/kernel is expected to be float32 \[2, 2\] but is float32 \[3\] in .*step-000030/,
    );
    kernel.dispose();
  });

  test("it is of a later format", async () => {
    const text = await readFile(file("checkpoint.json"), "utf8");
    await writeFile(file("checkpoint.json"), text.replace('"format": 2', '"format": 3'));
    await expect(walkTo(40)).rejects.toThrow(
      /expected to be a checkpoint of format 2 but is of format 3; use the version .* or a later one\.$/,
    );
  });

  test("an empty folder of its name is damage; other files are left alone", async () => {
    await mkdir(join(folder, "step-000099"));
    await writeFile(join(folder, "notes.txt"), "mine");
    expect((await walkTo(40)).steps[0]).toBe(31);
    expect(warnings[0]).toContain("step-000099: its checkpoint.json is missing");
    expect(await names()).toContain("notes.txt");
  });
});

describe("when the disk does not take it", () => {
  test("a folder that is a file or lies below one is refused before the first step", async () => {
    await writeFile(folder, "");
    await expect(walkTo(5)).rejects.toThrow(
      /expected to be one that can be written, but it is a file/,
    );
    folder = join(folder, "below");
    await expect(walkTo(5)).rejects.toThrow(/but it lies below a file; pass another one/);
    folder = join(folder, "..", "..", "run");
  });

  test("a full disk costs that checkpoint and nothing else", async (context) => {
    const disk = await mkdtemp(join(tmpdir(), "ganvas-disk-"));
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=128k", "tmpfs", disk], { stdio: "pipe" });
    } catch {
      await rm(disk, { recursive: true });
      return context.skip("needs the right to mount a small disk");
    }
    try {
      const [outside, ballast] = [folder, join(disk, "ballast")];
      folder = join(disk, "run");
      await walkTo(20, { every: 10 });
      const before = await names();
      await writeFile(ballast, new Uint8Array(1 << 20)).catch(() => {}); // until it is full
      const full = await walkTo(40, { every: 10 });
      expect(full.values).toEqual(await uninterrupted(40)); // training went on
      expect(await names()).toEqual(before);
      expect(warnings[0]).toContain(
        `The checkpoint of step 30 is expected to be written to ${folder}, but the folder has no ` +
          "space left on its disk; mend that before the next one",
      );
      await rm(ballast);
      expect((await walkTo(40, { every: 10 })).steps[0]).toBe(21);
      expect(await names()).toContain("step-000040");
      folder = outside;
    } finally {
      execFileSync("umount", [disk]);
      await rm(disk, { recursive: true });
    }
  });

  test("what a killed process left unfinished is cleared away, a living one's is not", async () => {
    await walkTo(10);
    const id = "01234567-89ab-cdef-0123-456789abcdef";
    // No process has a number as high as this.
    await cp(join(folder, "step-000010"), join(folder, `.step-000020.99999999.${id}.tmp`), {
      recursive: true,
    });
    await mkdir(join(folder, `.step-000020.${process.pid}.${id}.tmp`));
    await walkTo(20);
    expect(await names()).toEqual([
      `.step-000020.${process.pid}.${id}.tmp`,
      "step-000010",
      "step-000020",
    ]);
  });
});
