import * as tf from "@tensorflow/tfjs";

/** Points of the plane: a tensor [n, 2] or pairs of numbers. */
export type Points = tf.Tensor | readonly (readonly number[])[];

const MAX_POINTS = 500;
const GOLDEN_RATIO = 0.618033988749895;

/**
 * At most 500 of the points, evenly picked, with three decimals: enough for the eye, and a small
 * message. Points that are not finite are left out.
 *
 * @throws RangeError if the points are not pairs
 */
export function shownPoints(name: string, points: Points): [x: number, y: number][] {
  const pairs = points instanceof tf.Tensor ? pairsOf(name, points) : points;
  const found: [number, number][] = [];
  for (const pair of pairs) {
    if (pair.length !== 2) {
      throw new RangeError(
        `planeChart takes ${name} points as pairs [x, y], but was given one of ${pair.length} numbers.`,
      );
    }
    if (pair.every(Number.isFinite)) found.push([round(pair[0]!), round(pair[1]!)]);
  }
  const stride = found.length / MAX_POINTS;
  if (stride <= 1) return found;
  // One of each stretch, at a place that never repeats: data often come in a periodic order.
  return Array.from(
    { length: MAX_POINTS },
    (_, i) => found[Math.floor((i + ((i * GOLDEN_RATIO) % 1)) * stride)]!,
  );
}

function pairsOf(name: string, tensor: tf.Tensor): number[][] {
  if (tensor.shape.length !== 2 || tensor.shape[1] !== 2) {
    throw new RangeError(
      `planeChart takes ${name} points as a tensor of shape [n, 2], ` +
        `but was given one of shape [${tensor.shape.join(", ")}].`,
    );
  }
  const flat = tensor.dataSync();
  return Array.from({ length: tensor.shape[0] }, (_, i) => [flat[2 * i]!, flat[2 * i + 1]!]);
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
