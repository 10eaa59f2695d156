import { aText, checkArgument, checkOptions } from "../../base/arguments.js";
import { closeSync, ftruncateSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { makeFolder } from "../../files/folders.js";
import { checkPositiveInteger } from "../../tensor/shape.js";
import type { TrainingStep } from "../step.js";
import type { TrainingLog } from "./log.js";
import { linesUpTo } from "./read-log.js";

/**
 * Writes the steps of a run to a file, one JSON object a line, as they happen: a killed run leaves
 * all its lines. A resumed run removes the lines after the step from which it resumes; a run that
 * starts again renames an older file to `FILE.old`.
 *
 * @param file for example `"runs/digits.jsonl"`; read it with `readLog`
 * @param options.every every how many steps a line is written; default 1
 * @throws RangeError when `every` is not a positive integer
 */
export function jsonLog(file: string, options: { readonly every?: number } = {}): TrainingLog {
  checkArgument("file", file, aText("runs/digits.jsonl"));
  checkOptions("jsonLog", options);
  return new JsonLog(file, checkPositiveInteger("every", options.every ?? 1, 10));
}

class JsonLog implements TrainingLog {
  #descriptor: number | undefined;
  /** Where the last whole line ends. */
  #end = 0;
  /** The first line that could not be written. */
  #missed: Uint8Array | undefined;

  constructor(
    readonly file: string,
    readonly every: number,
  ) {}

  open(step: number): void {
    this.close();
    this.#missed = undefined;
    try {
      makeFolder(dirname(this.file));
      if (step === 0) putAside(this.file);
      this.#descriptor = openSync(this.file, "a");
      this.rewind(step);
    } catch (error) {
      const { message } = error as Error;
      throw new Error(
        `The log ${this.file} is expected to be a file that can be written but is not (${message}); ` +
          `pass another name or change its permissions.`,
        { cause: error },
      );
    }
  }

  rewind(step: number): void {
    this.#missed = undefined; // it may be of a later step
    this.#end = linesUpTo(step, readFileSync(this.file));
    ftruncateSync(this.#descriptor!, this.#end);
  }

  write({ step, metrics, diagnostics, advice, secondsElapsed }: TrainingStep): void {
    if (this.#descriptor === undefined || (step % this.every !== 0 && advice.length === 0)) return;
    const messages = advice.length > 0 ? { advice: advice.map(({ message }) => message) } : {};
    const values = { ...metrics, ...diagnostics };
    const entry = { step, seconds: secondsElapsed, metrics: values, ...messages };
    const line = Buffer.from(`${JSON.stringify(entry)}\n`);
    try {
      // On a full disk a shorter line may just fit: the log would get a gap, and fail a second time.
      if (this.#missed) this.#append(this.#missed);
      this.#missed = undefined;
      this.#append(line);
    } catch (error) {
      if (!this.#missed) {
        console.warn(
          `Step ${step} is expected to be written to the log ${this.file} but is not ` +
            `(${(error as Error).message}); free the disk: training goes on, without a log till then.`,
        );
      }
      this.#missed ??= line;
    }
  }

  #append(line: Uint8Array): void {
    const descriptor = this.#descriptor!;
    try {
      let written = 0;
      while (written < line.length) written += writeSync(descriptor, line, written);
      this.#end += line.length;
    } catch (error) {
      ftruncateSync(descriptor, this.#end); // half a line would spoil the next one
      throw error;
    }
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}

function putAside(file: string): void {
  try {
    if (readFileSync(file).length > 0) renameSync(file, `${file}.old`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}
