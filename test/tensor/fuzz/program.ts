/** Random training programs as data: they run, print as TypeScript, and become smaller. */

export type Dtype = "float32" | "int32" | "bool";

/** A value that a program has computed or is given, by its name. */
export interface Value {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: Dtype;
}

/** The key of random numbers; the step is the input `n`, the number of the call. */
export interface Key {
  readonly seed: number;
  readonly stepped: boolean;
}

/** An argument: a value by name, the key of random numbers, or a constant. */
export type Argument =
  | { readonly ref: string }
  | { readonly refs: readonly string[] }
  | { readonly key: Key }
  | { readonly literal: number | string | boolean | null | readonly unknown[] };

/** `const name = fn(args)`, or one member of what the function returns. */
export interface Call {
  readonly kind: "call";
  readonly name: string;
  readonly fn: string;
  readonly args: readonly Argument[];
  readonly member?: string | number;
}

/** `variable.assign(value)`. */
export interface Assign {
  readonly kind: "assign";
  readonly variable: string;
  readonly value: string;
}

export type Statement = Call | Assign;

/** How the numbers of an input or a variable are made. */
export interface Numbers {
  readonly from: "fill" | "normal" | "uniform";
  readonly scale: number;
  readonly seed: number;
}

export interface Variable extends Value {
  readonly numbers: Numbers;
}

/** An input of the step; its shape begins with the size of the batch where `batched`. */
export interface Input extends Value {
  readonly numbers: Numbers;
  readonly batched: boolean;
  /** The variable that is passed for it. */
  readonly variable?: string;
}

/** A function within the step, which may itself be captured. */
export interface Inner {
  readonly parameter: string;
  readonly body: readonly Call[];
  readonly result: string;
}

/** One call of the step. */
export interface Run {
  readonly batch: number;
  readonly n: number;
}

export interface Program {
  readonly inputs: readonly Input[];
  readonly variables: readonly Variable[];
  readonly inner?: Inner;
  /** Run first. */
  readonly before: readonly Statement[];
  /** The loss, a scalar; differentiated by the variables if there is an optimizer. */
  readonly loss: readonly Call[];
  readonly lossValue?: string;
  readonly optimizer?: string;
  /** Run last. */
  readonly after: readonly Statement[];
  /** The values that the step returns. */
  readonly results: readonly string[];
  readonly runs: readonly Run[];
  /** Whether its numbers may be far from 1. */
  readonly extreme: boolean;
}

/** The shape of an input when the batch has this size. */
export function shapeOf(value: Input | Variable, batch: number): number[] {
  return "batched" in value && value.batched ? [batch, ...value.shape.slice(1)] : [...value.shape];
}
