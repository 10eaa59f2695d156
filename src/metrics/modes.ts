import type * as tf from "@tensorflow/tfjs";
import { DISPLAY, type MimeBundle, Shown } from "../display/index.js";
import { checkPositiveInteger } from "../tensor/shape.js";

/** The mixture that {@link modesOf} compares with. */
export interface MixtureModes {
  /** The means of the mixture's normal distributions. */
  readonly centers: readonly (readonly [x: number, y: number])[];
  /** Their standard deviation, the same for all, in each direction. */
  readonly std: number;
  /** From how many high-quality samples on a mode counts as recovered; default 1, as in the papers. */
  readonly minimum?: number;
}

/** The result of {@link modesOf}. */
export class Modes extends Shown {
  constructor(
    /** Number of samples. */
    readonly samples: number,
    /** The number of high-quality samples of each mode. */
    readonly counts: readonly number[],
    /** From how many of them on a mode counts as recovered. */
    readonly minimum: number,
  ) {
    super();
  }

  /** Number of modes. */
  get modes(): number {
    return this.counts.length;
  }

  /** Number of modes that are recovered. */
  get recovered(): number {
    return this.counts.filter((count) => count >= this.minimum).length;
  }

  /** The share of samples within three standard deviations of a mode. */
  get highQuality(): number {
    return this.#total() / this.samples;
  }

  /**
   * $\mathrm{KL}(p\,\|\,u)$ in nats of the modes' shares $p$ among the high-quality samples from equal
   * shares: 0 when all modes are drawn equally often, $\log$ of their number when only one is; NaN
   * without any high-quality sample.
   */
  get divergence(): number {
    const total = this.#total();
    if (total === 0) return NaN;
    return this.counts.reduce((sum, count) => {
      const share = count / total;
      return count > 0 ? sum + share * Math.log(share * this.modes) : sum;
    }, 0);
  }

  toString(): string {
    const recovery = `${this.recovered} of ${this.modes} modes recovered`;
    const good = `${(100 * this.highQuality).toFixed(1)} % of ${this.samples.toLocaleString("en-US")} samples of high quality`;
    return `${recovery}, ${good}, divergence from equal shares ${this.divergence.toFixed(3)} nats`;
  }

  [DISPLAY](): MimeBundle {
    return { "text/plain": this.toString() };
  }

  #total(): number {
    return this.counts.reduce((sum, count) => sum + count, 0);
  }
}

/**
 * Which modes of a mixture of normal distributions in the plane samples recover, by the convention
 * of Srivastava et al. (2017, VEEGAN): a sample is of high quality within three standard deviations
 * of the nearest mode, and a mode is recovered when it has a high-quality sample. They draw 2,500.
 * Of the mixture itself, 98.9 % are of high quality.
 *
 * One stray sample recovers a mode, so on many samples ask for more: `minimum: 20` for example.
 *
 * @param samples points [n, 2], or images [n, 1, 1, 2]
 * @throws RangeError when the samples are not points of the plane, or a setting is invalid
 */
export function modesOf(samples: tf.Tensor2D | tf.Tensor4D, mixture: MixtureModes): Modes {
  const { centers, std, minimum = 1 } = mixture;
  checkPositiveInteger("minimum", minimum, 20);
  if (centers.length === 0 || !(std > 0)) {
    throw new RangeError(
      `A mixture is expected to have centers and an std above 0 but has ${centers.length} ` +
        `centers and the std ${std}; pass those of the data.`,
    );
  }
  const n = samples.shape[0];
  if (n === 0 || samples.size !== 2 * n || samples.shape.at(-1) !== 2) {
    throw new RangeError(
      `Samples are expected as points [n, 2] or [n, 1, 1, 2] but are [${samples.shape.join(", ")}]; ` +
        `pass points of the plane.`,
    );
  }
  const values = samples.dataSync<"float32">();
  const counts = new Array<number>(centers.length).fill(0);
  for (let i = 0; i < n; i++) {
    const [x, y] = [values[2 * i]!, values[2 * i + 1]!];
    const distances = centers.map(([cx, cy]) => Math.hypot(x - cx, y - cy));
    const nearest = Math.min(...distances);
    if (nearest <= 3 * std) counts[distances.indexOf(nearest)]! += 1;
  }
  return new Modes(n, counts, minimum);
}
