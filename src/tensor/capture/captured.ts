import * as tf from "@tensorflow/tfjs";
import type { Precision } from "../precision.js";
import { nativeBackend, type NativeBackend } from "../binding.js";
import { difference, sameValues } from "./difference.js";
import { signatureOf, toTensor } from "./inputs.js";
import { optimize } from "./passes/index.js";
import { GraphFailed, Program } from "./program.js";
import { record, type Recording, type Step } from "./recording.js";
import { CaptureRefused } from "./refusal.js";
import { flatten, newestTensor, withOwnTensors } from "./structure.js";

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
      result = this.#run(values.map((value, index) => toTensor(value, index, this.#name)));
      return flatten(result);
    });
    return result!;
  }

  #run(inputs: tf.Tensor[]): Result {
    const backend = isRecording || isTapeOn() || this.#eager ? undefined : nativeBackend();
    if (!backend) return this.#runEagerly(inputs);
    const signature = signatureOf(inputs);
    const program = this.#programs.get(signature);
    const reason = program?.outdated();
    if (reason) this.#forget(signature, reason);
    return program && !reason
      ? this.#replay(program, inputs)
      : this.#record(backend, signature, inputs);
  }

  #runEagerly(inputs: tf.Tensor[]): Result {
    const newest = newestTensor();
    return withOwnTensors(this.#step(...inputs), newest);
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
      return withOwnTensors(first.result, first.newest); // the next run will create none
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

  dispose(): void {
    this.#free();
    this.#disposed = true;
  }

  #free(): void {
    for (const program of this.#programs.values()) program.dispose();
    this.#programs.clear();
  }
}

/** How many outdated recordings of one step deserve a warning. */
const MANY = 10;

/** Whether a gradient is being taken: its tape would not see the operations within a graph. */
function isTapeOn(): boolean {
  return (tf.engine() as unknown as { isTapeOn(): boolean }).isTapeOn();
}
