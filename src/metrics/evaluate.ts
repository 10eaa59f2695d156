import { aList, aNumber, anObject, checkOptions, either, required } from "../base/arguments.js";
import { setImmediate } from "node:timers/promises";
import { kernelHost } from "../base/host.js";
import { formatCount } from "../base/numbers.js";
import type { NoInfer } from "../tensor/no-infer.js";
import type { ImageShape } from "../tensor/shape.js";
import { classifierScore } from "./classifier-score.js";
import { ProgressLine } from "../display/progress-line.js";
import { type DensityAndCoverage, densityCoverageCounter } from "./density-coverage.js";
import { Evaluation } from "./evaluation.js";
import { featuresOf } from "./extract.js";
import type { Extractor } from "../data/extractor.js";
import { checkOthers, Features } from "./features.js";
import { frechetDistance } from "./frechet-distance.js";
import { conditionalAccuracy, judgmentOf } from "./classify.js";
import { kernelDistance } from "./kernel-distance.js";
import { countPairs, pairsToCompare } from "./neighbors.js";
import { type PrecisionAndRecall, precisionRecallCounter } from "./precision-recall.js";
import {
  type ImageSet,
  type ImageSource,
  isModel,
  type SourceName,
  anImageSet,
} from "../data/image-set.js";

/** The real images that samples are compared with: a data set, or its features extracted before. */
export type ReferenceImages<
  Image extends ImageShape = ImageShape,
  Extractor extends string = string,
> = ImageSet<Image> | Features<Extractor>;

/** The name of a reference as far as its type tells. */
export type ReferenceName<R> = R extends Features<string, infer Name> ? Name : SourceName<R>;

/** Settings of {@link evaluate}. */
export interface EvaluateOptions<
  Image extends ImageShape,
  Name extends string,
  R extends ReferenceImages<Image, Name>,
  Count extends number,
> {
  readonly extractor: Extractor<Image, Name>;
  /**
   * Real images that the model has not been trained on: the test split. Extract its features once,
   * with `featuresOf`, when you evaluate more than once.
   */
  readonly reference: R;
  /** Number of samples; default 10,000. Scores are comparable only at equal sample counts. */
  readonly samples?: Count;
  /** Which samples, and which groups of them for the intervals; default 0. */
  readonly seed?: number;
  /** For a conditional model: the class asked for of each sample, or of images that it drew. */
  readonly labels?: ArrayLike<number>;
  /**
   * The evaluation of real images, the training split, in the same way, shown beside the samples'. A
   * perfect generator would get these scores.
   */
  readonly floor?: Evaluation<Name, ReferenceName<R>, NoInfer<Count>>;
}

const aFeatureSet = anObject("features", "await featuresOf(extractor, set)", "values", "extractor");
const OPTIONS = {
  extractor: required(anObject("an extractor", "await digitClassifier()", "name", "extract")),
  reference: required(either(anImageSet, aFeatureSet)),
  samples: aNumber(10_000),
  floor: anObject("an evaluation", "await evaluate(set, options)", "scores"),
  labels: aList("a list of classes", "dataset.labels", aNumber(0)),
};

/**
 * All metrics of samples against real images, from one pass over the features.
 *
 * With 128 features, 10,000 samples against 10,000 images take about 3 seconds of two cores, and
 * against 60,000 about 14, beside the extraction of the reference's features; lines of progress show
 * both. The tensors of the comparison take at most 30 MB, however many images there are.
 *
 * @param source a model, a data set (of the training split, for the floor) or images
 * @throws Error when image shapes differ
 * @throws RangeError when there are fewer images than samples, labels are not one for each, images
 * are among those of the reference, or the floor was not measured in the same way
 */
export async function evaluate<
  Image extends ImageShape,
  Name extends string,
  R extends ReferenceImages<Image, Name>,
  const Count extends number = 10_000,
>(
  source: ImageSource<Image>,
  options: EvaluateOptions<Image, Name, R, Count>,
): Promise<Evaluation<Name, ReferenceName<R>, Count>> {
  checkOptions("evaluate", options, OPTIONS);
  const { extractor, seed = 0, labels, floor } = options;
  const samples = options.samples ?? (10_000 as Count);
  const given: ReferenceImages<Image, Name> = options.reference;
  const features = await featuresOf(extractor, source, { samples, seed, labels });
  const real = (given instanceof Features ? given : await featuresOf(extractor, given)) as Features<
    Name,
    ReferenceName<R>
  >;
  if (!isModel(source)) checkOthers(features, real);
  const frechet = frechetDistance(features, real, { seed });
  await breathe();
  const kernel = kernelDistance(features, real, { seed });
  await breathe();
  const { precision, recall, density, coverage } = await neighborScores(features, real, seed);
  const { probabilities } = features;
  const judgment = probabilities && judgmentOf(probabilities, samples);
  return new Evaluation({
    source: features.source,
    scores: { frechet, kernel, precision, recall, density, coverage },
    classifierScore: probabilities && classifierScore(features, { seed }),
    judgment,
    accuracy: judgment && features.labels && conditionalAccuracy(judgment, features.labels),
    seed,
    floor,
  });
}

/** The notebook gets its turn. */
async function breathe(): Promise<void> {
  await setImmediate();
  kernelHost()?.signal.throwIfAborted();
}

/** The metrics of nearest neighbors, from one comparison of all pairs. */
async function neighborScores<S extends Features, R extends Features<S["extractor"]>>(
  samples: S,
  reference: R,
  seed: number,
): Promise<PrecisionAndRecall<S, R> & DensityAndCoverage<S, R>> {
  let scores: PrecisionAndRecall<S, R> & DensityAndCoverage<S, R>;
  const work = function* () {
    const first = yield* precisionRecallCounter(samples, reference, { seed });
    const second = yield* densityCoverageCounter(samples, reference, { seed });
    yield* countPairs(samples, reference, [first, second]);
    scores = { ...first.result(), ...second.result() };
  };
  const progress = { done: 0, total: pairsToCompare(samples, reference) };
  const line = new ProgressLine(`Comparing ${samples.source}`, millionPairs, 2000);
  for (const pairs of work()) {
    progress.done += pairs;
    line.update(progress);
    await breathe();
  }
  line.end(progress, "done");
  return scores!;
}

const millionPairs = ({ done, total }: { done: number; total: number }) =>
  `${formatCount(Math.round(done / 1e6))} of ${formatCount(Math.round(total / 1e6))} million pairs`;
