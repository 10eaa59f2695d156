import { setImmediate } from "node:timers/promises";
import { kernelHost } from "../base/host.js";
import type { NoInfer } from "../tensor/no-infer.js";
import type { ImageShape } from "../tensor/shape.js";
import { classifierScore } from "./classifier-score.js";
import { densityAndCoverage } from "./density-coverage.js";
import { Evaluation } from "./evaluation.js";
import { featuresOf } from "./extract.js";
import type { Extractor } from "../data/extractor.js";
import { Features } from "./features.js";
import { frechetDistance } from "./frechet-distance.js";
import { conditionalAccuracy, judgmentOf } from "./classify.js";
import { kernelDistance } from "./kernel-distance.js";
import { precisionAndRecall } from "./precision-recall.js";
import type { ImageSet, ImageSource, SourceName } from "../data/image-set.js";

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

/**
 * All metrics of samples against real images, from one pass over the features.
 *
 * With 10,000 samples against 10,000 images and 128 features it takes a few seconds.
 *
 * @param source a model, a data set (of the training split, for the floor) or images
 * @throws Error when image shapes differ
 * @throws RangeError when there are fewer images than samples, labels are not one for each, or the
 * floor was not measured in the same way
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
  const { extractor, seed = 0, labels, floor } = options;
  const samples = options.samples ?? (10_000 as Count);
  const given: ReferenceImages<Image, Name> = options.reference;
  const features = await featuresOf(extractor, source, { samples, seed, labels });
  const real = (given instanceof Features ? given : await featuresOf(extractor, given)) as Features<
    Name,
    ReferenceName<R>
  >;
  if (features.source === real.source) {
    throw new RangeError(
      `Images are expected to be judged against others but both are ${real.source}; take the ` +
        `training split for one and the test split for the other.`,
    );
  }
  const breathe = async <T>(result: T): Promise<T> => {
    await setImmediate(); // the notebook gets its turn
    kernelHost()?.signal.throwIfAborted();
    return result;
  };
  const frechet = await breathe(frechetDistance(features, real, { seed }));
  const kernel = await breathe(kernelDistance(features, real, { seed }));
  const { precision, recall } = await breathe(precisionAndRecall(features, real, { seed }));
  const { density, coverage } = await breathe(densityAndCoverage(features, real, { seed }));
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
