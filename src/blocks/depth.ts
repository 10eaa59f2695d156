import {
  checkImageShape,
  checkPositiveInteger,
  formatShape,
  type ImageShape,
} from "../tensor/shape.js";

/** How often sides that are common halve; other sides are only checked at run time. */
interface Halvings {
  8: 1 | 2 | 3;
  16: 1 | 2 | 3 | 4;
  28: 1 | 2;
  32: 1 | 2 | 3 | 4 | 5;
  48: 1 | 2 | 3 | 4;
  64: 1 | 2 | 3 | 4 | 5 | 6;
  96: 1 | 2 | 3 | 4 | 5;
  128: 1 | 2 | 3 | 4 | 5 | 6 | 7;
  256: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;
  512: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
}

/** The depths that images of a shape allow, as far as the types know. */
export type DepthOf<Image extends ImageShape> = SideDepth<Image[0]> & SideDepth<Image[1]>;
type SideDepth<Side extends number> = Side extends keyof Halvings ? Halvings[Side] : number;

/** The least positions that the default depth leaves of a side. */
const LEAST = 4;

/**
 * How often a network halves its images.
 *
 * @param depth default as often as leaves at least 4 positions of each side
 * @throws RangeError when the images do not halve so often
 */
export function checkDepth(image: ImageShape, depth?: number): number {
  const [height, width] = checkImageShape(image);
  const shortest = Math.min(height, width);
  let most = 0;
  while (height % 2 ** (most + 1) === 0 && width % 2 ** (most + 1) === 0) most++;
  const wanted = depth ?? Math.max(1, Math.min(most, Math.floor(Math.log2(shortest / LEAST))));
  if (checkPositiveInteger("depth", wanted) <= most) return wanted;
  throw new RangeError(
    `The depth is expected to be at most ${most} for images of ${formatShape(image)}, which halve ` +
      `no more often, but is ${wanted}; lower the depth or scale the images.`,
  );
}
