import { aNumber, checkOptions } from "../base/arguments.js";
import { uniformFloat32 } from "pure-rand/distribution/uniformFloat32";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { ready } from "../tensor/backend.js";
import { deriveSeed } from "../tensor/random/index.js";
import { checkPositiveInteger } from "../tensor/shape.js";
import { Dataset } from "./dataset.js";

/** A point of the plane as an image: one pixel with the channels x and y. */
export type PointShape = readonly [1, 1, 2];

/** The center of a mode, in [-1, 1] each. */
export type Center = readonly [x: number, y: number];

/**
 * Points drawn from equally likely Gaussians in the plane; the label of a point is its mode.
 *
 * Points are images of one pixel, so that every model of images takes them. What a generator loses
 * can be counted here, which is why GANs are tried on such mixtures first (Metz et al. 2017).
 */
export class GaussianMixture extends Dataset<PointShape> {
  constructor(
    name: string,
    /** The center of each mode. */
    readonly centers: readonly Center[],
    /** The standard deviation of each mode, in x and in y. */
    readonly std: number,
    sampling: SamplingOptions = {},
  ) {
    super({
      name,
      image: [1, 1, 2],
      ...sample(centers, std, sampling),
      classes: centers.map((_, mode) => `mode ${mode}`),
    });
  }
}

/** Options of every mixture. */
export interface SamplingOptions {
  /** Number of points; default 20,000. */
  readonly count?: number;
  /** Fixes the points: integer from 0 to 2^32 - 1; default 0. */
  readonly seed?: number;
}

/** Options of {@link ringOfGaussians}. */
export interface RingOptions extends SamplingOptions {
  /** Number of Gaussians, from 1 to 256; default 8. */
  readonly modes?: number;
  /** Distance of the centers from the origin; default 0.7. */
  readonly radius?: number;
  /** Standard deviation of each Gaussian; default a hundredth of the radius. */
  readonly std?: number;
}

/**
 * A ring of Gaussians (Metz et al. 2017). The usual one has radius 2 and standard deviation 0.02;
 * by default this is the same ring, 0.35 times as large, so that it lies in [-1, 1] as images do.
 *
 * Also waits for the backend.
 *
 * @returns points float32 [n, 1, 1, 2] in [-1, 1], the first mode at the right, then anticlockwise
 * @throws RangeError when the ring does not lie in [-1, 1], six std around the centers
 */
export async function ringOfGaussians(options: RingOptions = {}): Promise<GaussianMixture> {
  const kinds = { modes: aNumber(8), radius: aNumber(0.7), std: aNumber(0.007) };
  checkOptions("ringOfGaussians", options, kinds);
  const { modes = 8, radius = 0.7, std = radius / 100 } = options;
  checkModes(modes, modes);
  const centers = Array.from({ length: modes }, (_, mode): Center => {
    const angle = (2 * Math.PI * mode) / modes;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
  checkSize("radius", radius, std);
  await ready();
  return new GaussianMixture(`ring of ${modes} Gaussians`, centers, std, options);
}

/** Options of {@link gridOfGaussians}. */
export interface GridOptions extends SamplingOptions {
  /** Number of Gaussians in a row and in a column, from 2 to 16; default 5. */
  readonly side?: number;
  /** Largest coordinate of a center; default 0.8. */
  readonly reach?: number;
  /** Standard deviation of each Gaussian; default a fortieth of the distance between neighbors. */
  readonly std?: number;
}

/**
 * A square grid of Gaussians (Dumoulin et al. 2017). The usual 25 have the coordinates -4, -2, 0, 2
 * and 4 and standard deviation 0.05; by default this is the same grid, 0.2 times as large, so that
 * it lies in [-1, 1] as images do.
 *
 * Also waits for the backend.
 *
 * @returns points float32 [n, 1, 1, 2] in [-1, 1], modes row by row from the lowest x and y
 * @throws RangeError when the grid does not lie in [-1, 1], six std around the centers
 */
export async function gridOfGaussians(options: GridOptions = {}): Promise<GaussianMixture> {
  const kinds = { side: aNumber(5), reach: aNumber(0.8), std: aNumber(0.01) };
  const { side = 5, reach = 0.8 } = checkOptions("gridOfGaussians", options, kinds);
  checkModes(side, side * side);
  if (side < 2) throw new RangeError(`side is expected to be at least 2 but is ${side}; pass 5.`);
  const spacing = (2 * reach) / (side - 1);
  const { std = spacing / 40 } = options;
  const centers = Array.from({ length: side * side }, (_, mode): Center => {
    const [row, column] = [Math.floor(mode / side), mode % side];
    return [column * spacing - reach, row * spacing - reach];
  });
  checkSize("reach", reach, std);
  await ready();
  return new GaussianMixture(`grid of ${side * side} Gaussians`, centers, std, options);
}

/** Points and their modes: a mode at random, then a normal number for x and one for y. */
function sample(centers: readonly Center[], std: number, options: SamplingOptions) {
  const { count = 20_000, seed = 0 } = options;
  checkPositiveInteger("The number of points", count, 20_000);
  const source = xoroshiro128plus(deriveSeed(seed, "mixture"));
  const pixels = new Float32Array(2 * count);
  const labels = new Uint8Array(count);
  for (let point = 0; point < count; point++) {
    const mode = (labels[point] = uniformInt(source, 0, centers.length - 1));
    const [x, y] = centers[mode]!;
    // A point's distance and direction from the center (Box and Muller 1958). The distance is below
    // six std, because a float32 below 1 is at most 1 - 2^-24.
    const distance = std * Math.sqrt(-2 * Math.log(1 - uniformFloat32(source)));
    const angle = 2 * Math.PI * uniformFloat32(source);
    pixels[2 * point] = x + distance * Math.cos(angle);
    pixels[2 * point + 1] = y + distance * Math.sin(angle);
  }
  return { pixels, labels };
}

function checkModes(given: number, modes: number): void {
  checkPositiveInteger("The number of modes", given, 8);
  if (modes <= 256) return;
  throw new RangeError(
    `A mixture is expected to have at most 256 modes but has ${modes}; pass fewer.`,
  );
}

function checkSize(name: string, size: number, std: number): void {
  if (size > 0 && std > 0 && size + 6 * std <= 1) return;
  throw new RangeError(
    `${name} + 6 · std is expected to be at most 1, so that all points lie in [-1, 1], but ` +
      `${name} is ${size} and std ${std}; pass for example 0.7 and 0.007.`,
  );
}
