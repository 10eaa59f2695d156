import { checkImageShape, formatShape, type ImageShape } from "../tensor/shape.js";

/** A generator's first grid, which it doubles until it has the image's size. */
export interface Grid {
  readonly height: number;
  readonly width: number;
  readonly doublings: number;
}

/** Limits of the grid's shorter side, in positions. */
const [SHORTEST, LONGEST] = [4, 7] as const;

/**
 * Finds the grid by halving the image as long as both sides are even and at least 4 positions are left: 28x28 comes from
 * 7x7 in 2 doublings, 32x32 from 4x4 in 3, 64x64 from 4x4 in 4.
 *
 * @throws RangeError when the image cannot be halved down to a grid with a side of 4 to 7
 */
export function startingGrid(image: ImageShape): Grid {
  let [height, width] = checkImageShape(image);
  let doublings = 0;
  while (height % 2 === 0 && width % 2 === 0 && Math.min(height, width) / 2 >= SHORTEST) {
    [height, width, doublings] = [height / 2, width / 2, doublings + 1];
  }
  const shortest = Math.min(height, width);
  if (doublings > 0 && shortest <= LONGEST) return { height, width, doublings };
  throw new RangeError(
    `The shorter side of a convolutional network's images is expected to be 4, 5, 6 or 7 times a ` +
      `power of two, and the other side to halve as often, but the images are ` +
      `${formatShape(image)}; scale them to 28, 32 or 64 pixels, or use mlpGan.`,
  );
}
