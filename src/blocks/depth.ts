import {
  checkImageShape,
  checkPositiveInteger,
  formatShape,
  type ImageShape,
} from "../tensor/shape.js";

/** How often common sides can be halved; other sides are only checked at run time. */
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

/** The depths that images of a shape allow; `number` where the side is not in the table. */
export type DepthOf<Image extends ImageShape> = SideDepth<Image[0]> & SideDepth<Image[1]>;
type SideDepth<Side extends number> = Side extends keyof Halvings ? Halvings[Side] : number;

/** The default depth leaves at least so many positions of a side. */
const SMALLEST = 4;

/**
 * The number of times that a network halves its images.
 *
 * @param depth default the largest number that leaves at least 4 positions of each side
 * @throws RangeError when the images do not halve so often
 */
export function checkDepth(image: ImageShape, depth?: number): number {
  const [height, width] = checkImageShape(image);
  const shortest = Math.min(height, width);
  let limit = 0;
  while (height % 2 ** (limit + 1) === 0 && width % 2 ** (limit + 1) === 0) limit++;
  const chosen = depth ?? Math.max(1, Math.min(limit, Math.floor(Math.log2(shortest / SMALLEST))));
  if (checkPositiveInteger("depth", chosen, 4) <= limit) return chosen;
  throw new RangeError(
    `The depth is expected to be at most ${limit} for images of ${formatShape(image)}, which halve ` +
      `no more often, but is ${chosen}; lower the depth or scale the images.`,
  );
}
