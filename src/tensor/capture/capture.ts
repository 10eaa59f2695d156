import { aFunction, aText, checkArgument, checkOptions, oneOf } from "../../base/arguments.js";
import type * as tf from "@tensorflow/tfjs";
import { supportsBfloat16, type Precision } from "../precision.js";
import { Captured } from "./captured.js";
import type { Step } from "./recording.js";

/** Settings of {@link capture}. */
export interface CaptureOptions {
  /** Names the step in messages; default the function's own name. */
  readonly name?: string;
  /**
   * `"bfloat16"` makes convolutions and matrix products, and what lies between two of them,
   * about twice as fast where `supportsBfloat16()`, at 8 instead of 24 significant bits;
   * variables, their updates and the losses stay float32. Default `"float32"`.
   */
  readonly precision?: Precision;
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
 * The first call with inputs of given shapes and dtypes runs the step twice to record it, puts the
 * variables back and then runs the graph, as every later call does: a run that is resumed in another
 * process so gives bit for bit what it would have given. (A first call that creates variables runs
 * the step as usual, and the next one records it.) Variables stay ordinary `tf.Variable`s: each run
 * is given their values and assigns the new ones, so that several captured steps share them and
 * anything may change them in between. Where a gradient is taken around the step, and on a backend
 * without capture, a call runs the step as usual.
 *
 * Only tensors flow through a graph. Whatever JavaScript computes in the step (numbers, branches) is
 * fixed when it is recorded: give what changes, such as a learning rate or the step's number, as an
 * input. What differs between the two runs is refused. When the settings of one of TF.js's optimizers
 * change, or a tensor from outside is disposed, the step is recorded again; other changes from outside
 * (a number, a tensor replaced by another) remain unseen.
 *
 * A variable may be an input, too; the step has a graph for each one.
 *
 * @param step takes tensors, returns a tensor or an array or record of them; what else it makes is
 *   freed. It may create variables when it first runs with inputs of given shapes (optimizers do),
 *   not later.
 * @returns the step as a graph; its results are the caller's to dispose
 * @throws Error if bfloat16 is asked for where the machine lacks it
 * @throws CaptureRefused, when called, if the step reads a tensor's values, draws random numbers or
 *   reads the time in JavaScript, does something else at each run, or creates variables again; the
 *   variables are then as before the call
 * @throws TypeError, when called, if an input is neither a tensor that exists nor a number
 */
export function capture<Inputs extends readonly tf.Tensor[], Result extends object>(
  step: (...inputs: Inputs) => Result,
  options: CaptureOptions = {},
): CapturedStep<Inputs, Result> {
  checkArgument("step", step, aFunction("(x) => x.square()"));
  const precision = oneOf("float32", "bfloat16");
  checkOptions("capture", options, { name: aText("step"), precision });
  if (options.precision === "bfloat16" && !supportsBfloat16()) {
    throw new Error(
      `Precision "bfloat16" is expected to be run by native TensorFlow on a processor with ` +
        `AVX512_BF16 or AMX or on a GPU since Ampere, which this machine lacks; leave it out.`,
    );
  }
  const captured = new Captured(
    step as unknown as Step<Result>,
    options.name ?? (step.name || "step"),
    options.precision ?? "float32",
  );
  const call = (...inputs: CapturedInputs<Inputs>) => captured.call(inputs);
  return Object.defineProperties(call, {
    graphs: { get: () => captured.graphs },
    dispose: { value: () => captured.dispose() },
  }) as CapturedStep<Inputs, Result>;
}
