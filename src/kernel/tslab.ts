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

const PINNED = { tslab: "1.0.22", typescript: "5.0.4" };

export interface Position {
  /** 0-based. */
  readonly line: number;
  /** 0-based. */
  readonly character: number;
}

/** One error of the type checker, in a cell or (with a name) in a local file. */
export interface Diagnostic {
  readonly start: Position;
  readonly end: Position;
  readonly messageText: string;
  readonly code: number;
  readonly fileName?: string;
}

/** tslab's compiler of cells: holds one cell and the declarations of all before it. */
export interface Converter {
  inspect(declarations: string, code: string, position: number): unknown;
  addModule(name: string, code: string, meta: unknown): readonly Diagnostic[];
}

export interface Converters {
  readonly node: Converter;
  close(): void;
}

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
  /** TypeScript as tslab carries it, without the corrections. */
  readonly typescript: TypeScript;
  /** Folder of tslab's own files, to hide them in stack traces. */
  readonly folder: string;
  /** The module that a cell imports as "tslab". */
  readonly publicApi: unknown;
  readonly main: { startKernel(options: object): void };
  readonly executor: {
    createExecutor(folder: string, converters: Converters): Executor;
  };
  readonly metadata: { getCodeMetadata(code: string): { module?: string } };
  readonly jupyter: {
    ZmqServer: { prototype: Server };
    lastWriteDisplayData: ((content: object, update?: boolean) => void) | null;
  };
}

/**
 * Loads tslab with its TypeScript replaced by `correct(typescript)`.
 *
 * @throws Error in one sentence when tslab or its TypeScript is not the pinned version.
 */
export function loadTslab(correct: (typescript: TypeScript) => TypeScript): Tslab {
  const here = createRequire(import.meta.url);
  const manifest = here.resolve("tslab/package.json");
  const require = createRequire(manifest);
  expectVersion("tslab", PINNED.tslab, (require(manifest) as { version: string }).version);
  const compiler = require.resolve("@tslab/typescript-for-tslab");
  const typescript = require(compiler) as TypeScript;
  expectVersion("tslab's TypeScript", PINNED.typescript, typescript.version);
  // tslab's converter reads this entry when it loads, so the replacement must come first.
  require.cache[compiler]!.exports = correct(typescript);
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
  throw new Error(`Expected ${name} ${expected}, found ${actual}: install tslab@${PINNED.tslab}.`);
}

function expectFunction(name: string, value: unknown): void {
  if (typeof value === "function") return;
  throw new Error(
    `Expected tslab ${PINNED.tslab} to have ${name}, found none: reinstall tslab@${PINNED.tslab}.`,
  );
}
