const X = 0.5;
const WEIGHT = -1.2;
const STEP = 1e-2;

/**
 * The smallest gradient penalties: of D(x) = f(w x), the squared slope (dD / dx)^2, differentiated
 * by the weight w. Its slope is w f'(w x), so that what the tape forgets is how f' depends on w.
 *
 * @param {typeof import("@tensorflow/tfjs")} tf
 * @returns {Record<string, { tape: number, difference: number }>} by name of f
 */
export function slopePenalties(tf) {
  /** @type {Record<string, (x: import("@tensorflow/tfjs").Tensor) => import("@tensorflow/tfjs").Tensor>} */
  const functions = {
    tanh: tf.tanh,
    elu: tf.elu,
    swish: (x) => tf.mul(x, tf.sigmoid(x)),
    sigmoid: tf.sigmoid,
  };
  const entries = Object.entries(functions).map(([name, f]) => {
    /** @param {import("@tensorflow/tfjs").Tensor} w */
    const penalty = (w) => tf.square(tf.grad((x) => f(tf.mul(w, x)))(tf.scalar(X)));
    /** @param {number} w */
    const at = (w) => tf.tidy(() => penalty(tf.scalar(w)).dataSync()[0] ?? NaN);
    const difference = (at(WEIGHT + STEP) - at(WEIGHT - STEP)) / (2 * STEP);
    const tape = tf.tidy(() => tf.grad(penalty)(tf.scalar(WEIGHT)).dataSync()[0] ?? NaN);
    return [name, { tape, difference }];
  });
  return Object.fromEntries(entries);
}
