import { DISPLAY, type MimeBundle, Shown, Table } from "../display/index.js";
import type { Judgment } from "./classify.js";
import { formatScore, NO_REFERENCE, type Score, type ScoreKind } from "./score.js";

/** The scores of an {@link Evaluation} against its reference. */
export interface Scores<
  Extractor extends string = string,
  Reference extends string = string,
  Samples extends number = number,
> {
  readonly frechet: Score<"Fréchet distance", Extractor, Reference, Samples>;
  readonly kernel: Score<"kernel distance", Extractor, Reference, Samples>;
  readonly precision: Score<"precision", Extractor, Reference, Samples>;
  readonly recall: Score<"recall", Extractor, Reference, Samples>;
  readonly density: Score<"density", Extractor, Reference, Samples>;
  readonly coverage: Score<"coverage", Extractor, Reference, Samples>;
}

/** The parts of an {@link Evaluation}. */
export interface EvaluationParts<
  Extractor extends string,
  Reference extends string,
  Samples extends number,
> {
  readonly source: string;
  readonly scores: Scores<Extractor, Reference, Samples>;
  readonly classifierScore?: Score<"classifier score", Extractor, typeof NO_REFERENCE, Samples>;
  readonly judgment?: Judgment;
  readonly accuracy?: number;
  readonly seed: number;
  readonly floor?: Evaluation<Extractor, Reference, Samples>;
}

/** All metrics of a set of samples; displayed as a table, beside the floor where it has one. */
export class Evaluation<
  Extractor extends string = string,
  Reference extends string = string,
  Samples extends number = number,
> extends Shown {
  /** Name of the images that were judged. */
  readonly source: string;
  readonly scores: Scores<Extractor, Reference, Samples>;
  /** Where the extractor is a classifier. */
  readonly classifierScore?: EvaluationParts<Extractor, Reference, Samples>["classifierScore"];
  /** Confidence and frequency of classes, where the extractor is a classifier. */
  readonly judgment?: Judgment;
  /** The share of samples of the class asked for; of real images, the classifier's accuracy. */
  readonly accuracy?: number;
  readonly seed: number;
  /** The same metrics of real images, which a perfect generator would get. */
  readonly floor?: Evaluation<Extractor, Reference, Samples>;

  /** @throws RangeError when the floor was not measured in the same way */
  constructor(parts: EvaluationParts<Extractor, Reference, Samples>) {
    super();
    const { floor, scores } = parts;
    if (floor) checkFloor(floor.scores.frechet, scores.frechet);
    this.source = parts.source;
    this.scores = scores;
    this.classifierScore = parts.classifierScore;
    this.judgment = parts.judgment;
    this.accuracy = parts.accuracy;
    this.seed = parts.seed;
    this.floor = floor;
  }

  /** All scores, in the order of the table. */
  get all(): readonly Score<ScoreKind, Extractor>[] {
    const against: readonly Score<ScoreKind, Extractor>[] = Object.values(this.scores);
    return this.classifierScore ? [...against, this.classifierScore] : against;
  }

  /** The evaluation as a table. */
  table(): Table {
    const { frechet } = this.scores;
    const count = (number: number) => number.toLocaleString("en-US");
    const { floor } = this;
    const beside = (text: string | undefined) => (floor ? [text ?? "–"] : []);
    const rows = this.all.map((score) => [
      score.kind,
      formatScore(score.value),
      score.interval.map(formatScore).join(" to "),
      ...beside(formatted(floor?.all.find(({ kind }) => kind === score.kind)?.value)),
      score.better,
    ]);
    for (const [name, better, shareOf] of SHARES) {
      const value = shareOf(this);
      if (value === undefined) continue;
      const real = floor && shareOf(floor);
      rows.push([
        name,
        share(value),
        "",
        ...beside(real === undefined ? real : share(real)),
        better,
      ]);
    }
    return new Table(
      `${this.source}: ${count(frechet.samples)} images against ${count(frechet.references)} of ${frechet.reference}`,
      ["", "value", "95 %", ...(floor ? [`real (${floor.source})`] : []), "better"],
      rows,
      `Features of the ${frechet.extractor}; seed ${this.seed}. The intervals show how the values vary between draws of the same number of samples.`,
    );
  }

  [DISPLAY](): MimeBundle | Promise<MimeBundle> {
    return this.table()[DISPLAY]();
  }

  toString(): string {
    return this.table().toString();
  }
}

/** The metrics that are plain shares: name, which is better, and the share of an evaluation. */
const SHARES: readonly [string, string, (evaluation: Evaluation) => number | undefined][] = [
  ["over 0.9 class probability", "higher", ({ judgment }) => judgment?.confident],
  ["rarest class", "", ({ judgment }) => judgment && Math.min(...judgment.frequencies)],
  ["most frequent class", "", ({ judgment }) => judgment && Math.max(...judgment.frequencies)],
  ["of the class asked for", "higher", ({ accuracy }) => accuracy],
];

const share = (value: number) => `${(100 * value).toFixed(1)} %`;
const formatted = (value: number | undefined) =>
  value === undefined ? undefined : formatScore(value);

function checkFloor(floor: Score, score: Score): void {
  const settings = ({ extractor, samples, references, reference }: Score) =>
    `${samples} images by the ${extractor} against ${references} of ${reference}`;
  if (settings(floor) === settings(score)) return;
  throw new RangeError(
    `The floor is expected to be of ${settings(score)} but is of ${settings(floor)}; evaluate the real ` +
      `images with the same settings.`,
  );
}
