import { execFileSync } from "node:child_process";
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { backendName, ready } from "../../src/tensor/index.js";
import {
  checkpoints,
  jsonLog,
  readLog,
  tensorBoard,
  type StepContext,
} from "../../src/training/index.js";
import { Walk } from "./walk.js";

await ready();
let folder: string;
let file: string;
let walk: Walk;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ganvas-"));
  file = join(folder, "logs", "walk.jsonl");
  walk = new Walk();
  vi.spyOn(console, "info").mockImplementation(() => {});
});
afterEach(async () => {
  vi.restoreAllMocks();
  walk.dispose();
  await rm(folder, { recursive: true });
});

const stepsIn = async () => (await readLog(file)).map(({ step }) => step);
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

describe("a log of JSON lines", () => {
  test("has every step, readable while the run goes on", async () => {
    const steps = await walk.walk({ steps: 5, log: jsonLog(file) });
    const entries = await readLog(file);
    expect(entries.map(({ step, metrics }) => ({ step, metrics }))).toEqual(
      steps.map(({ step, metrics }) => ({ step, metrics })),
    );
    expect(entries[4]!.seconds).toBeGreaterThan(0);
    expect((await readFile(file, "utf8")).split("\n")).toHaveLength(6);
  });

  test("of a resumed run has no step twice, also when the last line is torn", async () => {
    const options = { checkpoints: checkpoints(folder, { every: 10 }), log: jsonLog(file) };
    await walk.walk({ ...options, steps: 10 });
    // What a killed process would have left: five steps after the checkpoint, the last one torn.
    for (const step of [11, 12, 13, 14]) await appendFile(file, `{"step":${step},"metrics":{}}\n`);
    await appendFile(file, '{"step":15,"metr');
    expect(await stepsIn()).toEqual(upTo(14));
    await walk.walk({ ...options, steps: 20 });
    expect(await stepsIn()).toEqual(upTo(20));
  });

  test("takes back the steps that a rollback undid, and keeps the doctor's words", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    const falling = new Walk(({ step, attempt }) => step === 120 && attempt === 0);
    await falling.walk({ steps: 130, log: jsonLog(file) });
    expect(await stepsIn()).toEqual(upTo(130));
    const messages = (await readLog(file)).flatMap(({ advice }) => advice ?? []);
    expect(messages).toEqual([expect.stringContaining("training went back to step 0")]);
    falling.dispose();
  });

  test("of a new run puts the old one aside", async () => {
    await walk.walk({ steps: 3, log: jsonLog(file) });
    await walk.walk({ steps: 2, log: jsonLog(file) });
    expect(await stepsIn()).toEqual([1, 2]);
    expect((await readLog(`${file}.old`)).map(({ step }) => step)).toEqual([1, 2, 3]);
  });

  test("may have every n-th step only", async () => {
    await walk.walk({ steps: 10, log: [jsonLog(file, { every: 4 })] });
    expect(await stepsIn()).toEqual([4, 8]);
    expect(() => jsonLog(file, { every: 0 })).toThrow("every is expected to be a positive integer");
  });

  test("that cannot be written or read is an error in one sentence", async () => {
    await expect(walk.walk({ steps: 2, log: jsonLog(folder) })).rejects.toThrow(
      /^The log .* is expected to be a file that can be written but is not \(EISDIR.*change its permissions\.$/,
    );
    expect(walk.turns).toHaveLength(0);
    await expect(readLog(file)).rejects.toThrow(/expected to be readable but is not/);
    const other = join(folder, "other.txt");
    await writeFile(other, '{"step":1,"seconds":1,"metrics":{}}\nhello\n{"step":2}\n');
    await expect(readLog(other)).rejects.toThrow(
      /^Line 2 of .* is expected to be a step .* is "hello"/,
    );
  });

  test("goes on when the disk is full, and says so once", async (context) => {
    const disk = await mkdtemp(join(tmpdir(), "ganvas-disk-"));
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=16k", "tmpfs", disk], { stdio: "pipe" });
    } catch {
      await rm(disk, { recursive: true });
      return context.skip("needs the right to mount a small disk");
    }
    try {
      const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
      file = join(disk, "log.jsonl");
      // Lines of two lengths, so that a short one would fit after a long one has failed.
      const runStep = ({ step }: StepContext) => ({
        metrics: { [step % 25 === 0 ? "loss".repeat(1000) : "loss"]: 1 },
      });
      await walk.walk({ steps: 400, log: jsonLog(file) }, { runStep });
      expect(warn.mock.calls).toHaveLength(1);
      expect(warn.mock.calls[0]![0]).toMatch(/^Step \d+ is expected to be written .* \(ENOSPC/);
      const steps = await stepsIn(); // all lines are whole
      expect(steps.length).toBeGreaterThan(50);
      expect(steps).toEqual(upTo(steps.length));
    } finally {
      execFileSync("umount", [disk]);
      await rm(disk, { recursive: true });
    }
  });
});

test.skipIf(backendName() !== "tensorflow")(
  "event files for TensorBoard have the figures",
  async () => {
    await walk.walk({ steps: 20, log: tensorBoard(join(folder, "board")) });
    const [name] = await readdir(join(folder, "board"));
    const events = await readFile(join(folder, "board", name!), "latin1");
    expect(name).toContain("tfevents");
    expect(events.split("loss")).toHaveLength(3); // steps 10 and 20
  },
);
