import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { processSpace, startOf } from "../../src/base/process.js";
import { takeLock, withLock, type Holder } from "../../src/files/lock.js";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ganvas-lock-"));
  path = join(folder, ".lock");
});
afterEach(async () => {
  const left = await readdir(folder);
  await rm(folder, { recursive: true });
  expect(left.filter((name) => name !== ".lock")).toEqual([]); // nothing beside the lock is left
});

const dead = () => spawnSync(process.execPath, ["-e", ""]).pid;
const start = startOf(process.pid);
const elsewhere = `${hostname()}/another-boot/pid:[1]`;
const busy = (holder: Holder) => {
  throw new Error(`busy: ${holder.pid} on ${holder.host}${holder.isSelf ? ", itself" : ""}`);
};
/** Takes the lock at once, or says who has it, or that it is not known whether it runs. */
async function attempt(): Promise<string> {
  const signal = AbortSignal.timeout(150);
  try {
    const lock = await takeLock(path, { onRunning: busy, poll: 10, signal });
    await lock.release();
    return "taken";
  } catch (error) {
    return (error as Error).name === "AbortError" ? "waits" : (error as Error).message;
  }
}

describe("a lock", () => {
  test("is one program's at a time, and free afterwards", async () => {
    const lock = await takeLock(path);
    expect(await attempt()).toBe(`busy: ${process.pid} on ${hostname()}, itself`);
    expect(await lock.isHeld()).toBe(true);
    await lock.release();
    expect(await lock.isHeld()).toBe(false);
    expect(await attempt()).toBe("taken");
  });

  test("lets those who wait work one after the other", async () => {
    let [inside, most, done] = [0, 0, 0];
    const work = async () => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setTimeout(resolve, 5));
      inside--;
      done++;
    };
    await Promise.all(Array.from({ length: 8 }, () => withLock(path, work, { poll: 1 })));
    expect([most, done]).toEqual([1, 8]);
  });

  test("of an ended process is taken over by one of those who find it", async () => {
    let [inside, most] = [0, 0];
    for (let round = 0; round < 20; round++) {
      await writeFile(path, `${hostname()} ${dead()} x ${processSpace()} 1`);
      const work = async () => {
        most = Math.max(most, ++inside);
        await new Promise((resolve) => setTimeout(resolve, 1));
        inside--;
      };
      await Promise.all(Array.from({ length: 4 }, () => withLock(path, work, { poll: 1 })));
    }
    expect(most).toBe(1);
  });

  test.runIf(start !== undefined)(
    "of a process whose number another one has got is taken over",
    async () => {
      await writeFile(path, `${hostname()} ${process.pid} x ${processSpace()} 1`);
      expect(await attempt()).toBe("taken");
      // The right beginning: it runs, however long it has not touched the lock.
      await writeFile(path, `${hostname()} ${process.pid} x ${processSpace()} ${start}`);
      await utimes(path, 0, 0);
      expect(await attempt()).toBe(`busy: ${process.pid} on ${hostname()}, itself`);
    },
  );

  test("of another container or computer counts by its signs of life, not by its number", async () => {
    const [alive, ended] = [`${process.pid}`, `${dead()}`];
    for (const pid of [alive, ended]) {
      await writeFile(path, `${hostname()} ${pid} x ${elsewhere} 1`);
      expect(await attempt()).toBe("waits");
      await utimes(path, 0, 0);
      expect(await attempt()).toBe("taken");
    }
  });

  test("of another computer is known to be alive when it is touched", async () => {
    await writeFile(path, `far 7 x ${elsewhere} 1`);
    const touching = setInterval(() => void writeFile(path, `far 7 x ${elsewhere} 1`), 20);
    expect(await attempt()).toBe("busy: 7 on far");
    clearInterval(touching);
  });

  test("that was taken over while its owner slept is left to the other one", async () => {
    const lock = await takeLock(path);
    await writeFile(path, `far 7 x ${elsewhere} 1`);
    expect(await lock.isHeld()).toBe(false);
    await lock.release();
    expect(await readFile(path, "utf8")).toBe(`far 7 x ${elsewhere} 1`);
  });

  test("without a name is being written, and abandoned after a while", async () => {
    await writeFile(path, "");
    expect(await attempt()).toBe("waits");
    const tooOld = Date.now() / 1000 - 11;
    await utimes(path, tooOld, tooOld);
    expect(await attempt()).toBe("taken");
  });
});
