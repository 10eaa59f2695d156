import * as tf from "@tensorflow/tfjs";

/**
 * Moves a running average of weights one step on: $\bar\theta \leftarrow d\bar\theta + (1 - d)\theta$.
 *
 * The decay $d$ warms up, $d = \min(\text{decay}, \frac{1 + t}{10 + t})$, so that the random initial
 * weights are forgotten early.
 *
 * @param averages the averages, written
 * @param current the weights, in the same order and shapes, read
 * @param step $t$, from 1
 * @param decay in [0, 1)
 */
export function updateAverages(
  averages: readonly tf.Variable[],
  current: readonly tf.Variable[],
  step: number,
  decay: number,
): void {
  const d = Math.min(decay, (1 + step) / (10 + step));
  averages.forEach((average, index) => {
    const moved = tf.tidy(() => average.add(current[index]!.sub(average).mul(1 - d)));
    average.assign(moved);
    moved.dispose();
  });
}
