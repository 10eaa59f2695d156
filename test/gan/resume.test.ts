import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const worker = fileURLToPath(new URL("resume.worker.mjs", import.meta.url));
const missing = !existsSync(join(root, "dist/index.js"));
if (missing)
  console.warn("Skipped: the processes of these tests need dist/; npm run build makes it.");

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "ganvas-"))));
afterAll(() => rm(folder, { recursive: true }));

/** Trains in a separate process. */
async function train(name: string, steps: number) {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [worker, join(folder, name), `${steps}`],
    { env: { ...process.env, GANVAS_BACKEND: process.env.GANVAS_BACKEND ?? "tensorflow" } },
  );
  const lines = stdout.split("\n");
  const done = lines.filter((line) => line.startsWith("step "));
  return {
    steps: done,
    state: lines.find((line) => line.startsWith("state ")),
    printed: stdout,
  };
}

// Batch norm, averages, two Adams, schedule, lazy R1, augmentation, two updates a step, left-overs
// of an epoch: all of it has to be where it was.
describe.skipIf(missing)("a GAN's run in several processes", () => {
  test("N steps and N more are 2N steps, bit for bit, in every figure", async () => {
    const whole = await train("whole", 22);
    expect(whole.steps).toHaveLength(22);
    const half = await train("halves", 11); // in the midst of an epoch, and of R1's three updates
    expect(half.steps).toEqual(whole.steps.slice(0, 11));
    expect(half.state).not.toBe(whole.state);
    const resumed = await train("halves", 22);
    expect(resumed.printed).toContain("Training resumes after step 11 of 22");
    expect(resumed.steps).toEqual(whole.steps.slice(11));
    expect(resumed.state).toBe(whole.state);
  });
});
