import * as tf from "@tensorflow/tfjs";

/**
 * One step of the exponential moving average (EMA) of weights: $\bar\theta \leftarrow d\bar\theta + (1 - d)\theta$.
 *
 * The decay $d$ warms up, $d = \min(\text{decay}, \frac{1 + t}{10 + t})$, so that the random initial
 * weights are forgotten early.
 *
 * @param ema the averages, updated in place
 * @param current the current weights, in the same order and shapes
 * @param step $t$, from 1; a tensor where the update is part of a captured step
 * @param decay in [0, 1)
 */
export function updateEma(
  ema: readonly tf.Variable[],
  current: readonly tf.Variable[],
  step: number | tf.Scalar,
  decay: number,
): void {
  tf.tidy(() => {
    const t = typeof step === "number" ? tf.scalar(step) : step;
    const d = tf.minimum(decay, t.add(1).div(t.add(10)));
    const oneMinusDecay = tf.sub(1, d);
    ema.forEach((average, index) => {
      average.assign(average.add(current[index]!.sub(average).mul(oneMinusDecay)));
    });
  });
}
