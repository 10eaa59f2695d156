import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkpoints } from "../../src/training/index.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const worker = fileURLToPath(new URL("resume.worker.mjs", import.meta.url));
const missing = !existsSync(join(root, "dist/index.js"));
if (missing)
  console.warn("Skipped: the processes of these tests need dist/; npm run build makes it.");

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "ganvas-"))));
afterAll(() => rm(folder, { recursive: true }));

interface Outcome {
  readonly state: string;
  readonly steps: readonly number[];
  readonly printed: string;
}

/** Trains in a separate process; `kill` ends it like `kill -9`. */
function train(
  name: string,
  steps: number,
  every: number,
  kill?: (step: number, kill: () => void) => void,
): Promise<Outcome> {
  const child = spawn(process.execPath, [worker, join(folder, name), `${steps}`, `${every}`], {
    env: { ...process.env, GANVAS_BACKEND: process.env.GANVAS_BACKEND ?? "tensorflow" },
  });
  let [printed, seen] = ["", 0];
  const numbers = () => [...printed.matchAll(/^step (\d+)$/gm)].map((match) => Number(match[1]));
  child.stdout.on("data", (text) => {
    printed += text;
    const step = numbers().at(-1) ?? 0;
    if (step > seen) kill?.((seen = step), () => child.kill("SIGKILL"));
  });
  child.stderr.on("data", (text) => (printed += text));
  return new Promise((resolve) => {
    child.on("close", () => {
      const state = /^state (\w+)$/m.exec(printed)?.[1] ?? "";
      resolve({ state, steps: numbers(), printed });
    });
  });
}

describe.skipIf(missing)("a run in several processes", () => {
  let whole: Outcome;
  beforeAll(async () => void (whole = await train("whole", 40, 100)));

  test("N steps and N more are 2N steps, bit for bit", async () => {
    expect(whole.state).toMatch(/^[0-9a-f]{64}$/);
    // 18 steps end beside a multiple of the captured step that runs every fourth time.
    const half = await train("halves", 18, 100);
    expect(half.state).not.toBe(whole.state);
    const resumed = await train("halves", 40, 100);
    expect(resumed.printed).toContain("Training resumes after step 18 of 40");
    expect(resumed.steps).toEqual(Array.from({ length: 22 }, (_, i) => i + 19));
    expect(resumed.state).toBe(whole.state);
  });

  test("a run that is done is only read", async () => {
    const again = await train("whole", 40, 100);
    expect(again.printed).toContain("has already done 40 steps");
    expect(again.steps).toEqual([]);
    expect(again.state).toBe(whole.state);
  });

  test("processes killed at any moment, also while they write, lose no whole checkpoint", async () => {
    const longer = train("longer", 120, 1000);
    let last = 0;
    for (let round = 0; round < 8; round++) {
      // A checkpoint is written at every step, which takes most of the time.
      const { steps, printed } = await train("killed", 120, 1, (step, kill) => {
        if (step >= last + 1 + (round % 3)) setTimeout(kill, 3 * round + ((7 * round) % 5));
      });
      expect(printed).not.toMatch(/damaged|Error|not all are/);
      if (steps.length > 0) expect(steps[0]).toBeGreaterThan(last - 1);
      last = steps.at(-1) ?? last;
      // A step is said once its checkpoint is on the disk.
      const [newest] = await checkpoints(join(folder, "killed")).list();
      expect(newest!.step).toBeGreaterThanOrEqual(last);
      if (last >= 110) break;
    }
    const end = await train("killed", 120, 1);
    expect(end.state).toBe((await longer).state);
    const left = await readdir(join(folder, "killed"));
    expect(left.sort()).toEqual(["step-000118", "step-000119", "step-000120"]);
  });
});
