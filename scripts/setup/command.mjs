import { spawn } from "node:child_process";
import { appendFileSync, mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import { CommandFailed } from "./setup-error.mjs";

/** @typedef {import("./context.mjs").Context} Context */

/** The running children: each leads its own process group, so that all of it can be ended. */
const running = new Set(/** @type {import("node:child_process").ChildProcess[]} */ ([]));

/** Longest output kept in memory for the message of a failure, in characters. */
const keptOutput = 200_000;

/**
 * Runs a program to its end and gives back what it printed. Its output also goes to
 * `.ganvas/setup.log`. No shell is involved, so that paths may hold spaces.
 *
 * @param {Pick<Context, "home" | "env" | "onChild">} context
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<string>}
 * @throws {CommandFailed} when it cannot start or does not exit with 0
 */
export function command(context, program, args, options = {}) {
  mkdirSync(context.home, { recursive: true });
  const log = join(context.home, "setup.log");
  const shown = [program === process.execPath ? "node" : basename(program), ...args.map(shorten)];
  const line = shown.join(" ");
  appendFileSync(log, `\n$ ${[program, ...args].join(" ")}\n`);
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: { ...context.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: process.platform !== "win32",
      windowsHide: true,
    });
    running.add(child);
    if (child.pid !== undefined) context.onChild?.(child.pid);
    let output = "";
    /** @param {Buffer} chunk */
    const take = (chunk) => {
      output = (output + chunk.toString()).slice(-keptOutput);
      try {
        appendFileSync(log, chunk);
      } catch {
        // A full disk shows in the program's own output.
      }
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.on("error", (error) => {
      running.delete(child);
      reject(new CommandFailed(line, `${output}\n${error.message}`, "not started"));
    });
    child.on("close", (code, signal) => {
      running.delete(child);
      if (code === 0) resolve(output);
      else reject(new CommandFailed(line, output, signal ?? code));
    });
  });
}

/** @param {string} argument */
function shorten(argument) {
  return argument.length > 60 ? `${argument.slice(0, 57)}...` : argument;
}

/**
 * Signals a child and all its descendants.
 *
 * @param {number} pid leader of the process group
 * @param {NodeJS.Signals} signal
 */
export function signalGroup(pid, signal) {
  try {
    process.kill(process.platform === "win32" ? pid : -pid, signal);
  } catch {
    // It has ended already.
  }
}

/** Ends what `command` started and waits until it is gone, at most about three seconds. */
export async function endChildren() {
  for (const child of running) if (child.pid) signalGroup(child.pid, "SIGTERM");
  for (let waited = 0; running.size > 0 && waited < 30; waited++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  for (const child of running) if (child.pid) signalGroup(child.pid, "SIGKILL");
}
