import { anObject, checkArgument } from "../base/arguments.js";
import { DISPLAY, type MimeBundle, Shown } from "../display/index.js";
import { formatScore, type Score } from "./score.js";

/** The result of {@link compareScores}. */
export class Comparison extends Shown {
  constructor(
    /** The second value less the first. */
    readonly difference: number,
    /** Standard error of the difference. */
    readonly standardError: number,
    /** Which is better, or neither where chance alone may have made the difference. */
    readonly better: "first" | "second" | "neither",
    readonly kind: string,
  ) {
    super();
  }

  toString(): string {
    const difference = `${formatScore(Math.abs(this.difference))} ± ${formatScore(1.96 * this.standardError)}`;
    const conclusion =
      this.better === "neither" ? "no more than chance may make" : `the ${this.better} is better`;
    return `${this.kind}: the second is ${this.difference < 0 ? "lower" : "higher"} by ${difference} (95 %), ${conclusion}`;
  }

  [DISPLAY](): MimeBundle {
    return { "text/plain": this.toString() };
  }
}

/**
 * Compares two scores of one kind, from one extractor, against one reference, of one number of
 * samples. Others do not compile where their types tell, and are refused where they do not.
 *
 * A difference counts when it is more than 1.96 of its standard errors.
 *
 * @throws RangeError when the scores are not of the same measurement; it names what differs
 */
export function compareScores<S extends Score>(first: S, second: S): Comparison {
  const score = anObject("a score", "evaluation.scores.frechet", "kind", "value", "standardError");
  checkArgument("The first score", first, score);
  checkArgument("The second score", second, score);
  const differences = (["kind", "extractor", "reference", "samples", "references"] as const)
    .filter((key) => first[key] !== second[key])
    .map((key) => `${NAMES[key]} (${first[key]} and ${second[key]})`);
  if (differences.length > 0) {
    throw new RangeError(
      `Two scores are expected to be of the same measurement but differ in ` +
        `${differences.join(", ")}; measure both alike.`,
    );
  }
  const difference = second.value - first.value;
  const standardError = Math.hypot(first.standardError, second.standardError);
  const clear = Math.abs(difference) > 1.96 * standardError;
  const secondIsBetter = difference < 0 === (first.better === "lower");
  const better = !clear ? "neither" : secondIsBetter ? "second" : "first";
  return new Comparison(difference, standardError, better, first.kind);
}

const NAMES = {
  kind: "kind",
  extractor: "extractor",
  reference: "reference",
  samples: "number of samples",
  references: "number of reference images",
} as const;
