import { describeValue } from "../base/arguments.js";
import * as tf from "@tensorflow/tfjs";
import { checkSameSize } from "./vectors.js";

/** How far along: one number for all, or a tensor that broadcasts over the vectors' last axis. */
export type Fraction = number | tf.Tensor;

/** The way from one latent vector to another: along a straight line, or an arc about the origin. */
export type Interpolation = "lerp" | "slerp";

/**
 * Linear interpolation, $(1 - t)\,a + t\,b$.
 *
 * Between two draws from a normal prior the straight line leads through shorter vectors than the
 * prior ever gives, see {@link slerp}.
 *
 * @param a vectors [..., latent]
 * @param b vectors, of shapes that broadcast with `a`
 * @param t 0 is `a` and 1 is `b`; beyond, the line goes on
 * @returns the vectors at `t`; the caller disposes them
 * @throws Error when the vectors are of different sizes
 */
export function lerp<T extends tf.Tensor>(a: T, b: T, t: Fraction): T {
  checkSameSize(a, b);
  return tf.tidy(() => a.add(b.sub(a).mul(t)));
}

/** Below this sine, float32 does not know in which plane two opposite unit vectors turn. */
const NO_PLANE = 1e-6;

/**
 * Spherical linear interpolation: the direction turns at a constant rate, the length changes
 * linearly.
 *
 * Draws from a normal prior of many dimensions lie near a sphere of radius $\sqrt{d}$; this path
 * stays there, where the generator was trained (White 2016). For vectors of one length it is
 * White's formula (Shoemake 1985). For others his lengths grow beyond both ends as the vectors
 * become opposite; these do not.
 *
 * Between vectors that point the same way it is a straight line. Between opposite ones every half
 * circle is as short: a fixed one is taken. A zero vector has no direction, and numbers (vectors of
 * size 1) have no circle between them: there it is {@link lerp}.
 *
 * @param a vectors [..., latent]
 * @param b vectors, of shapes that broadcast with `a`
 * @param t 0 is `a` and 1 is `b`
 * @returns the vectors at `t`; the caller disposes them
 * @throws Error when the vectors are of different sizes
 */
export function slerp<T extends tf.Tensor>(a: T, b: T, t: Fraction): T {
  checkSameSize(a, b);
  if (a.shape.at(-1) === 1) return lerp(a, b, t);
  return tf.tidy(() => {
    const [lengthA, unitA] = lengthAndUnit(a); // [..., 1], [..., latent]
    const [lengthB, unitB] = lengthAndUnit(b);
    const cosine = unitA.mul(unitB).sum(-1, true); // [..., 1]
    const across = unitB.sub(unitA.mul(cosine)); // what of b is perpendicular to a
    const [sine, unitAcross] = lengthAndUnit(across);
    const opposite = tf.logicalAnd(sine.less(NO_PLANE), cosine.less(0));
    const side = tf.where(opposite, perpendicular(unitA), unitAcross);
    const angle = tf.atan2(sine, cosine).mul(t); // precise near 0 and near pi, as arccos is not
    const direction = unitA.mul(angle.cos()).add(side.mul(angle.sin()));
    const turned = direction.mul(lerp(lengthA, lengthB, t));
    const straight = tf.logicalOr(lengthA.equal(0), lengthB.equal(0));
    return tf.where(straight, lerp(a, b, t), turned) as T;
  });
}

/** Lengths [..., 1] and directions [..., latent]; a zero vector's direction is zero. */
function lengthAndUnit(vectors: tf.Tensor): [length: tf.Tensor, unit: tf.Tensor] {
  const length = tf.norm(vectors, "euclidean", -1, true);
  return [length, tf.divNoNan(vectors, length)];
}

/** A unit vector perpendicular to each: the axis of its smallest component, made orthogonal to it. */
function perpendicular(units: tf.Tensor): tf.Tensor {
  const axis = tf.oneHot(units.abs().argMin(-1) as tf.Tensor1D, units.shape.at(-1)!, 1, 0);
  const orthogonal = axis.sub(units.mul(axis.mul(units).sum(-1, true)));
  return lengthAndUnit(orthogonal)[1];
}

/** The function of this name. */
export function interpolation(how: Interpolation): typeof slerp {
  const functions = { lerp, slerp };
  if (Object.hasOwn(functions, how)) return functions[how];
  throw new Error(
    `how is expected to be "slerp" or "lerp" but is ${describeValue(how)}; pass one of them.`,
  );
}
