/** A real kernel for tests, spoken to through jupyter_client (see drive.py). */
import { spawn, type ChildProcess } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import readline from "node:readline";

export const root = path.resolve(import.meta.dirname, "../..");

/** A Python that has jupyter_client: the one of the project's environment. */
export const python = [path.join(root, ".ganvas/python"), process.env.GANVAS_PYTHON_ENV]
  .filter((folder): folder is string => Boolean(folder))
  .map((folder) => path.join(folder, "bin/python"))
  .find((file) => fs.existsSync(file));

if (!python) console.warn("There is no .ganvas/python: kernel tests are skipped.");

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- messages have many shapes
export type Json = any;

export interface Output {
  type: string;
  content: Record<string, Json>;
  metadata: Record<string, Json>;
  /** Base64. */
  buffers: string[];
}

export interface Result {
  reply: Record<string, Json>;
  replyType: string;
  outputs: Output[];
  /** Names the request, to ask for {@link Kernel.later}. */
  key: string;
}

export function temporaryFolder(): string {
  return fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), "ganvas-kernel-"));
}

/** How Jupyter starts a kernel. */
export interface Spec {
  readonly argv: readonly string[];
  readonly interrupt_mode: "signal" | "message";
}

/** The kernel of this checkout. */
export const ganvas = (): Spec => ({
  argv: [process.execPath, path.join(root, "dist/kernel/launch.js"), "{connection_file}"],
  interrupt_mode: "message",
});

/** tslab without the corrections. */
export const bareTslab = (): Spec => ({
  argv: [
    process.execPath,
    path.join(root, "node_modules/tslab/bin/tslab"),
    "kernel",
    "--config-path={connection_file}",
  ],
  interrupt_mode: "signal",
});

/** Writes a kernel spec; gives the folder for JUPYTER_PATH. */
export function specFolder(spec: Spec = ganvas()): string {
  const folder = temporaryFolder();
  const kernels = path.join(folder, "kernels/tslab");
  fs.mkdirSync(kernels, { recursive: true });
  const content = { ...spec, display_name: "test", language: "typescript" };
  fs.writeFileSync(path.join(kernels, "kernel.json"), JSON.stringify(content));
  return folder;
}

export class Kernel {
  #last = 0;
  readonly #waiting = new Map<number, (answer: Json) => void>();

  private constructor(private readonly driver: ChildProcess) {
    readline.createInterface({ input: driver.stdout! }).on("line", (line) => {
      const { id, ...answer } = JSON.parse(line);
      this.#waiting.get(id)?.(answer);
    });
  }

  /** Starts a kernel whose notebook would lie in `folder`. */
  static async start(
    folder: string,
    spec?: Spec,
    environment: NodeJS.ProcessEnv = {},
  ): Promise<Kernel> {
    const driver = spawn(python!, [path.join(import.meta.dirname, "drive.py"), folder], {
      stdio: ["pipe", "pipe", "inherit"],
      env: {
        ...process.env,
        JUPYTER_PATH: specFolder(spec),
        TF_CPP_MIN_LOG_LEVEL: "2",
        ...environment,
      },
    });
    const kernel = new Kernel(driver);
    await new Promise<void>((resolve, reject) => {
      kernel.#waiting.set(0, () => resolve());
      driver.once("exit", (code) => reject(new Error(`The driver ended with code ${code}.`)));
    });
    return kernel;
  }

  async #send(command: object): Promise<Json> {
    const id = ++this.#last;
    const answer = new Promise<Json>((resolve) => this.#waiting.set(id, resolve));
    this.driver.stdin!.write(JSON.stringify({ id, ...command }) + "\n");
    const result = await answer;
    if (result.failure) throw new Error(result.failure);
    return result;
  }

  request(type: string, content: object = {}, options: object = {}): Promise<Result> {
    return this.#send({ op: "request", type, content, ...options });
  }

  execute(code: string, options: object = {}): Promise<Result> {
    return this.request("execute_request", {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
      ...options,
    });
  }

  /** A message of a comm that the frontend sends; its result has what came in answer to it. */
  comm(type: "open" | "msg" | "close", id: string, content: object, extras = {}): Promise<Result> {
    const options = { answered: false, ...extras };
    return this.request(`comm_${type}`, { comm_id: id, data: {}, ...content }, options);
  }

  /** Runs a cell whose questions get the `answers`, one after the other. */
  executeWith(answers: string[], code: string, options: object = {}): Promise<Result> {
    const content = { code, allow_stdin: true, ...options };
    return this.request("execute_request", content, { answers });
  }

  /** Answers a question as old clients do, without saying which. */
  answer = (value: string): Promise<void> => this.#send({ op: "answer", value });
  /** Sends frames that need be no message. */
  frames = (frames: string[]): Promise<void> => this.#send({ op: "frames", frames });
  /** Interrupts as the kernel spec says. */
  interrupt = (): Promise<void> => this.#send({ op: "interrupt" });
  /** Interrupts by SIGINT. */
  signal = (): Promise<void> => this.#send({ op: "signal" });
  /** A request's result with what it has put out since it was answered. */
  later = async (result: Result): Promise<Result> => ({
    ...result,
    ...(await this.#send({ op: "outputs", key: result.key })),
  });
  restart = (): Promise<void> => this.#send({ op: "restart" });
  beating = async (): Promise<boolean> => (await this.#send({ op: "beating" })).beating;
  alive = async (): Promise<boolean> => (await this.#send({ op: "alive" })).alive;

  /** Ends driver and kernel. */
  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.driver.once("exit", resolve));
    this.driver.stdin!.end();
    await ended;
  }
}

/** The text a cell wrote. */
export const written = (result: Result, name = "stdout"): string =>
  result.outputs
    .filter((o) => o.type === "stream" && o.content.name === name)
    .map((o) => o.content.text)
    .join("");

/** The text of a cell's value, undefined if it showed none. */
export const shown = (result: Result): string | undefined =>
  result.outputs.find((o) => o.type === "execute_result")?.content.data["text/plain"];

/** The `error` message without colors: `{ ename, evalue, traceback }`. */
export function errorOf(result: Result): { ename: string; evalue: string; traceback: string } {
  const content = result.outputs.find((o) => o.type === "error")?.content;
  if (!content) throw new Error(`No error, but ${JSON.stringify(result)}`);
  // eslint-disable-next-line no-control-regex -- colors are control characters
  const traceback = content.traceback.join("\n").replace(/\x1b\[\d+m/g, "");
  return { ename: content.ename, evalue: content.evalue, traceback };
}
