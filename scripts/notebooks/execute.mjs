/** Runs a notebook through the project's kernel, in the project's own Python environment. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { cellFault, joinStreams, withoutColors } from "./outputs.mjs";

/** @typedef {import("./notebook.mjs").Notebook} Notebook */
/** @typedef {import("./notebook.mjs").Executed} Executed */

/**
 * @typedef {object} Result
 * @property {Executed} executed outputs and execution count of every code cell that was reached
 * @property {number} seconds
 * @property {{ id: string | undefined, message: string } | undefined} fault the first one: the
 *   notebook's execution ends there. Without an id it belongs to no cell
 */

const DRIVER = fileURLToPath(new URL("execute.py", import.meta.url));

/**
 * The Python of the project's environment, or of the one that GANVAS_PYTHON_ENV names.
 *
 * @param {string} root
 * @throws {Error} where there is none
 */
export function pythonOf(root) {
  const environment = process.env.GANVAS_PYTHON_ENV ?? join(root, ".ganvas", "python");
  const python = join(environment, "bin", "python");
  if (existsSync(python)) return python;
  throw new Error(`No Python environment at ${environment}; run "npm start -- --check" first.`);
}

/**
 * @param {Notebook} notebook without outputs
 * @param {object} how
 * @param {string} how.python
 * @param {string} how.cwd the kernel's working folder
 * @param {boolean} [how.quick] sets GANVAS_QUICK=1 for the kernel; default false
 * @param {number | null} [how.timeout] seconds a cell may take; default none
 * @param {string} [how.kernel] default `tslab`
 * @param {(id: string, seconds: number) => void} [how.onCell] called after each cell
 * @returns {Promise<Result>}
 */
export async function executeNotebook(notebook, how) {
  const { python, cwd, quick = false, timeout = null, kernel = "tslab", onCell } = how;
  const { GANVAS_QUICK: _, ...env } = process.env;
  const started = performance.now();
  const child = spawn(python, [DRIVER], {
    cwd,
    stdio: ["pipe", "pipe", "pipe", "pipe"],
    // The environment's own kernel specs come before the user's.
    env: { JUPYTER_PREFER_ENV_PATH: "1", ...env, ...(quick ? { GANVAS_QUICK: "1" } : {}) },
  });
  // Ended from outside, this process must not leave a kernel behind; the driver ends its own.
  const end = () => child.kill("SIGTERM");
  const leave = () => process.exit(130);
  process.once("exit", end).once("SIGTERM", leave).once("SIGINT", leave);
  const noise = lastLines(child);
  child.stdin?.on("error", () => {}); // The driver may end before it has read the request.
  child.stdin?.end(JSON.stringify({ notebook, kernel, cwd, timeout }));

  /** @type {Executed} */
  const executed = new Map();
  /** @type {Result["fault"]} */
  let fault;
  const closed = new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve(code));
  });
  const events = /** @type {import("node:stream").Readable} */ (child.stdio[3]);
  for await (const line of createInterface({ input: events })) {
    const event = JSON.parse(line);
    if (event.event === "cell") onCell?.(event.id, event.seconds);
    if (event.event === "cell" && event.status !== "ok") {
      fault = { id: event.id, message: `the kernel replied "${event.status}" without an error` };
    }
    if (event.event === "failed") {
      fault = { id: event.id, message: explain(event.reason, timeout, noise()) };
    }
    for (const { id, ...rest } of event.event === "result" ? event.cells : []) {
      executed.set(id, { ...rest, outputs: joinStreams(rest.outputs) });
    }
  }
  const code = await closed;
  process.off("exit", end).off("SIGTERM", leave).off("SIGINT", leave);
  const seconds = (performance.now() - started) / 1000;
  if (executed.size === 0 && !fault) {
    fault = { id: undefined, message: `The driver ended with code ${code}.\n${noise()}` };
  }
  for (const [id, cell] of executed) {
    const message = cellFault(cell);
    if (!message) continue;
    // A cell without execution count after the failing one only says that the run ended there.
    fault ??= { id, message };
    if (fault.id === id) fault = { id, message: hasError(cell) ? message : told(fault, cell) };
  }
  return { executed, seconds, fault };
}

/** @typedef {import("./notebook.mjs").Cell} Cell */

/** @param {Pick<Cell, "outputs">} cell */
function hasError({ outputs = [] }) {
  return outputs.some((output) => output.output_type === "error");
}

/**
 * The message and what the cell wrote to stderr: bare tslab reports its errors there only.
 *
 * @param {{ message: string }} fault @param {Pick<Cell, "outputs">} cell
 */
function told({ message }, { outputs = [] }) {
  const written = outputs.filter((output) => output.name === "stderr").map(({ text }) => text);
  return withoutColors([message, ...written].join("\n").trim());
}

/** @param {string} reason @param {number | null} timeout @param {string} noise */
function explain(reason, timeout, noise) {
  if (reason === "timeout") return `the cell took more than ${timeout} s and was stopped`;
  const what =
    reason === "dead" ? "the kernel's process died while the cell ran, perhaps for want of memory" : reason;
  return noise ? `${what}; the last it wrote:\n${noise}` : what;
}

/**
 * Keeps the end of what driver and kernel write to their standard streams, for messages.
 *
 * @param {import("node:child_process").ChildProcess} child
 */
function lastLines(child) {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8");
    stream?.on("data", (/** @type {string} */ piece) => (text = (text + piece).slice(-4000)));
  }
  return () => withoutColors(text).trim().split("\n").slice(-15).join("\n");
}
