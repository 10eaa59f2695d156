import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkpoints } from "../../src/training/index.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const worker = fileURLToPath(new URL("kill.worker.mjs", import.meta.url));
const missing = !existsSync(join(root, "dist/index.js"));
if (missing)
  console.warn("Skipped: the processes of these tests need dist/; npm run build makes it.");

const STEPS = 600;
const [ALONE, TOGETHER] = [20, 10]; // kills
const [SEED, OTHER] = [7, 8];

let parent: string;
beforeAll(async () => void (parent = await mkdtemp(join(tmpdir(), "ganvas-"))));
afterAll(() => rm(parent, { recursive: true }));

/** A training process, as far as it has come. */
class Training {
  readonly ended: Promise<void>;
  printed = "";
  readonly #child: ChildProcess;

  constructor(folder: string, every: number, seed: number, onStep: () => void = () => {}) {
    this.#child = spawn(process.execPath, [worker, folder, `${STEPS}`, `${every}`, `${seed}`], {
      env: { ...process.env, GANVAS_BACKEND: process.env.GANVAS_BACKEND ?? "tensorflow" },
    });
    this.#child.stdout!.on("data", (text) => {
      this.printed += text;
      if (this.steps.length > 0) onStep();
    });
    this.#child.stderr!.on("data", (text) => (this.printed += text));
    this.ended = new Promise((resolve) => this.#child.on("close", () => resolve()));
  }

  /** Steps that were said to be saved, as numbers in their order: later attempts come later. */
  get steps(): number[] {
    return [...this.printed.matchAll(/^attempt (\d+) step (\d+)$/gm)].map(
      ([, attempt, step]) => Number(attempt) * 1e6 + Number(step),
    );
  }

  get state(): string | undefined {
    return /^state (\w+)$/m.exec(this.printed)?.[1];
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }
}

/** Kills processes at a moment after one of them has made its first step. */
async function killed(
  starts: readonly (readonly [folder: string, seed: number])[],
  delay: number,
): Promise<Training[]> {
  let timer: NodeJS.Timeout | undefined;
  const onStep = () => {
    timer ??= setTimeout(() => trainings.forEach((training) => training.kill()), delay);
  };
  const trainings = starts.map(([folder, seed]) => new Training(folder, 1, seed, onStep));
  await Promise.all(trainings.map(({ ended }) => ended));
  clearTimeout(timer);
  return trainings;
}

/** How far the newest checkpoint is, as a number like those of `Training.steps`; all must be whole. */
async function newestIn(folder: string): Promise<number> {
  const whole = await checkpoints(folder).list();
  const names = (await readdir(folder)).filter((name) => name.startsWith("step-"));
  expect(whole).toHaveLength(names.length);
  const document = JSON.parse(await readFile(join(whole[0]!.path, "checkpoint.json"), "utf8"));
  const { rollbacks, step } = document.checkpoint;
  return rollbacks.length * 1e6 + step;
}

/** Numbers in [0, 1) from a seed (a linear congruential generator). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
}

/** Errors beside the refusal of a folder that is in use, or another run's. */
const OTHER_ERRORS = /^\w*Error: (?!The checkpoints)/m;

describe.skipIf(missing)("a run whose processes are killed at random", () => {
  const seed = Number(process.env["GANVAS_KILL_SEED"] ?? 1);

  test(`ends with the same bits and loses no checkpoint (seed ${seed})`, async () => {
    const random = randomNumbers(seed);
    const folder = join(parent, "run");
    const whole = new Training("-", 1, SEED);
    let last = 0;
    for (let kills = 0, round = 0; kills < ALONE + TOGETHER; round++) {
      const delay = Math.floor(120 * random());
      const other = round % 2 === 0 ? SEED : OTHER;
      const starts: [string, number][] = [[folder, SEED]];
      if (kills >= ALONE) starts.push([folder, other]);
      const trainings = await killed(starts, delay);
      const outputs = trainings.map(({ printed }) => printed).join("\n");
      const report = `round ${round}, killed after ${delay} ms:\n${outputs}`;

      const [working, ...more] = trainings.filter(({ steps }) => steps.length > 0);
      expect(more, report).toEqual([]);
      for (const training of trainings) {
        if (training !== working) expect(training.printed, report).not.toMatch(OTHER_ERRORS);
      }
      expect(report).not.toMatch(/damaged|not all are|is deleted/);
      const newest = await newestIn(folder);
      if (working) {
        kills++;
        expect(working.steps[0], report).toBeGreaterThan(last);
        last = working.steps.at(-1)!;
      } else {
        // Another run may have had the lock for the moment in which it found the checkpoints of this one.
        expect(other, report).toBe(OTHER);
      }
      expect(newest, report).toBeGreaterThanOrEqual(last);
      last = newest;
    }
    const end = new Training(folder, STEPS, SEED);
    await Promise.all([end.ended, whole.ended]);
    expect(whole.state).toMatch(/^[0-9a-f]{64}$/);
    expect(whole.steps.at(-1)).toBe(2e6 + STEPS); // it went back twice
    expect(end.state, end.printed).toBe(whole.state);
    // Nothing is left of those that were killed.
    for (const name of await readdir(folder)) expect(name).toMatch(/^step-\d{6}$/);
  }, 300_000);
});
