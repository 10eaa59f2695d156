import { DISPLAY, type MimeBundle, Shown } from "../display/index.js";

/** What scores measure, and which way is better. */
const BETTER = {
  "Fréchet distance": "lower",
  "kernel distance": "lower",
  precision: "higher",
  recall: "higher",
  density: "higher",
  coverage: "higher",
  "classifier score": "higher",
} as const;

/** The name of a figure. */
export type ScoreKind = keyof typeof BETTER;

/** The reference of a figure that needs none. */
export const NO_REFERENCE = "no reference";

/** What a {@link Score} is made of. */
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
 * A figure with all that it depends on.
 *
 * Figures of different extractors, against different references or of different numbers of samples
 * are different measurements, though their names be the same: published distances have often been
 * set side by side that were none of one kind. So all this is part of the type, and `compareScores`
 * takes like scores only.
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

  /** One line with all that belongs to the figure. */
  toString(): string {
    const [low, high] = this.interval.map(formatFigure);
    const against =
      this.references > 0 ? ` against ${count(this.references)} of ${this.reference}` : "";
    return (
      `${capital(this.kind)} ${formatFigure(this.value)} (95 %: ${low} to ${high}), ` +
      `${this.extractor}, ${count(this.samples)} samples${against}`
    );
  }

  [DISPLAY](): MimeBundle {
    return { "text/plain": this.toString() };
  }
}

/** A figure with as many digits as are worth reading: three after the first, none after a thousand. */
export function formatFigure(value: number): string {
  const size = Math.abs(value);
  if (size >= 1000) return Math.round(value).toLocaleString("en-US");
  const digits = size >= 100 ? 1 : size >= 1 ? 2 : size >= 0.01 || size === 0 ? 3 : 5;
  return value.toFixed(digits);
}

const count = (number: number) => number.toLocaleString("en-US");
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
