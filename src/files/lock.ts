import { randomUUID } from "node:crypto";
import { open, readFile, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { isAlive, processSpace, startOf } from "../base/process.js";
import { unfinished } from "./durable.js";

/** How often the owner of a lock shows that it is alive, in milliseconds. */
const BEAT = 5_000;
/** A lock that has not been touched for so long belongs to a program that has ended. */
const STALE = 60_000;
/** One without a name is being written at this moment, or was when its program was killed. */
const NAMELESS = 10_000;

/** A program that holds a lock. */
export interface Holder {
  readonly host: string;
  readonly pid: number;
  /** Whether it is this process. */
  readonly isSelf: boolean;
}

/** Options of {@link takeLock}. */
export interface LockOptions {
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined;
  /** Called once when another program has the lock. */
  readonly onWait?: () => void;
  /** Called when that program is known to be running; what it throws ends the waiting. */
  readonly onRunning?: (holder: Holder) => void;
  /** How often to look whether the lock is free, in milliseconds; default 500. */
  readonly poll?: number;
}

/** A lock that this program has taken. */
export interface Lock {
  /** Whether it has it still: after a long sleep of the computer another one may have taken it over. */
  isHeld(): Promise<boolean>;
  release(): Promise<void>;
}

/** Does work that only one program at a time may do, and waits while another one does it. */
export async function withLock<Result>(
  path: string,
  work: () => Promise<Result>,
  options: LockOptions = {},
): Promise<Result> {
  const lock = await takeLock(path, options);
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

/**
 * Takes a lock, and waits while another program has it.
 *
 * The lock is a file that only one can create, with the owner's name in it, which the owner writes
 * again every few seconds. One that a killed program has left behind is taken over: at once when it
 * ran on this computer and in this container, where its process number means something, otherwise a
 * minute after its last sign of life.
 *
 * @param path of the lock's file, in a folder that exists
 */
export async function takeLock(path: string, options: LockOptions = {}): Promise<Lock> {
  const { signal, onWait, onRunning, poll = 500 } = options;
  const { pid } = process;
  const text = [hostname(), pid, randomUUID(), processSpace(), startOf(pid) ?? ""].join(" ");
  let first: LockFile | undefined; // as it was when its program was first seen
  let hasWaited = false;
  while (!(await created(path, text))) {
    const other = await look(path);
    if (!other) {
      await pause(1, undefined, { signal }); // free by now
      continue;
    }
    if (other.state === "ended" && (await removeAbandoned(path, other.text, text))) continue;
    const wasTouched = other.text === first?.text && other.touched !== first.touched;
    if (other.state === "running" || wasTouched) onRunning?.(other.holder);
    if (!hasWaited && other.state !== "ended") {
      hasWaited = true;
      onWait?.();
    }
    if (other.text !== first?.text) first = other;
    await pause(poll, undefined, { signal });
  }
  const beat = setInterval(() => void touch(path, text), BEAT);
  beat.unref();
  return {
    isHeld: async () => (await textOf(path)) === text,
    release: async () => {
      clearInterval(beat);
      await release(path, text);
    },
  };
}

async function created(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: "wx" });
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
    // On a full disk the file is made, and then cannot be written.
    if (code === "ENOSPC" || code === "EDQUOT") await rm(path, { force: true });
    throw error;
  }
}

/** Writes the file again: its time is then that of the file system's clock, as `look` expects. */
async function touch(path: string, text: string): Promise<void> {
  try {
    const file = await open(path, "r+");
    try {
      if ((await file.readFile("utf8")) === text) await file.write(text, 0);
    } finally {
      await file.close();
    }
  } catch {
    // A missed beat does no harm.
  }
}

/** A lock's file, and whether the program that made it runs; for one elsewhere only time tells. */
interface LockFile {
  readonly text: string;
  readonly holder: Holder;
  readonly touched: number;
  readonly state: "running" | "ended" | "unknown";
}

async function look(path: string): Promise<LockFile | undefined> {
  try {
    const text = await readFile(path, "utf8");
    const { mtimeMs: touched } = await stat(path);
    const [host = "", number = "", , space = host, start = ""] = text.split(" ");
    const pid = Number(number);
    const isHere = [processSpace(), hostname()].includes(space) && pid > 0;
    const holder = { host, pid, isSelf: isHere && pid === process.pid };
    const inState = (state: LockFile["state"]) => ({ text, holder, touched, state });
    if (released.has(text)) return inState("ended");
    if (isHere && (!isAlive(pid) || (start && startOf(pid) !== start))) return inState("ended");
    if (isHere && start) return inState("running"); // also when it has been stopped for a while
    const isStale = (await clockOf(path)) - touched > (text === "" ? NAMELESS : STALE);
    return inState(isStale ? "ended" : isHere ? "running" : "unknown");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** The time by the clock that gives files their times: that of another computer, on a network's disk. */
async function clockOf(path: string): Promise<number> {
  const probe = unfinished(path);
  try {
    await writeFile(probe, "");
    return (await stat(probe)).mtimeMs;
  } finally {
    await rm(probe, { force: true });
  }
}

/**
 * Deletes the lock of a program that has ended. Several may find it; a second lock sees to it that one
 * of them deletes it, and none deletes the lock that another one has taken since.
 */
async function removeAbandoned(path: string, text: string, by: string): Promise<boolean> {
  const guard = `${path}.guard`;
  if (!(await created(guard, by))) {
    if ((await look(guard))?.state === "ended") await rm(guard, { force: true });
    return false;
  }
  try {
    if ((await textOf(path)) === text) await rm(path, { force: true });
    return true;
  } finally {
    await rm(guard, { force: true });
  }
}

async function release(path: string, text: string): Promise<void> {
  try {
    if ((await textOf(path)) === text) await rm(path, { force: true });
  } catch {
    released.add(text); // a read-only disk keeps the file, one that fails cannot read it
  }
}

/** Locks of this process that are free, although their files could not be deleted. */
const released = new Set<string>();

/** @throws the file system's error, unless there is no such file */
async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
