import { aList, aNumber, aTensor, checkArgument, either } from "../base/arguments.js";
import * as tf from "@tensorflow/tfjs";
import { formatCount } from "../base/numbers.js";

/** Points of the plane: a tensor [n, 2] or pairs of numbers. */
export type Points = tf.Tensor | readonly (readonly number[])[];

const MAX_POINTS = 500;
const GOLDEN_RATIO = 0.618033988749895;

/**
 * At most 500 of the points, evenly picked, with three decimals: enough for the eye, in a small
 * message. Points that are not finite are left out.
 *
 * @throws RangeError if the points are not pairs
 */
export function shownPoints(name: string, points: Points): [x: number, y: number][] {
  const aPair = aList("a pair", "[0, 0]", aNumber(0));
  const pairList = aList("a list of pairs", "[[0, 0], [1, 1]]", aPair);
  checkArgument(name, points, either(pairList, aTensor("tf.tensor2d([[0, 0], [1, 1]])")));
  const pairs = points instanceof tf.Tensor ? pairsOf(name, points) : points;
  const shown: [number, number][] = [];
  for (const pair of pairs) {
    if (pair.length !== 2) {
      throw new RangeError(
        `Each ${name} point is expected to be a pair [x, y] but one has ${formatCount(pair.length, "number")}; ` +
          `pass for example [[0, 0], [1, 1]].`,
      );
    }
    if (pair.every(Number.isFinite)) shown.push([round(pair[0]!), round(pair[1]!)]);
  }
  const stride = shown.length / MAX_POINTS;
  if (stride <= 1) return shown;
  // One of each stretch, at irregular places: the order of data is often periodic.
  return Array.from(
    { length: MAX_POINTS },
    (_, i) => shown[Math.floor((i + ((i * GOLDEN_RATIO) % 1)) * stride)]!,
  );
}

function pairsOf(name: string, tensor: tf.Tensor): number[][] {
  if (tensor.shape.length !== 2 || tensor.shape[1] !== 2) {
    throw new RangeError(
      `The tensor of ${name} points is expected to be of shape [n, 2] but is of shape ` +
        `[${tensor.shape.join(", ")}]; pass points of the plane.`,
    );
  }
  const flat = tensor.dataSync();
  return Array.from({ length: tensor.shape[0] }, (_, i) => [flat[2 * i]!, flat[2 * i + 1]!]);
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
