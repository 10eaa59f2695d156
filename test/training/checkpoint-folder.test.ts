import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { processSpace, startOf } from "../../src/base/process.js";
import { ready } from "../../src/tensor/index.js";
import { checkpoints, jsonLog, trainingLoop } from "../../src/training/index.js";
import { onSmallDisk } from "../files/small-disk.js";
import { Walk } from "./walk.js";

await ready();
let parent: string;
let folder: string;
let walk: Walk;
let warnings: string[] = [];
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "ganvas-"));
  folder = join(parent, "run");
  walk = new Walk();
  warnings = [];
  vi.spyOn(console, "info").mockImplementation(() => {});
  vi.spyOn(console, "warn").mockImplementation((text) => void warnings.push(text));
});
afterEach(async () => {
  vi.restoreAllMocks();
  walk.dispose();
  await rm(parent, { recursive: true });
});

const names = async () => (await readdir(folder)).sort();
const other = { identity: { model: "walk", seed: 2, options: { rate: 0.5 } } };

/** A walk that does something after a step. */
async function walkWith(steps: number, after: (step: number) => Promise<void>, more = {}) {
  const options = { steps, checkpoints: checkpoints(folder, { every: 10, keep: 2 }) };
  for await (const { step } of trainingLoop(options, walk.run(more))) await after(step);
}

describe("a folder of checkpoints is one run's", () => {
  test("another run is refused as long as the first one goes on, and changes nothing", async () => {
    const second = new Walk();
    let before: string[] = [];
    await walkWith(40, async (step) => {
      if (step !== 25) return;
      before = await names();
      await expect(
        second.walk({ steps: 40, checkpoints: checkpoints(folder) }, other),
      ).rejects.toThrow(
        `The checkpoints' folder ${folder} is expected to be used by one run at a time but is in use ` +
          'by another run of this process; end that run with "await training.return()", or pass another folder.',
      );
      expect(second.turns).toEqual([]);
      expect(await names()).toEqual(before);
    });
    expect(before).toEqual([".lock", "step-000010", "step-000020"]);
    expect(await names()).toEqual(["step-000030", "step-000040"]);
    await walk.walk({ steps: 50, checkpoints: checkpoints(folder) }); // free again
    second.dispose();
  });

  test("so is one beside another process, which is named; a killed one does not count", async () => {
    await mkdir(folder);
    const pid = process.ppid;
    await writeFile(
      join(folder, ".lock"),
      `${hostname()} ${pid} x ${processSpace()} ${startOf(pid) ?? ""}`,
    );
    await expect(walkWith(20, async () => {})).rejects.toThrow(
      `but is in use by process ${pid} on ${hostname()}; end that process, or pass another folder.`,
    );
    const killed = spawnSync(process.execPath, ["-e", ""]).pid;
    await writeFile(join(folder, ".lock"), `${hostname()} ${killed} x ${processSpace()} 1`);
    await walkWith(20, async () => {});
    expect(await names()).toEqual(["step-000010", "step-000020"]);
  });

  test("a run that cannot begin leaves the folder free", async () => {
    await walkWith(10, async () => {});
    await expect(walkWith(20, async () => {}, other)).rejects.toThrow("differ in seed");
    const log = jsonLog(parent); // not a file
    await expect(walk.walk({ steps: 20, log, checkpoints: checkpoints(folder) })).rejects.toThrow(
      "EISDIR",
    );
    expect(await names()).toEqual(["step-000010"]);
    await walkWith(20, async () => {});
  });

  test("checkpoints of another run are never deleted, nor do they count", async () => {
    const elsewhere = join(parent, "elsewhere");
    const stranger = new Walk();
    await stranger.walk({ steps: 90, checkpoints: checkpoints(elsewhere, { every: 30 }) }, other);
    await walkWith(60, async (step) => {
      if (step !== 15) return;
      // As a process would have written them that did not respect the lock.
      await cp(elsewhere, folder, { recursive: true });
    });
    const theirs = ["step-000030", "step-000060", "step-000090"];
    expect(await names()).toEqual([...theirs, "step-000050", "step-000060-2"].sort());
    stranger.dispose();
  });

  test("a run whose folder was taken over meanwhile ends before it writes", async () => {
    let before: string[] = [];
    const taken = walkWith(40, async (step) => {
      if (step !== 15) return;
      const pid = process.ppid;
      const owner = `${hostname()} ${pid} x ${processSpace()} ${startOf(pid) ?? ""}`;
      await writeFile(join(folder, ".lock"), owner);
      before = await names();
    });
    await expect(taken).rejects.toThrow(
      /is expected to be used by one run at a time but is in use by/,
    );
    expect(await names()).toEqual(before); // the other one's lock, too
  });

  test("a lock that is gone is taken again, unless another run was there", async () => {
    const elsewhere = join(parent, "elsewhere");
    const stranger = new Walk();
    await stranger.walk({ steps: 5, checkpoints: checkpoints(elsewhere) }, other);
    await walkWith(20, async (step) => {
      if (step === 5) await rm(join(folder, ".lock"));
      if (step === 15) expect(await names()).toContain(".lock");
    });
    const meanwhile = walkWith(40, async (step) => {
      if (step !== 25) return;
      await rm(join(folder, ".lock"));
      await cp(elsewhere, folder, { recursive: true });
    });
    await expect(meanwhile).rejects.toThrow("differ in seed: it is 2 there and 1 here");
    expect(await names()).toEqual(["step-000005", "step-000010", "step-000020"]);
    stranger.dispose();
  });
});

describe("a folder that is deleted during a run", () => {
  test("is made again, which is said once; the run is saved and can be resumed", async () => {
    await walkWith(40, async (step) => {
      if (step === 15) await rm(folder, { recursive: true });
    });
    expect(warnings).toEqual([
      `The checkpoints' folder ${folder} is expected to stay during the run but was deleted; it is ` +
        "made again, without the earlier checkpoints: leave it there.",
    ]);
    expect(await names()).toEqual(["step-000030", "step-000040"]);
    const [whole, resumed] = [new Walk(), new Walk()];
    await whole.walk({ steps: 50 });
    await resumed.walk({ steps: 50, checkpoints: checkpoints(folder) });
    expect(resumed.turns[0]!.step).toBe(41);
    expect(resumed.values).toEqual(whole.values);
    tf.dispose([whole.place, resumed.place]);
  });

  test("and cannot be made again costs checkpoints, with the right reason", async () => {
    await walkWith(25, async (step) => {
      if (step !== 15) return;
      await rm(parent, { recursive: true });
      await writeFile(parent, "");
    });
    await rm(parent);
    await mkdir(parent);
    expect(warnings).toHaveLength(2); // at step 20, and at the end
    expect(warnings[0]).toBe(
      `The checkpoint of step 20 is expected to be written to ${folder}, but the folder lies below a ` +
        "file; mend that before the next one: training goes on, and no checkpoint is deleted.",
    );
  });
});

describe("a disk that takes nothing is said to be what it is", () => {
  test("read-only, before a run and during one", async ({ skip }) => {
    const disk = join(parent, "disk");
    await mkdir(disk);
    const remount = (mode: "ro" | "rw") => spawnSync("mount", ["-o", `remount,${mode}`, disk]);
    const done = await onSmallDisk(disk, "size=256k", async () => {
      remount("ro");
      folder = join(disk, "new", "run");
      await expect(walkWith(20, async () => {})).rejects.toThrow(
        `The checkpoints' folder ${folder} is expected to be one that can be written, but it is on a ` +
          "read-only disk; pass another one or change its permissions.",
      );
      const log = jsonLog(join(disk, "logs", "log.jsonl"));
      await expect(walk.walk({ steps: 1, log })).rejects.toThrow(
        "is not (EROFS: read-only file system",
      );
      remount("rw");
      await walkWith(20, async (step) => void (step === 15 && remount("ro")));
      expect(warnings[0]).toContain("but the folder is on a read-only disk; mend that");
      remount("rw");
      await walkWith(30, async () => {}); // the lock that could not be deleted is this process's
      expect(await names()).toEqual(["step-000020", "step-000030"]);
    });
    if (!done) skip("needs the right to mount a small disk");
  });

  test("without permission", async ({ skip }) => {
    if (process.getuid?.() === 0) {
      skip("root may write everywhere");
      return;
    }
    await chmod(parent, 0o555);
    await expect(walkWith(20, async () => {})).rejects.toThrow("but it may not be written;");
  });
});

test("the text of a lock is whole", async () => {
  await walkWith(1, async () => {
    const text = await readFile(join(folder, ".lock"), "utf8");
    expect(text.split(" ").slice(0, 2)).toEqual([hostname(), `${process.pid}`]);
  });
  expect(existsSync(join(folder, ".lock"))).toBe(false);
});
