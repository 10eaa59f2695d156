/**
 * Output of child processes that share the kernel's streams: `stdio: "inherit"`, `fork`.
 *
 * Broken in bare tslab: such output goes where the kernel itself was started and no cell shows it.
 * Fixed here: the child gets a pipe, or a file while the kernel's thread waits for it, and what it
 * writes is written to `process.stdout` or `process.stderr`. Can go when the kernel's own file
 * descriptors lead to the cells.
 */
import childProcess, { type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";
import { streamOfDescriptor, type StreamName } from "./streams.js";

interface SpawnOptions {
  readonly stdio?: unknown;
}
/** Its method `spawn`, which every way to start a child calls, is not in Node's public types. */
interface Spawning {
  spawn(this: ChildProcess, options: SpawnOptions): unknown;
}
type SyncCall = (...options: unknown[]) => unknown;

/** A child's own child may keep its pipe open: `exit` is not held back longer than this. */
const LAST_OUTPUT_MILLISECONDS = 500;
const CHUNK_BYTES = 1024 * 1024;

const { openSync, closeSync, readSync, rmSync } = fs;

/** Shows the output of all children that share the kernel's streams, from now on. */
export function showChildOutput(): void {
  const prototype = childProcess.ChildProcess.prototype as unknown as Spawning;
  const { spawn } = prototype;
  prototype.spawn = function (options) {
    const { entries, names } = sharedStreams(options.stdio);
    if (!names.some(Boolean)) return spawn.call(this, options);
    const stdio = entries.map((entry, i) => (names[i] ? "pipe" : entry));
    const result = spawn.call(this, { ...options, stdio });
    forward(this, names);
    return result;
  };
  const calls = childProcess as unknown as Record<string, SyncCall>;
  for (const name of ["spawnSync", "execSync", "execFileSync"])
    calls[name] = showingOutput(calls[name]!);
}

/** The entries of `stdio`, and for each the kernel's stream that it shares. */
function sharedStreams(stdio: unknown): {
  entries: readonly unknown[];
  names: (StreamName | undefined)[];
} {
  const entries = Array.isArray(stdio) ? (stdio as unknown[]) : [stdio, stdio, stdio];
  const names = entries.map((entry, i) => {
    if (i === 0) return undefined;
    if (entry === "inherit") return streamOfDescriptor(i);
    return streamOfDescriptor((entry as { fd?: unknown } | null | undefined)?.fd ?? entry);
  });
  return { entries, names };
}

/** Writes what `child` writes; the child looks as if it had no pipes. */
function forward(child: ChildProcess, names: readonly (StreamName | undefined)[]): void {
  const stdio = child.stdio as unknown as (Readable | null)[] | undefined; // none if it did not start
  const open = new Set<Readable>();
  names.forEach((name, i) => {
    const source = stdio?.[i];
    if (!name || !source) return;
    stdio[i] = null;
    open.add(source);
    source.setEncoding("utf8").on("data", (text: string) => process[name].write(text));
  });
  Object.assign(child, { stdout: stdio?.[1] ?? null, stderr: stdio?.[2] ?? null });
  // A child that writes to the kernel's streams itself has written everything when it ends.
  const emit = child.emit.bind(child) as (...event: unknown[]) => boolean;
  child.emit = (...event: unknown[]) => {
    if (event[0] !== "exit" || open.size === 0) return emit(...event);
    const end = (): void => {
      if (open.size === 0) return;
      open.clear();
      emit(...event);
    };
    for (const source of open)
      source.once("end", () => {
        if (open.size === 1) end();
        else open.delete(source);
      });
    setTimeout(end, LAST_OUTPUT_MILLISECONDS);
    return true;
  };
}

/** `call` of a child that the kernel's thread waits for, whose output is shown when it has ended. */
function showingOutput(call: SyncCall): SyncCall {
  const showing: SyncCall = (...options) => {
    const position = options.findIndex((o) => typeof o === "object" && o && !Array.isArray(o));
    const { stdio } = (options[position] ?? {}) as SpawnOptions;
    const { entries, names } = sharedStreams(stdio);
    if (!names.some(Boolean)) return call(...options);
    const files = new Map<StreamName, number>();
    for (const name of names) if (name && !files.has(name)) files.set(name, temporaryFile());
    const replaced = entries.map((entry, i) => (names[i] ? files.get(names[i]) : entry));
    options[position] = { ...(options[position] as object), stdio: replaced };
    try {
      return call(...options);
    } finally {
      for (const [name, file] of files) writeAll(name, file);
    }
  };
  return Object.defineProperty(showing, "name", { value: call.name });
}

/** Opens a file that is gone when it is closed. */
function temporaryFile(): number {
  const file = path.join(os.tmpdir(), `ganvas-${randomUUID()}`);
  const descriptor = openSync(file, "ax+", 0o600);
  rmSync(file);
  return descriptor;
}

function writeAll(name: StreamName, file: number): void {
  const chunk = Buffer.alloc(CHUNK_BYTES);
  try {
    for (let at = 0, size; (size = readSync(file, chunk, 0, CHUNK_BYTES, at)) > 0; at += size)
      process[name].write(Uint8Array.from(chunk.subarray(0, size)));
  } finally {
    closeSync(file);
  }
}
