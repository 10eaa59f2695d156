import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Contestant } from "../../bench/driver/contestant.mjs";
import { variants } from "../../bench/driver/variants.mjs";
import { Worker, WorkerFailed } from "../../bench/driver/worker.mjs";
import { root } from "../kernel/kernel.js";

/** A worker that only answers, and prints as libraries do. */
const SOURCE = `
import { serve } from ${JSON.stringify(pathToFileURL(join(root, "bench/workers/serve.mjs")).href)};
await serve({
  init: () => { console.log('{"not": "an answer"}'); return { note: "ready" }; },
  run: ({ steps }) => ({ milliseconds: Array.from({ length: steps }, (_, i) => i + 1) }),
  check: () => { throw new Error("second derivative: no gradient for MaxPool"); },
  crash: () => process.exit(3),
});`;

describe("a worker process", () => {
  let folder: string;
  const start = () =>
    new Worker([process.execPath, join(folder, "worker.mjs")], {
      env: process.env,
      log: join(folder, "worker.log"),
    });
  const contestant = () => new Contestant(variants[0]!, start(), "dcgan28");
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "ganvas-bench-"));
    writeFileSync(join(folder, "worker.mjs"), SOURCE);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("answers in order; what it prints goes to its log", async () => {
    const worker = start();
    expect(await worker.ask("init")).toEqual({ note: "ready" });
    expect(await worker.ask("run", { steps: 2 })).toEqual({ milliseconds: [1, 2] });
    await worker.end();
    expect(readFileSync(join(folder, "worker.log"), "utf8")).toContain("not");
  });

  test("an operation that throws, one that is unknown, and a crash are failures", async () => {
    const worker = start();
    await expect(worker.ask("check")).rejects.toThrow("no gradient for MaxPool");
    await expect(worker.ask("dance")).rejects.toThrow('There is no operation "dance".');
    await expect(worker.ask("crash")).rejects.toThrow(WorkerFailed);
    await worker.end();
  });

  test("a program that does not exist is a failure, too", async () => {
    const log = join(folder, "none.log");
    const worker = new Worker([join(folder, "none")], { env: process.env, log });
    await expect(worker.ask("init")).rejects.toThrow(WorkerFailed);
    await worker.end();
  });

  test("a row has the quantiles of all steps, with the worker's note", async () => {
    const one = contestant();
    await one.prepare(0.01); // a warm step "takes" 2 ms: 5 steps a round
    await one.round();
    await one.round();
    await one.worker.end();
    expect(one.row).toEqual({
      workload: "dcgan28",
      variant: "ganvas",
      medianMs: 3,
      p10Ms: 1,
      p90Ms: 5,
      shareOfCeiling: null,
      steps: 10,
      note: "ready",
    });
  });

  test("a variant that fails has a row without figures that says why", async () => {
    const one = contestant();
    await one.prepare(0.01);
    await one.round();
    expect(await one.check(4)).toBeUndefined();
    await one.round(); // no longer asked
    await one.worker.end();
    const { medianMs, steps, note } = one.row;
    expect({ medianMs, steps }).toEqual({ medianMs: null, steps: 0 });
    expect(note).toBe("second derivative: no gradient for MaxPool");
  });
});
