import { checkOptions } from "../base/arguments.js";
import * as tf from "@tensorflow/tfjs";
import { checkPositiveInteger } from "../tensor/shape.js";
import { interpolation, type Interpolation } from "./interpolation.js";
import { checkFinite, checkSameSize, rows as rowsOf, type Latents } from "./vectors.js";

/** Options of {@link latentGrid}. */
export interface LatentGridOptions {
  /** Points from top to bottom; default 8. */
  readonly rows?: number;
  /** Points from left to right; default 8. */
  readonly columns?: number;
  /** The way between two points; default `"slerp"`. `"lerp"` makes the grid bilinear. */
  readonly how?: Interpolation;
}

/**
 * Latent vectors on a grid between four corners, row by row.
 *
 * ```ts
 * const model = await digitGenerator();
 * imageGrid(model.decode(latentGrid(model.latents(4))), { columns: 8 });
 * ```
 *
 * @param corners [4, latent]: top left, top right, bottom left, bottom right
 * @returns float32 [rows * columns, latent]; the caller disposes it
 * @throws Error when there are not four corners
 * @throws RangeError when `rows` or `columns` is not a positive integer
 */
export function latentGrid(corners: tf.Tensor2D, options: LatentGridOptions = {}): tf.Tensor2D {
  checkOptions("latentGrid", options);
  const { rows = 8, columns = 8, how = "slerp" } = options;
  checkPositiveInteger("rows", rows, 8);
  checkPositiveInteger("columns", columns, 8);
  const between = interpolation(how);
  return tf.tidy(() => {
    const four = rowsOf(corners, "The corners of a grid are", 4);
    const [topLeft, topRight, bottomLeft, bottomRight] = tf
      .split(four, 4)
      .map((corner) => corner.expandDims(0)) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const across = fractions(columns).reshape([1, columns, 1]);
    const down = fractions(rows).reshape([rows, 1, 1]);
    const top = between(topLeft, topRight, across); // [1, columns, latent]
    const bottom = between(bottomLeft, bottomRight, across);
    return between(top, bottom, down).reshape([rows * columns, four.shape[1]]); // from [r, c, latent]
  });
}

/** Options of {@link latentPlane}. */
export interface LatentPlaneOptions {
  /** The point at the center, [latent] or [1, latent]; default the origin. */
  readonly center?: Latents;
  /** How far the plane reaches to each side, in units of the directions; default 2. */
  readonly extent?: number;
  /** Points from top to bottom; default 15. */
  readonly rows?: number;
  /** Points from left to right; default 15. */
  readonly columns?: number;
}

/**
 * Latent vectors on a plane through latent space, row by row: $c + x\,u + y\,v$ with $x$ rising to
 * the right and $y$ to the top, both from -extent to extent.
 *
 * For a model with two latent dimensions, `latentPlane(tf.eye(2))` is its whole latent space.
 *
 * @param directions [2, latent]: $u$ and $v$
 * @returns float32 [rows * columns, latent]; the caller disposes it
 * @throws Error when there are not two directions, or the center is of another size
 * @throws RangeError when a number is not as described
 */
export function latentPlane(
  directions: tf.Tensor2D,
  options: LatentPlaneOptions = {},
): tf.Tensor2D {
  const { rows = 15, columns = 15, extent = 2 } = options;
  checkPositiveInteger("rows", rows, 8);
  checkPositiveInteger("columns", columns, 8);
  checkFinite("extent", extent);
  return tf.tidy(() => {
    const [u, v] = tf.split(rowsOf(directions, "The directions of a plane are", 2), 2) as [
      tf.Tensor2D,
      tf.Tensor2D,
    ];
    const center = options.center
      ? rowsOf(options.center, "The center of a plane is", 1)
      : tf.zerosLike(u);
    checkSameSize(center, u);
    const side = (count: number) => fractions(count).mul(2).sub(1).mul(extent);
    const x = side(columns).reshape([1, columns, 1]);
    const y = side(rows).neg().reshape([rows, 1, 1]);
    const points = x.mul(u).add(y.mul(v)).add(center); // [rows, columns, latent]
    return points.reshape([rows * columns, u.shape[1]]);
  });
}

/** Equally spaced from 0 to 1; of a single one, the middle. */
function fractions(count: number): tf.Tensor1D {
  return count === 1 ? tf.tensor1d([0.5]) : tf.linspace(0, 1, count);
}
