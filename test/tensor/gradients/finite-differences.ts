import * as tf from "@tensorflow/tfjs";

/** Where an operation is differentiated. */
export type Values = "signed" | "positive" | "unit";

/** The numbers of an input: distinct, evenly spread, shuffled, and never at zero (a kink of many). */
export function spreadValues(size: number, values: Values, seed: number): Float32Array {
  const numbers = Float32Array.from({ length: size }, (_, i) => (2 * i + 1) / size - 1);
  const random = generator(seed);
  for (let i = size - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [numbers[i], numbers[j]] = [numbers[j]!, numbers[i]!];
  }
  if (size % 2 === 1) numbers.forEach((n, i) => (numbers[i] = n + 0.5 / size));
  const scale = { signed: 1.6, positive: 0.8, unit: 0.8 }[values];
  const shift = { signed: 0, positive: 1.2, unit: 0 }[values];
  return numbers.map((n) => n * scale + shift);
}

function generator(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

type Vectors = readonly Float32Array[];

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, n, i) => sum + n * b[i]!, 0);
const dotAll = (a: Vectors, b: Vectors) => a.reduce((sum, v, i) => sum + dot(v, b[i]!), 0);

/** Relative errors of the first and second derivative along random directions. */
export interface Errors {
  readonly first: number;
  readonly second: number;
}

const STEP = 5e-3;
const DIRECTIONS = 3;

/**
 * Compares the tape's derivatives of $L = \sum c (y + y^2 / 2)$, $y = f(x)$, with five-point finite
 * differences: $\nabla L \cdot d$, and $\nabla (v \cdot \nabla L) \cdot d$ for a fixed random $v$,
 * in which every way that the gradient depends on the inputs counts.
 */
export function derivativeErrors(
  f: (...inputs: tf.Tensor[]) => tf.Tensor,
  shapes: readonly (readonly number[])[],
  values: readonly Values[],
): Errors {
  const sizes = shapes.map((shape) => shape.reduce((product, n) => product * n, 1));
  const at = sizes.map((size, i) => spreadValues(size, values[i] ?? "signed", 17 + i));
  // Off balance: what only sees the sum must not see zero.
  const randomLike = (seed: number) =>
    sizes.map((size, i) => spreadValues(size, "signed", seed + 31 * i).map((n) => n + 0.3));
  const tensors = (vectors: Vectors) => vectors.map((v, i) => tf.tensor(v, [...shapes[i]!]));
  const read = (results: tf.Tensor[]) => results.map((t) => t.dataSync<"float32">().slice());

  const outputSize = tf.tidy(() => f(...tensors(at)).size);
  const c = spreadValues(outputSize, "signed", 5);
  const v = randomLike(101);

  const lossValue = (x: Vectors): number => {
    const y = tf.tidy(() => f(...tensors(x)).dataSync<"float32">());
    return y.reduce((sum, n, i) => sum + c[i]! * (n + (n * n) / 2), 0);
  };
  const loss = (...x: tf.Tensor[]): tf.Scalar => {
    const y = f(...x).flatten();
    return tf.sum(tf.mul(tf.tensor1d(c), tf.add(y, tf.mul(tf.square(y), 0.5))));
  };
  const gradient = (x: Vectors): Vectors => tf.tidy(() => read(tf.grads(loss)(tensors(x))));
  const probed = (...x: tf.Tensor[]): tf.Scalar => {
    const vs = tensors(v);
    return tf.addN(
      tf
        .grads(loss)(x)
        .map((g, i) => tf.sum(tf.mul(g, vs[i]!))),
    );
  };
  const hessian = (x: Vectors): Vectors => tf.tidy(() => read(tf.grads(probed)(tensors(x))));

  const along = (d: Vectors, value: (x: Vectors) => number): number => {
    const moved = (h: number) => value(at.map((x, i) => x.map((n, j) => n + h * d[i]![j]!)));
    const near = moved(STEP) - moved(-STEP);
    const far = moved(2 * STEP) - moved(-2 * STEP);
    return (8 * near - far) / (12 * STEP);
  };
  const directions = Array.from({ length: DIRECTIONS }, (_, i) => randomLike(1001 + 7 * i));
  const worst = (by: Vectors, value: (x: Vectors) => number): number => {
    const expected = directions.map((d) => along(d, value));
    const scale = Math.max(...expected.map(Math.abs));
    const errors = directions.map((d, i) => Math.abs(dotAll(by, d) - expected[i]!));
    return Math.max(...errors) / scale;
  };
  return {
    first: worst(gradient(at), lossValue),
    second: worst(hessian(at), (x) => dotAll(gradient(x), v)),
  };
}
