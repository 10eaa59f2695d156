import { DISPLAY, type MimeBundle, Shown } from "../display/index.js";

/** The metrics, and which way is better. */
const BETTER = {
  "Fréchet distance": "lower",
  "kernel distance": "lower",
  precision: "higher",
  recall: "higher",
  density: "higher",
  coverage: "higher",
  "classifier score": "higher",
} as const;

/** The name of a metric. */
export type ScoreKind = keyof typeof BETTER;

/** The reference of a metric that needs none. */
export const NO_REFERENCE = "no reference";

/** The parts of a {@link Score}. */
export interface ScoreParts<
  Kind extends ScoreKind,
  Extractor extends string,
  Reference extends string,
  Samples extends number,
> {
  readonly kind: Kind;
  readonly value: number;
  readonly standardError: number;
  readonly range: readonly [low: number, high: number];
  readonly extractor: Extractor;
  readonly reference: Reference;
  readonly samples: Samples;
  readonly references: number;
}

/**
 * The value of a metric, with all settings that it depends on.
 *
 * Scores of different extractors, against different references or of different numbers of samples
 * are different measurements, even under the same name: published distances have often been compared
 * that were not comparable. So all this is part of the type, and `compareScores` takes comparable
 * scores only.
 */
export class Score<
  const Kind extends ScoreKind = ScoreKind,
  const Extractor extends string = string,
  const Reference extends string = string,
  const Samples extends number = number,
> extends Shown {
  readonly kind: Kind;
  readonly value: number;
  /** How much the value varies from one draw of the samples to another: a standard deviation. */
  readonly standardError: number;
  /** 95 %: the value and 1.96 standard errors either way, within what is possible. */
  readonly interval: readonly [low: number, high: number];
  /** Name of the extractor. */
  readonly extractor: Extractor;
  /** Name of the images it was measured against, or `"no reference"`. */
  readonly reference: Reference;
  /** Number of samples. */
  readonly samples: Samples;
  /** Number of reference images. */
  readonly references: number;
  /** Which values are better. */
  readonly better: "lower" | "higher";

  constructor(parts: ScoreParts<Kind, Extractor, Reference, Samples>) {
    super();
    const { value, standardError, range } = parts;
    this.kind = parts.kind;
    this.value = value;
    this.standardError = standardError;
    this.interval = [
      Math.max(range[0], value - 1.96 * standardError),
      Math.min(range[1], value + 1.96 * standardError),
    ];
    this.extractor = parts.extractor;
    this.reference = parts.reference;
    this.samples = parts.samples;
    this.references = parts.references;
    this.better = BETTER[parts.kind];
  }

  /** One line with the value and its settings. */
  toString(): string {
    const [low, high] = this.interval.map(formatScore);
    const against =
      this.references > 0 ? ` against ${count(this.references)} of ${this.reference}` : "";
    return (
      `${capital(this.kind)} ${formatScore(this.value)} (95 %: ${low} to ${high}), ` +
      `${this.extractor}, ${count(this.samples)} samples${against}`
    );
  }

  [DISPLAY](): MimeBundle {
    return { "text/plain": this.toString() };
  }
}

/** A value with a sensible number of digits: three after the point for small ones, none above 1000. */
export function formatScore(value: number): string {
  const size = Math.abs(value);
  if (size >= 1000) return Math.round(value).toLocaleString("en-US");
  const digits = size >= 100 ? 1 : size >= 1 ? 2 : size >= 0.01 || size === 0 ? 3 : 5;
  return value.toFixed(digits);
}

const count = (number: number) => number.toLocaleString("en-US");
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
