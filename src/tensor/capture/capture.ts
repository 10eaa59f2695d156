import * as tf from "@tensorflow/tfjs";
import { nativeBackend, type NativeBackend } from "./binding.js";
import { GraphFailed, Program } from "./program.js";
import { record, type Recording, type Step } from "./recording.js";
import { flatten } from "./structure.js";

/** Settings of {@link capture}. */
export interface CaptureOptions {
  /** Names the step in messages; default the function's own name. */
  readonly name?: string;
}

/** The inputs of a captured step: where the step takes a scalar, a number does. */
export type CapturedInputs<Inputs extends readonly tf.Tensor[]> = {
  [Index in keyof Inputs]: Inputs[Index] extends tf.Scalar ? Inputs[Index] | number : Inputs[Index];
};

/** A step that runs as a TensorFlow graph; see {@link capture}. */
export interface CapturedStep<Inputs extends readonly tf.Tensor[], Result> {
  (...inputs: CapturedInputs<Inputs>): Result;
  /** How many graphs it holds: one for each set of input shapes and dtypes; 0 while it is eager. */
  readonly graphs: number;
  /** Frees the graphs. Variables and results stay. */
  dispose(): void;
}

/**
 * Makes a training step, gradients and optimizer update included, run as one TensorFlow graph.
 *
 * The first call with inputs of given shapes and dtypes runs the step as usual and records it;
 * later calls run the graph. Variables stay ordinary `tf.Variable`s: each run is given their
 * values and assigns the new ones, so that several captured steps share them and anything may
 * change them in between. On a backend without capture every call runs the step as usual.
 *
 * Only tensors flow through a graph. Whatever JavaScript computes in the step (numbers, branches,
 * counters) is fixed when it is recorded: give what changes, such as a learning rate or the step's
 * number, as an input.
 *
 * @param step takes tensors, returns a tensor or an array or record of them; what else it makes is
 *   freed. It may create variables when it runs for the first time (optimizers do), not later.
 * @returns the step as a graph; its results are the caller's to dispose
 * @throws CaptureRefused, when called, if the step reads a tensor's values, draws random numbers in
 *   JavaScript or creates variables every time; the variables are then as before the call
 */
export function capture<Inputs extends readonly tf.Tensor[], Result extends object>(
  step: (...inputs: Inputs) => Result,
  options: CaptureOptions = {},
): CapturedStep<Inputs, Result> {
  const captured = new Captured(step as unknown as Step<Result>, options);
  const call = (...inputs: CapturedInputs<Inputs>) =>
    captured.call(inputs as readonly (tf.Tensor | number)[]);
  return Object.defineProperties(call, {
    graphs: { get: () => captured.graphs },
    dispose: { value: () => captured.dispose() },
  }) as CapturedStep<Inputs, Result>;
}

/** Whether a step is being recorded; a captured step within is then part of that recording. */
let recording = false;

class Captured<Result> {
  readonly #step: Step<Result>;
  readonly #name: string;
  readonly #programs = new Map<string, Program<Result>>();
  #first = true;
  #eager = false;
  #disposed = false;

  constructor(step: Step<Result>, options: CaptureOptions) {
    this.#step = step;
    this.#name = options.name ?? (step.name || "step");
  }

  get graphs(): number {
    return this.#programs.size;
  }

  call(values: readonly (tf.Tensor | number)[]): Result {
    if (this.#disposed) {
      throw new Error(`The captured step "${this.#name}" was disposed; capture it anew.`);
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
    if (!program) return this.#record(backend, signature, inputs);
    try {
      return program.run(inputs);
    } catch (error) {
      if (!(error instanceof GraphFailed)) throw error;
      this.#fallBack(error);
      return this.#step(...inputs);
    }
  }

  #record(backend: NativeBackend, signature: string, inputs: tf.Tensor[]): Result {
    const made = this.#recorded(backend, inputs);
    if (made.createsVariables) return made.result; // the next run will not
    try {
      this.#programs.set(signature, new Program(backend, made, made.graph));
    } catch (error) {
      this.#fallBack(error);
    }
    return made.result;
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
