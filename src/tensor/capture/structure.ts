import * as tf from "@tensorflow/tfjs";

/** The tensors in a result: a tensor, or arrays and records of such. */
export function flatten(result: unknown): tf.Tensor[] {
  if (result instanceof tf.Tensor) return [result];
  const fault = strange(result);
  if (fault !== undefined) {
    throw new TypeError(
      `A captured step is expected to return tensors, or arrays and records of them, but returned ` +
        `${fault}; return the tensors themselves.`,
    );
  }
  return Object.values(result as object).flatMap(flatten);
}

/** A value that is no array or record, in words. */
function strange(result: unknown): string | undefined {
  if (typeof result !== "object" || result === null) return String(result);
  if ("then" in result && typeof result.then === "function") {
    // Its own failure is of no interest any more, and would end the process.
    (result as PromiseLike<unknown>).then(undefined, () => {});
    return "a promise";
  }
  const isRecord = Array.isArray(result) || !(Symbol.iterator in result);
  return isRecord ? undefined : Object.prototype.toString.call(result).slice(8, -1);
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

/** The number of the newest tensor: TF.js numbers tensors in their order. */
export function newestTensor(): number {
  return tf.tidy(() => tf.scalar(0).id);
}

/** A result whose tensors are the caller's, as those of a graph are: no variables, none from before. */
export function withOwnTensors<Result>(result: Result, newest: number): Result {
  const tensors = flatten(result).map((tensor) =>
    tensor instanceof tf.Variable || tensor.id <= newest ? tensor.clone() : tensor,
  );
  return rebuild(result, tensors);
}

/** Keys and order of a result, as text. */
export function structureOf(result: unknown): string {
  return JSON.stringify(result, (_, part: unknown) => (part instanceof tf.Tensor ? 0 : part));
}
