import * as tf from "@tensorflow/tfjs";
import type { Precision } from "../precision.js";
import { nativeBackend, type NativeBackend } from "../binding.js";
import { optimize } from "./passes/index.js";
import { GraphFailed, Program } from "./program.js";
import { record, type Recording, type Step } from "./recording.js";
import { flatten } from "./structure.js";

/** Whether a step is being recorded; a captured step within is then part of that recording. */
let recording = false;

/** Decides for each call whether the step runs as it is, is recorded, or runs as its graph. */
export class Captured<Result> {
  readonly #step: Step<Result>;
  readonly #name: string;
  readonly #programs = new Map<string, Program<Result>>();
  readonly #precision: Precision;
  #first = true;
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
      result = this.#run(values.map(toTensor));
      return flatten(result);
    });
    return result!;
  }

  #run(inputs: tf.Tensor[]): Result {
    const backend = recording || this.#eager ? undefined : nativeBackend();
    if (!backend) return this.#step(...inputs);
    const signature = inputs.map(({ dtype, shape }) => `${dtype}[${shape.join()}]`).join(" ");
    const program = this.#programs.get(signature);
    return program ? this.#replay(program, inputs) : this.#record(backend, signature, inputs);
  }

  #replay(program: Program<Result>, inputs: tf.Tensor[]): Result {
    try {
      return program.run(inputs);
    } catch (error) {
      if (!(error instanceof GraphFailed)) throw error;
      const result = this.#step(...inputs); // throws if the inputs are at fault and not the graph
      this.#fallBack(error);
      return result;
    }
  }

  /** Records the step and runs the graph, so that the first call gives what every later one gives. */
  #record(backend: NativeBackend, signature: string, inputs: tf.Tensor[]): Result {
    const recorded = this.#recorded(backend, inputs);
    if (recorded.createsVariables) {
      recorded.release();
      return recorded.result; // the next run will create none
    }
    let program: Program<Result>;
    try {
      const graph = optimize(recorded.graph, recorded.fetches, this.#precision);
      program = new Program(backend, recorded, graph);
    } catch (error) {
      recorded.release();
      recorded.discard();
      const result = this.#step(...inputs);
      this.#fallBack(error);
      return result;
    }
    recorded.discard();
    this.#programs.set(signature, program);
    return this.#replay(program, inputs);
  }

  #recorded(backend: NativeBackend, inputs: tf.Tensor[]): Recording<Result> {
    const mayCreate = this.#first;
    this.#first = false;
    recording = true;
    try {
      return record(backend, this.#step, inputs, mayCreate);
    } finally {
      recording = false;
    }
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

  dispose(): void {
    this.#free();
    this.#disposed = true;
  }

  #free(): void {
    for (const program of this.#programs.values()) program.dispose();
    this.#programs.clear();
  }
}

/** Floats count exactly up to here. */
const EXACT = 2 ** 24;

function toTensor(value: tf.Tensor | number): tf.Tensor {
  if (typeof value !== "number") return value;
  if (Number.isInteger(value) && Math.abs(value) > EXACT) {
    throw new RangeError(
      `A number given to a captured step is expected to be a float32, exact up to ${EXACT} for ` +
        `integers, but is ${value}; pass tf.scalar(${value}, "int32").`,
    );
  }
  return tf.scalar(value);
}
