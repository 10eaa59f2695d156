/** One set-up at a time in a folder: two would write into the same packages. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { signalGroup } from "./command.mjs";
import { SetupError } from "./setup-error.mjs";

/**
 * @typedef {object} Lock
 * @property {(pid: number) => void} child notes a child, so that a later set-up can end it
 * @property {() => void} release
 */

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}

/** @param {string} file @returns {{ pid?: number, child?: number }} */
function readLock(file) {
  try {
    const value = JSON.parse(readFileSync(file, "utf8"));
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}

/**
 * Ends what a killed set-up left running. Only where the system shows that the process is one of
 * ours: a process id may since belong to another program.
 *
 * @param {number} pid
 * @param {string} home
 */
function endOrphan(pid, home) {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
    if (environment.includes(`GANVAS_SETUP=${home}`)) signalGroup(pid, "SIGKILL");
  } catch {
    // It has ended, or this system has no /proc.
  }
}

/**
 * @param {string} home the .ganvas folder
 * @returns {Lock}
 * @throws {SetupError} when another set-up is at work in this folder
 */
export function takeLock(home) {
  mkdirSync(home, { recursive: true });
  const file = join(home, "setup.lock");
  /** @param {number} [child] @param {"w" | "wx"} [flag] */
  const write = (child, flag = "w") =>
    writeFileSync(file, JSON.stringify({ pid: process.pid, child }), { flag });
  try {
    write(undefined, "wx");
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
    const { pid, child } = readLock(file);
    if (pid !== undefined && pid !== process.pid && isAlive(pid)) {
      throw new SetupError(
        `Another set-up (process ${pid}) is at work in this folder: wait for it to end. If there is none, delete ${file}.`,
        "busy",
      );
    }
    if (child !== undefined) endOrphan(child, home);
    write();
  }
  return { child: (pid) => write(pid), release: () => rmSync(file, { force: true }) };
}
