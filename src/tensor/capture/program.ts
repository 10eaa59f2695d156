import type * as tf from "@tensorflow/tfjs";
import type { NativeBackend } from "../binding.js";
import type { Graph } from "./graph.js";
import type { Recording } from "./recording.js";
import { Session } from "./session.js";
import { rebuild } from "./structure.js";

/** Thrown when TensorFlow does not take a graph or fails to run it for the first time. */
export class GraphFailed extends Error {
  override readonly name = "GraphFailed";
}

/** A recording that TensorFlow has loaded, ready to run again and again. */
export class Program<Result> {
  readonly #backend: NativeBackend;
  /** None for a step that gives and assigns nothing. */
  readonly #session: Session | undefined;
  /** The inputs that the graph needs, by their position. */
  readonly #inputs: readonly number[];
  /** The variables that it needs. */
  readonly #variables: readonly tf.Variable[];
  /** The tensors from outside that it needs, as the addon's numbers. */
  readonly #held: readonly number[];
  readonly #release: () => void;
  /** The variables that it assigns. */
  readonly #written: readonly tf.Variable[];
  /** A result, for its structure. */
  readonly #like: Result;
  #proven = false;
  /** As of the recording. */
  readonly outdated: () => string | undefined;

  /**
   * @param graph the recording's, possibly rewritten
   * @throws GraphFailed when TensorFlow does not load the graph
   */
  constructor(backend: NativeBackend, recording: Recording<Result>, graph: Graph) {
    const { inputs, variables, held, written, result, fetches } = recording;
    const needed = new Set(graph.map(({ name }) => name));
    const fedVariables = variables.filter(([, ref]) => needed.has(ref));
    this.#backend = backend;
    this.#inputs = [...inputs.keys()].filter((position) => needed.has(inputs[position]!));
    this.#variables = fedVariables.map(([variable]) => variable);
    const fedTensors = held.filter(([, ref]) => needed.has(ref));
    this.#held = fedTensors.map(([id]) => id);
    this.#release = recording.release;
    this.#written = written;
    this.#like = result;
    this.outdated = recording.outdated;
    const feeds = [
      ...this.#inputs.map((position) => inputs[position]!),
      ...[...fedVariables, ...fedTensors].map(([, ref]) => ref),
    ];
    try {
      if (fetches.length > 0) this.#session = new Session(backend.binding, graph, feeds, fetches);
    } catch (error) {
      throw new GraphFailed("TensorFlow did not load the graph", { cause: error });
    }
  }

  /**
   * The step's result for these inputs; the variables that the step assigns are assigned.
   *
   * @throws GraphFailed when the first run fails; nothing is assigned then
   */
  run(inputs: readonly tf.Tensor[]): Result {
    const gone = [...this.#variables, ...this.#written].find((variable) => variable.isDisposed);
    if (gone) {
      throw new Error(
        `The variable "${gone.name}" is expected to exist as it did when the step was captured, ` +
          `but it was disposed; capture the step again.`,
      );
    }
    const feeds = [...this.#inputs.map((position) => inputs[position]!), ...this.#variables];
    const outputs = this.#fetch([...this.#backend.getInputTensorIds(feeds), ...this.#held]);
    const values = outputs.splice(outputs.length - this.#written.length);
    this.#written.forEach((variable, index) => variable.assign(values[index]!));
    for (const value of values) value.dispose();
    return rebuild(this.#like, outputs);
  }

  #fetch(feeds: number[]): tf.Tensor[] {
    try {
      const outputs = this.#session?.run(feeds) ?? [];
      this.#proven = true;
      return outputs.map((metadata) => this.#backend.createOutputTensor(metadata));
    } catch (error) {
      if (this.#proven) throw error;
      throw new GraphFailed("TensorFlow did not run the graph", { cause: error });
    }
  }

  dispose(): void {
    this.#session?.dispose();
    this.#release();
  }
}
