/** The driver's end of the protocol that bench/workers/serve.mjs describes. */
import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { createInterface } from "node:readline";

/** Thrown where a worker answers with an error or ends without an answer. */
export class WorkerFailed extends Error {}

/** A process that runs the steps of one variant. */
export class Worker {
  #child;
  #answers;

  /**
   * @param {string[]} command program and arguments
   * @param {{ env: NodeJS.ProcessEnv, log: string }} options log: file for all that it prints
   */
  constructor([program = "", ...args], { env, log }) {
    const output = openSync(log, "a");
    this.log = log;
    this.#child = spawn(program, args, { env, stdio: ["pipe", output, output, "pipe"] });
    closeSync(output);
    // Both show as the missing answer.
    this.#child.on("error", () => {});
    this.#child.stdin?.on("error", () => {});
    const answers = /** @type {import("node:stream").Readable} */ (this.#child.stdio[3]);
    this.#answers = createInterface({ input: answers })[Symbol.asyncIterator]();
  }

  get pid() {
    return this.#child.pid;
  }

  /**
   * @param {string} op
   * @param {object} [request]
   * @returns {Promise<any>}
   * @throws {WorkerFailed} with the worker's own message
   */
  async ask(op, request = {}) {
    this.#child.stdin?.write(`${JSON.stringify({ op, ...request })}\n`);
    const { value, done } = await this.#answers.next();
    if (done) throw new WorkerFailed(`The worker ended during "${op}": see ${this.log}.`);
    const answer = JSON.parse(value);
    if (answer.error !== undefined) throw new WorkerFailed(answer.error);
    return answer;
  }

  /** Ends the process: by the end of its input, and after a while by force. */
  async end() {
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    const closed = new Promise((resolve) => child.once("close", resolve));
    const force = setTimeout(() => child.kill("SIGKILL"), 10_000);
    child.stdin?.end();
    await closed;
    clearTimeout(force);
  }
}
