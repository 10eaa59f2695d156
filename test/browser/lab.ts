/** A JupyterLab of its own for tests: own settings, own port, own kernel spec. */
import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");
const KERNEL_COMMAND = join(ROOT, "dist/cli/index.js");
const START_SECONDS = 120;

export interface Lab {
  readonly url: string;
  readonly token: string;
  /** Ends the server and its kernels, and removes what it kept. */
  close(): Promise<void>;
}

/** The missing requirement of a JupyterLab with our kernel, or undefined when all is there. */
export function labIsMissing(python: string): string | undefined {
  if (!existsSync(python)) return `no Python at ${python}`;
  if (!existsSync(KERNEL_COMMAND)) return `no ${KERNEL_COMMAND}: run "npm run build"`;
  return undefined;
}

/** The settings that tests need: no news to fetch, and every cell in the page, also out of sight. */
const SETTINGS = {
  "@jupyterlab/apputils-extension/notification.jupyterlab-settings": {
    fetchNews: "false",
    checkForUpdates: false,
  },
  "@jupyterlab/notebook-extension/tracker.jupyterlab-settings": { windowingMode: "none" },
};

/**
 * Starts JupyterLab on the notebooks of a folder.
 *
 * @param folder a copy: JupyterLab may save into it
 * @param python the interpreter of an environment with JupyterLab
 * @param env further variables for the server and its kernels
 * @throws when the server does not answer in two minutes, with what it wrote
 */
export async function startLab(
  folder: string,
  python: string,
  env: Record<string, string> = {},
): Promise<Lab> {
  const home = mkdtempSync(join(tmpdir(), "ganvas-lab-"));
  for (const [file, content] of Object.entries(SETTINGS)) {
    const path = join(home, "settings", file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify(content));
  }
  execFileSync(process.execPath, [KERNEL_COMMAND, "kernel", "install", "--prefix", home]);
  const token = randomBytes(16).toString("hex");
  const port = await freePort();
  const server = spawn(
    python,
    [
      ...["-m", "jupyterlab", "--no-browser", "--allow-root", "--expose-app-in-browser"],
      ...[`--ServerApp.root_dir=${folder}`, `--IdentityProvider.token=${token}`],
      ...[`--ServerApp.port=${port}`, "--ServerApp.port_retries=0", "--ServerApp.ip=127.0.0.1"],
    ],
    {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        JUPYTER_PATH: join(home, "share/jupyter"),
        JUPYTER_CONFIG_DIR: join(home, "config"),
        JUPYTER_DATA_DIR: join(home, "data"),
        JUPYTER_RUNTIME_DIR: join(home, "runtime"),
        JUPYTERLAB_SETTINGS_DIR: join(home, "settings"),
        JUPYTERLAB_WORKSPACES_DIR: join(home, "workspaces"),
        ...env,
      },
    },
  );
  let log = "";
  for (const stream of [server.stdout, server.stderr]) {
    stream.on("data", (piece) => (log = (log + piece).slice(-8000)));
  }
  const ended = new Promise<void>((done) => server.once("exit", () => done()));
  const close = async () => {
    // The server ends its kernels on SIGTERM; one that hangs must not keep the test run alive.
    server.kill("SIGTERM");
    const late = setTimeout(() => server.kill("SIGKILL"), 10_000);
    await ended;
    clearTimeout(late);
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };
  const url = `http://127.0.0.1:${port}`;
  for (let waited = 0; waited < START_SECONDS && server.exitCode === null; waited += 0.5) {
    const answer = await fetch(`${url}/api/status?token=${token}`).catch(() => undefined);
    if (answer?.ok) return { url, token, close };
    await new Promise((done) => setTimeout(done, 500));
  }
  await close();
  throw new Error(`JupyterLab did not start:\n${log}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
