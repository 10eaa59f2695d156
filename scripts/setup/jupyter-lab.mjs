/** Starts JupyterLab out of the private environment, and stops it cleanly. */
import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { signalGroup } from "./command.mjs";
import { SetupError } from "./setup-error.mjs";
import { venvPython } from "./venv.mjs";

/** @typedef {import("./context.mjs").Context} Context */
/** @typedef {{ browser: boolean, port?: number | undefined }} ServerOptions */

/** @param {string} notebooks @returns {string} the first lesson's page, or the file browser */
export function firstPage(notebooks) {
  const names = readdirSync(notebooks).filter((name) => /^\d+.*\.ipynb$/.test(name));
  const first = names.sort()[0];
  return first === undefined ? "/lab" : `/lab/tree/${encodeURIComponent(first)}`;
}

/**
 * @param {string} notebooks
 * @param {ServerOptions} options
 */
export function serverArguments(notebooks, { browser, port }) {
  return [
    ...["-m", "jupyterlab", `--ServerApp.root_dir=${notebooks}`],
    `--LabApp.default_url=${firstPage(notebooks)}`,
    "--MappingKernelManager.default_kernel_name=tslab",
    // No look-up of newer versions, no news.
    ...["--LabApp.news_url=None"],
    "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
    ...(browser ? [] : ["--no-browser"]),
    ...(port === undefined ? [] : [`--ServerApp.port=${port}`, "--ServerApp.port_retries=0"]),
    ...(process.getuid?.() === 0 ? ["--allow-root"] : []),
  ];
}

/**
 * The user's own Jupyter settings hold; what this server writes stays in `.ganvas`.
 *
 * @param {Context} context
 */
export function serverEnvironment(context) {
  const folder = join(context.home, "jupyter");
  return {
    ...context.env,
    // A kernel named tslab in the user's home must not win over this project's.
    JUPYTER_PREFER_ENV_PATH: "1",
    JUPYTER_RUNTIME_DIR: join(folder, "runtime"),
    JUPYTERLAB_WORKSPACES_DIR: join(folder, "workspaces"),
  };
}

/** @param {number} port @throws {SetupError} when it is taken */
async function requireFreePort(port) {
  const server = createServer();
  const free = await new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => resolve(true));
  });
  await new Promise((resolve) => server.close(resolve));
  if (!free) throw new SetupError(`Port ${port} is taken: give another one with --port.`);
}

/**
 * Stops when the process that began this one has ended: npm does not pass SIGTERM on.
 *
 * @param {() => void} stop
 * @returns {NodeJS.Timeout} the timer that looks
 */
function stopWithParent(stop) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.env.npm_lifecycle_event === undefined || process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, 500);
  return timer;
}

/**
 * Serves the notebooks until Ctrl-C or SIGTERM.
 *
 * @param {Context} context
 * @param {ServerOptions} options
 * @returns {Promise<number>} exit code
 * @throws {SetupError} when the server does not come up
 */
export async function serve(context, options) {
  if (options.port !== undefined) await requireFreePort(options.port);
  const env = serverEnvironment(context);
  mkdirSync(env.JUPYTER_RUNTIME_DIR, { recursive: true });
  const notebooks = join(context.projectRoot, "notebooks");
  mkdirSync(notebooks, { recursive: true });
  const logFile = join(context.home, "jupyter", "jupyterlab.log");
  const log = openSync(logFile, "w");
  const child = spawn(venvPython(context), serverArguments(notebooks, options), {
    cwd: context.projectRoot,
    env,
    stdio: ["ignore", log, log],
    // Its own group: Ctrl-C must not reach it, since it would ask back.
    detached: process.platform !== "win32",
  });
  closeSync(log);
  let asked = false;
  const stop = () => {
    const { pid } = child;
    if (pid === undefined) return;
    // The first time to the server alone, which ends its kernels; then to all of them.
    if (asked) signalGroup(pid, "SIGKILL");
    else child.kill("SIGTERM");
    if (!asked) context.log("Stopping JupyterLab ...");
    asked = true;
  };
  const signals = /** @type {NodeJS.Signals[]} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
  for (const signal of signals) process.on(signal, stop);
  const orphaned = stopWithParent(stop);
  const ended = new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code));
  });
  const up = await Promise.race([
    address(env.JUPYTER_RUNTIME_DIR, child.pid, firstPage(notebooks)),
    ended,
  ]);
  if (typeof up === "string") {
    context.log(`JupyterLab is at ${up}`);
    context.log("Ctrl-C stops it.");
  }
  const code = await ended;
  for (const signal of signals) process.off(signal, stop);
  clearInterval(orphaned);
  if (asked) return 0;
  const end = readFileSync(logFile, "utf8").trim().split("\n").slice(-3).join(" | ");
  throw new SetupError(`JupyterLab ended by itself (${code}): ${end}. Its log is ${logFile}.`);
}

/**
 * Waits until the server answers.
 *
 * @param {string} folder where the server leaves its address
 * @param {number | undefined} pid
 * @param {string} page
 * @returns {Promise<string>} where to open it, with the token
 */
async function address(folder, pid, page) {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 100).unref());
    try {
      const server = JSON.parse(readFileSync(join(folder, `jpserver-${pid}.json`), "utf8"));
      await fetch(`${server.url}api`);
      return `${server.url}${page.slice(1)}?token=${server.token}`;
    } catch {
      // not yet
    }
  }
}
