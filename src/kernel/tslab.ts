/**
 * Loads the pinned tslab and gives access to the parts that the kernel replaces.
 *
 * tslab is CommonJS and has no extension points, but each of its modules looks up the others at the
 * moment of a call, so a part can be replaced in memory before the kernel starts. The corrections
 * were written for exactly one version: with any other version, or if a part is missing, the launch
 * ends with one sentence instead of a kernel that is subtly wrong.
 */
import { createRequire } from "node:module";
import path from "node:path";
import type ts from "typescript";

export type TypeScript = typeof ts;

const PINNED = { tslab: "1.0.22", typescript: "6.0" };

/**
 * The methods of an executor that tslab calls; its message handling, replaced, called the others.
 */
export interface Executor {
  interrupt(): void;
  close(): void;
}

export interface Socket {
  send(frames: (string | Buffer)[]): Promise<void>;
}

/** tslab's server: owns the sockets. Its handling of messages is replaced as a whole. */
export interface Server {
  readonly connInfo: {
    readonly key: string;
    readonly transport: string;
    readonly ip: string;
    readonly control_port: number;
    readonly hb_port: number;
  };
  iopub: Socket;
  readonly stdin: Socket & AsyncIterable<Buffer[]> & { mandatory?: boolean };
  readonly control: Socket;
  readonly hb: Socket;
  bindSocket(socket: Socket, port: number): Promise<void>;
  handleShellMessage(socket: Socket, ...frames: Buffer[]): Promise<void>;
  close(): void;
}

export interface Tslab {
  readonly typescript: TypeScript;
  /** Folder of tslab's own files, to hide them in stack traces. */
  readonly folder: string;
  /** The module that a cell imports as "tslab". */
  readonly publicApi: unknown;
  readonly main: { startKernel(options: object): void };
  readonly executor: {
    createExecutor(): Executor;
  };
  readonly metadata: { getCodeMetadata(code: string): { module?: string; jsx?: boolean } };
  readonly jupyter: {
    ZmqServer: { prototype: Server };
    lastWriteDisplayData:
      ((content: { data: Record<string, unknown> }, update?: boolean) => void) | null;
  };
}

/**
 * Loads tslab without its copy of TypeScript 5.0.4, which is slow to load and too old for many
 * packages: it gets the TypeScript of the kernel.
 *
 * @throws Error in one sentence when tslab or TypeScript is not of the version that was tested
 */
export function loadTslab(): Tslab {
  const here = createRequire(import.meta.url);
  const manifest = here.resolve("tslab/package.json");
  const require = createRequire(manifest);
  expectVersion("tslab", PINNED.tslab, (require(manifest) as { version: string }).version);
  const typescript = here("typescript") as TypeScript;
  expectVersion("typescript", PINNED.typescript, typescript.versionMajorMinor);
  const replaced = require.resolve("@tslab/typescript-for-tslab");
  require.cache[replaced] = { ...require.cache[here.resolve("typescript")]!, id: replaced };
  // It would compile cells; that is done in compiler/.
  const converter = require("./dist/converter.js") as { createConverter: () => object };
  converter.createConverter = () => ({ close: () => {} });
  const tslab = {
    typescript,
    folder: path.dirname(manifest),
    publicApi: require("tslab"),
    main: require("./dist/main.js"),
    executor: require("./dist/executor.js"),
    metadata: require("./dist/metadata.js"),
    jupyter: require("./dist/jupyter.js"),
  } as Tslab;
  expectFunction("startKernel", tslab.main.startKernel);
  expectFunction("createExecutor", tslab.executor.createExecutor);
  expectFunction("getCodeMetadata", tslab.metadata.getCodeMetadata);
  expectFunction("bindSocket", tslab.jupyter.ZmqServer.prototype.bindSocket);
  expectFunction("handleShellMessage", tslab.jupyter.ZmqServer.prototype.handleShellMessage);
  return tslab;
}

function expectVersion(name: string, expected: string, actual: string): void {
  if (expected === actual) return;
  throw new Error(`Expected ${name} ${expected}, found ${actual}: install ${name}@${expected}.`);
}

function expectFunction(name: string, value: unknown): void {
  if (typeof value === "function") return;
  throw new Error(
    `Expected tslab ${PINNED.tslab} to have ${name}, found none: reinstall tslab@${PINNED.tslab}.`,
  );
}
