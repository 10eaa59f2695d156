/**
 * Writes of cells to file descriptors 1 and 2, past `process.stdout`: `fs.writeSync(1, text)`,
 * `fs.writeFileSync("/dev/stdout", text)`, a logger that does the same.
 *
 * Broken in bare tslab: such output goes where the kernel itself was started and no cell shows it.
 * Fixed here: functions of `fs` write to the cell instead. Can go when the kernel's own file
 * descriptors lead to the cells.
 */
import fs from "node:fs";
import { fileURLToPath } from "node:url";
import { currentCell } from "./cell.js";
import { streamOfDescriptor, type StreamName } from "./streams.js";

type Data = string | NodeJS.ArrayBufferView;
type Call = (...options: unknown[]) => unknown;
type Callback = (error: Error | null, ...results: unknown[]) => void;
/** Writes for a cell and returns the result; the last options are those after the target. */
type Write = (name: StreamName, ...options: never[]) => unknown;

/** The files that are the kernel's own streams, on Linux and macOS. */
const STREAM_FILE = /^\/(?:dev\/(?:fd\/)?|proc\/self\/fd\/)(stdout|stderr|1|2)$/;

/** Lets the functions of `fs` write to the cell whose code calls them, from now on. */
export function showDirectWrites(): void {
  replace(fs, { writeSync, writevSync, writeFileSync: writeFile, appendFileSync: writeFile }, now);
  replace(fs, { write: writeSync, writev: writevSync }, later);
  replace(fs, { writeFile, appendFile: writeFile }, later);
  replace(fs.promises, { writeFile, appendFile: writeFile }, promised);
  replace(fs, { openSync: descriptorOf }, now);
  replace(fs, { open: descriptorOf }, later);
  // A cell that has "opened" a stream of the kernel must not close it for the others.
  replace(fs, { closeSync: () => undefined }, now);
  replace(fs, { close: () => undefined }, later);
}

/** Replaces functions of a module, for targets that are streams of the kernel. */
function replace(
  module: object,
  writes: Record<string, Write>,
  convention: (write: Write, original: Call) => Write,
): void {
  const calls = module as Record<string, Call>;
  for (const [name, write] of Object.entries(writes)) {
    const original = calls[name]!;
    const replaced = convention(write, original) as (...options: unknown[]) => unknown;
    const call: Call = (target, ...options) => {
      const stream = currentCell() && streamOf(target);
      return stream ? replaced(stream, ...options) : original(target, ...options);
    };
    // These include the name, and the symbol that util.promisify looks for.
    calls[name] = Object.defineProperties(call, Object.getOwnPropertyDescriptors(original));
  }
}

/** The stream of the kernel that a descriptor or a path names. */
function streamOf(target: unknown): StreamName | undefined {
  const isUrl = target instanceof URL && target.protocol === "file:";
  const file = isUrl ? fileURLToPath(target) : Buffer.isBuffer(target) ? String(target) : target;
  if (typeof file !== "string") return streamOfDescriptor(file);
  const [, name] = STREAM_FILE.exec(file) ?? [];
  return name === "stdout" || name === "stderr" ? name : streamOfDescriptor(Number(name));
}

const now = (write: Write): Write => write;

/** For functions with a callback, which receives also the data that was written. */
const later =
  (write: Write): Write =>
  (name: StreamName, ...options: unknown[]) => {
    const callback = options.pop() as Callback;
    const result = write(name, ...(options as never[]));
    process.nextTick(callback, null, result, options[0]);
  };

const promised =
  (write: Write): Write =>
  async (name: StreamName, data: unknown, ...options: never[]) => {
    if (typeof data === "string" || ArrayBuffer.isView(data))
      return void write(name, data as never, ...options);
    for await (const chunk of data as AsyncIterable<never>) write(name, chunk, ...options);
  };

const descriptorOf: Write = (name) => (name === "stdout" ? 1 : 2);

/** `fs.writeSync(fd, text, position, encoding)` or `(fd, bytes, offset, length)`. */
function writeSync(name: StreamName, data: Data, first?: unknown, second?: unknown): number {
  if (typeof data === "string") return write(name, Buffer.from(data, second as "utf8"));
  const options = typeof first === "object" ? first : { offset: first, length: second };
  const { offset, length } = (options ?? {}) as { offset?: number; length?: number };
  const bytes = Buffer.from(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
  const start = offset ?? 0;
  return write(name, bytes.subarray(start, start + (length ?? bytes.length)));
}

const writevSync: Write = (name: StreamName, buffers: readonly NodeJS.ArrayBufferView[]) =>
  buffers.reduce((total, data) => total + writeSync(name, data), 0);

function writeFile(name: StreamName, data: Data, options?: unknown): void {
  const encoding =
    typeof options === "string" ? options : (options as { encoding?: string })?.encoding;
  writeSync(name, data, null, encoding ?? "utf8");
}

function write(name: StreamName, bytes: Buffer): number {
  process[name].write(Uint8Array.from(bytes));
  return bytes.length;
}
