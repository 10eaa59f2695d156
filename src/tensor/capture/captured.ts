import * as tf from "@tensorflow/tfjs";
import type { Precision } from "../precision.js";
import { nativeBackend, type NativeBackend } from "../binding.js";
import { difference, sameValues } from "./difference.js";
import { optimize } from "./passes/index.js";
import { GraphFailed, Program } from "./program.js";
import { record, type Recording, type Step } from "./recording.js";
import { CaptureRefused } from "./refusal.js";
import { flatten, rebuild } from "./structure.js";

/** Whether a step is being recorded; a captured step within is then part of that recording. */
let isRecording = false;

/** Decides for each call whether the step runs as it is, is recorded, or runs as its graph. */
export class Captured<Result> {
  readonly #step: Step<Result>;
  readonly #name: string;
  readonly #programs = new Map<string, Program<Result>>();
  readonly #precision: Precision;
  /** Inputs with which the step ran before; then it may have created variables. */
  readonly #seen = new Set<string>();
  #timesOutdated = 0;
  #eager = false;
  #disposed = false;

  constructor(step: Step<Result>, name: string, precision: Precision) {
    this.#step = step;
    this.#name = name;
    this.#precision = precision;
  }

  get graphs(): number {
    return this.#programs.size;
  }

  call(values: readonly (tf.Tensor | number)[]): Result {
    if (this.#disposed) {
      throw new Error(`The captured step "${this.#name}" was disposed; capture it again.`);
    }
    let result: Result;
    tf.tidy(() => {
      result = this.#run(values.map((value, index) => this.#toTensor(value, index)));
      return flatten(result);
    });
    return result!;
  }

  #run(inputs: tf.Tensor[]): Result {
    const backend = isRecording || isTapeOn() || this.#eager ? undefined : nativeBackend();
    if (!backend) return this.#runEagerly(inputs);
    const signature = inputs.map(signatureOf).join(" ");
    const program = this.#programs.get(signature);
    const reason = program?.outdated();
    if (reason) this.#forget(signature, reason);
    return program && !reason
      ? this.#replay(program, inputs)
      : this.#record(backend, signature, inputs);
  }

  #runEagerly(inputs: tf.Tensor[]): Result {
    const newest = tf.tidy(() => tf.scalar(0).id); // tensors are numbered in their order
    return withOwnTensors(this.#step(...inputs), ({ id }) => id > newest);
  }

  #replay(program: Program<Result>, inputs: tf.Tensor[]): Result {
    try {
      return program.run(inputs);
    } catch (error) {
      if (!(error instanceof GraphFailed)) throw error;
      const result = this.#runEagerly(inputs); // throws if the inputs are at fault, not the graph
      this.#fallBack(error);
      return result;
    }
  }

  /** Records the step and runs the graph, so that the first call gives what every later one gives. */
  #record(backend: NativeBackend, signature: string, inputs: tf.Tensor[]): Result {
    const first = this.#recorded(backend, inputs, !this.#seen.has(signature));
    this.#seen.add(signature);
    if (first.createsVariables) {
      first.release();
      return withOwnTensors(first.result, (tensor) => !first.isOlder(tensor)); // the next creates none
    }
    const recorded = this.#repeated(backend, inputs, first);
    let program: Program<Result>;
    try {
      const graph = optimize(recorded.graph, recorded.fetches, this.#precision);
      program = new Program(backend, recorded, graph);
    } catch (error) {
      recorded.release();
      recorded.discard();
      const result = this.#runEagerly(inputs);
      this.#fallBack(error);
      return result;
    }
    recorded.discard();
    this.#programs.set(signature, program);
    return this.#replay(program, inputs);
  }

  #recorded(backend: NativeBackend, inputs: tf.Tensor[], mayCreate: boolean): Recording<Result> {
    isRecording = true;
    try {
      return record(backend, this.#step, inputs, mayCreate);
    } finally {
      isRecording = false;
    }
  }

  /**
   * Records the step once more: what differs then would differ at every call. A run that fills a cache
   * differs from the next one, too, but not in its numbers; then it runs a third time, like the second.
   *
   * @returns the last recording
   * @throws CaptureRefused
   */
  #repeated(backend: NativeBackend, inputs: tf.Tensor[], first: Recording<Result>) {
    const recordings = [first];
    const next = () => {
      recordings.push(this.#recorded(backend, inputs, false));
      return recordings.slice(-2) as [Recording<Result>, Recording<Result>];
    };
    let last: Recording<Result> | undefined;
    try {
      let [before, after] = next();
      let finding = difference(backend, before, after);
      if (finding && sameValues(before, after)) {
        [before, after] = next();
        finding = difference(backend, before, after);
      }
      if (!finding) return (last = after);
      throw new CaptureRefused(
        `${finding} when it ran again with the same inputs, as counters, flags and random numbers ` +
          `of JavaScript do`,
        "pass what changes as an input",
      );
    } finally {
      for (const recording of recordings) {
        if (recording === last) continue;
        recording.release();
        recording.discard();
      }
    }
  }

  /** Frees a program, so that the step is recorded again. */
  #forget(signature: string, reason: string): void {
    this.#programs.get(signature)!.dispose();
    this.#programs.delete(signature);
    this.#seen.delete(signature); // another optimizer may create its variables
    if (++this.#timesOutdated !== MANY) return;
    console.warn(
      `Ganvas recorded the step "${this.#name}" again for the ${MANY}th time, which is slow, this time ` +
        `because ${reason}; pass what changes as an input (Ganvas's optimizers take the learning ` +
        `rate as one: optimizer.applyGradients(grads, rate)).`,
    );
  }

  #fallBack(error: unknown): void {
    this.#eager = true;
    this.#free();
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    console.warn(
      `Ganvas runs the step "${this.#name}" operation by operation, slower and with the same ` +
        `results, because its graph failed: ${cause instanceof Error ? cause.message : cause}`,
    );
  }

  /** @throws TypeError unless it is a tensor that exists, or a number */
  #toTensor(value: unknown, index: number): tf.Tensor {
    if (value instanceof tf.Tensor && !value.isDisposed) return value;
    if (typeof value !== "number") {
      const actual = value instanceof tf.Tensor ? "a disposed tensor" : nameOf(value);
      throw new TypeError(
        `Input ${index + 1} of the captured step "${this.#name}" is expected to be a tensor or a ` +
          `number but is ${actual}; pass for example tf.scalar(1).`,
      );
    }
    if (Number.isInteger(value) && Math.abs(value) > EXACT) {
      throw new RangeError(
        `A number given to a captured step is expected to be a float32, exact up to ${EXACT} for ` +
          `integers, but is ${value}; pass tf.scalar(${value}, "int32").`,
      );
    }
    return tf.scalar(value);
  }

  dispose(): void {
    this.#free();
    this.#disposed = true;
  }

  #free(): void {
    for (const program of this.#programs.values()) program.dispose();
    this.#programs.clear();
  }
}

/** Results are the caller's, as those of a graph are: never a variable, nor a tensor from before. */
function withOwnTensors<Result>(result: Result, isNew: (tensor: tf.Tensor) => boolean): Result {
  const cloned = (tensor: tf.Tensor) =>
    tensor instanceof tf.Variable || !isNew(tensor) ? tensor.clone() : tensor;
  return rebuild(result, flatten(result).map(cloned));
}

/** How many outdated recordings of one step deserve a warning. */
const MANY = 10;

/** Floats count exactly up to here. */
const EXACT = 2 ** 24;

/** Whether a gradient is being taken: its tape would not see the operations within a graph. */
function isTapeOn(): boolean {
  return (tf.engine() as unknown as { isTapeOn(): boolean }).isTapeOn();
}

/** A value that is no tensor, in words. */
function nameOf(value: unknown): string {
  if (value === null || ["undefined", "boolean"].includes(typeof value)) return String(value);
  return Array.isArray(value) ? "an array" : `a value of type ${typeof value}`;
}

/** Inputs of one signature share a graph: tensors of one shape and dtype, but each variable alone. */
function signatureOf(input: tf.Tensor): string {
  const { id, dtype, shape } = input;
  return input instanceof tf.Variable ? `variable ${id}` : `${dtype}[${shape.join()}]`;
}
