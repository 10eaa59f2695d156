import * as tf from "@tensorflow/tfjs";

/** The tensors in a result: a tensor, or arrays and records of such. */
export function flatten(result: unknown): tf.Tensor[] {
  if (result instanceof tf.Tensor) return [result];
  if (typeof result !== "object" || result === null || result instanceof Promise) {
    throw new TypeError(
      `A captured step is expected to return tensors, or arrays and records of them, but returned ` +
        `${result instanceof Promise ? "a promise" : String(result)}; return the tensors themselves.`,
    );
  }
  return Object.values(result).flatMap(flatten);
}

/** A result of the same structure with other tensors, given in the order of {@link flatten}. */
export function rebuild<Result>(like: Result, tensors: readonly tf.Tensor[]): Result {
  const remaining = tensors.values();
  const build = (part: unknown): unknown => {
    if (part instanceof tf.Tensor) return remaining.next().value;
    if (Array.isArray(part)) return part.map(build);
    const entries = Object.entries(part as object);
    return Object.fromEntries(entries.map(([name, value]) => [name, build(value)]));
  };
  return build(like) as Result;
}
