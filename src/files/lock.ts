import { randomUUID } from "node:crypto";
import { readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { isAlive } from "../base/process.js";

/** How often the owner of a lock shows that it is alive, in milliseconds. */
const BEAT = 5_000;
/** A lock that has not been touched for so long belongs to a program that has ended. */
const STALE = 30_000;

/** Options of {@link withLock}. */
export interface LockOptions {
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined;
  /** Called once when another program has the lock. */
  readonly onWait?: () => void;
  /** How often to look whether the lock is free, in milliseconds; default 500. */
  readonly poll?: number;
}

/**
 * Does work that only one program at a time may do, and waits while another one does it.
 *
 * The lock is a file that only one can create, with the owner's name in it, which the owner touches
 * every few seconds. One that a killed program has left behind is taken over: at once when it ran on
 * this computer, otherwise half a minute after its last touch.
 *
 * @param path of the lock's file, in a folder that exists
 */
export async function withLock<Result>(
  path: string,
  work: () => Promise<Result>,
  options: LockOptions = {},
): Promise<Result> {
  const { signal, onWait, poll = 500 } = options;
  const holder = `${hostname()} ${process.pid} ${randomUUID()}`;
  for (let waited = false; !(await created(path, holder));) {
    if (await abandoned(path)) {
      await rm(path, { force: true });
      continue;
    }
    if (!waited) onWait?.();
    waited = true;
    await pause(poll, undefined, { signal });
  }
  const beat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined); // a missed beat does no harm
  }, BEAT);
  beat.unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    // After a long sleep of the computer another program may have taken the lock over.
    const owner = await readFile(path, "utf8").catch(() => undefined);
    if (owner === holder) await rm(path, { force: true });
  }
}

async function created(path: string, holder: string): Promise<boolean> {
  try {
    await writeFile(path, holder, { flag: "wx" });
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
    // On a full disk the file is made, and then cannot be written.
    if (code === "ENOSPC" || code === "EDQUOT") await rm(path, { force: true });
    throw error;
  }
}

async function abandoned(path: string): Promise<boolean> {
  try {
    const [host, pid] = (await readFile(path, "utf8")).split(" ");
    if (host === hostname() && hasEnded(Number(pid))) return true;
    return Date.now() - (await stat(path)).mtimeMs > STALE;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false; // free by now
    throw error;
  }
}

function hasEnded(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false; // being written at this moment
  return !isAlive(pid);
}
