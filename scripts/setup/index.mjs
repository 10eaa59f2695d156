/** The set-up as a library: of a clone of Ganvas, and of native TensorFlow in a user's project. */
import { fileURLToPath } from "node:url";
import { endChildren } from "./command.mjs";
import { makeContext } from "./context.mjs";
import { takeLock } from "./lock.mjs";
import { isSupportedNode, wrongNode } from "./node-version.mjs";
import { runSteps } from "./runner.mjs";
import { readStamp, writeStamp } from "./stamp.mjs";
import { addon } from "./steps/addon.mjs";
import { canvas } from "./steps/canvas.mjs";
import { jupyter } from "./steps/jupyter.mjs";
import { kernelSpec } from "./steps/kernel-spec.mjs";
import { library } from "./steps/library.mjs";
import { nativePackages } from "./steps/native-packages.mjs";
import { npmPackages } from "./steps/npm-packages.mjs";
import { python } from "./steps/python.mjs";
import { tensorflow } from "./steps/tensorflow.mjs";
import { SetupError } from "./setup-error.mjs";
import { hasNvidiaDriver } from "./wheel.mjs";

/** @typedef {import("./context.mjs").Context} Context */
/** @typedef {import("./runner.mjs").Step} Step */

const here = fileURLToPath(new URL("../..", import.meta.url));

/** @type {readonly Step[]} canvas before the addon: it may bring the compiler along */
export const cloneSteps = [
  npmPackages,
  python,
  jupyter,
  tensorflow,
  canvas,
  addon,
  library,
  kernelSpec,
];

/** @type {readonly Step[]} */
export const nativeSteps = [
  nativePackages,
  python,
  tensorflow,
  addon,
  { ...canvas, fallback: "Charts are then SVG; captions and reading image files do not work." },
];

/**
 * Brings `steps` up to date in a project.
 *
 * @param {object} options
 * @param {string} options.projectRoot holds `.ganvas`
 * @param {string} [options.packageRoot] where Ganvas is
 * @param {readonly Step[]} [options.steps]
 * @param {boolean} [options.gpu] true: the CUDA build; false: the CPU's; both are remembered.
 *   Default: what was asked for last, else CUDA where an NVIDIA driver is found
 * @param {boolean} [options.retry] try again what failed for a lasting reason
 * @param {(line: string) => void} [options.log]
 * @returns {Promise<{ context: Context, ran: string[], failed: string[] }>}
 * @throws {SetupError} with one plain message
 */
export async function setUp({ projectRoot, packageRoot = here, steps = cloneSteps, ...options }) {
  const { node } = process.versions;
  if (!isSupportedNode(node)) throw new SetupError(wrongNode(node));
  const context = makeContext({ projectRoot, packageRoot, log: options.log });
  const lock = takeLock(context.home);
  context.onChild = lock.child;
  const stop = stopOnSignal(context, lock.release);
  try {
    context.gpu = await wantsGpu(context, options.gpu);
    return { context, ...(await runSteps(steps, context, { retry: options.retry })) };
  } finally {
    // Interrupted: the handler ends the process, without the message of a broken step.
    if (context.stopped?.()) await new Promise(() => {});
    stop();
    lock.release();
  }
}

/**
 * Native TensorFlow, and canvas, in the project that has installed Ganvas.
 *
 * @param {object} options
 * @param {string} options.projectRoot
 * @param {boolean} [options.gpu]
 * @param {(line: string) => void} [options.log]
 * @returns {Promise<void>}
 * @throws {SetupError} with one plain message
 */
export async function setUpNative({ projectRoot, gpu, log = console.log }) {
  const { failed } = await setUp({ projectRoot, steps: nativeSteps, gpu, retry: true, log });
  log(failed.includes("addon") ? "Native TensorFlow is not there." : "Native TensorFlow is ready.");
}

/**
 * @param {Context} context
 * @param {boolean} [asked]
 */
async function wantsGpu(context, asked) {
  const stamp = readStamp(context.home);
  if (asked === undefined) return stamp.gpu ?? (await hasNvidiaDriver(context));
  if (stamp.gpu !== asked) writeStamp(context.home, { ...stamp, gpu: asked });
  return asked;
}

/**
 * @param {Context} context
 * @param {() => void} release
 * @returns {() => void} takes the handlers off again
 */
function stopOnSignal(context, release) {
  let stopped = false;
  context.stopped = () => stopped;
  /** @param {NodeJS.Signals} signal */
  const handler = (signal) => {
    if (stopped) return;
    stopped = true;
    // Even when a child process cannot be ended, the lock is released and this process ends.
    void endChildren().finally(() => {
      release();
      context.log("Set-up interrupted: the same command resumes it.");
      process.exit(signal === "SIGINT" ? 130 : 143);
    });
  };
  const signals = /** @type {NodeJS.Signals[]} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
  for (const signal of signals) process.on(signal, handler);
  return () => signals.forEach((signal) => process.off(signal, handler));
}
