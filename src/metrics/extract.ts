import { aTensor, anObject, checkArgument, either } from "../base/arguments.js";
import { setImmediate } from "node:timers/promises";
import * as tf from "@tensorflow/tfjs";
import { permutation } from "../data/shuffle.js";
import { checkInteger } from "../base/errors.js";
import { kernelHost } from "../base/host.js";
import { ProgressLine } from "../display/progress-line.js";
import { checkSeed, deriveSeed } from "../tensor/random/index.js";
import { checkPositiveInteger, formatShape, type ImageShape } from "../tensor/shape.js";
import type { Extractor } from "../data/extractor.js";
import { checkImageValues, warnOfHalfRange } from "../data/image-values.js";
import { Features } from "./features.js";
import { imagesRead } from "../data/image-files.js";
import {
  anImageSet,
  isImageSet,
  isModel,
  type ImageModel,
  type ImageSet,
  type ImageSource,
  type SourceName,
} from "../data/image-set.js";

/** Number of images in memory at once. */
const PART = 500;
/** The labels of asked classes are kept in 16 bits. */
const MOST_LABEL = 65_535;

/** Which images {@link featuresOf} takes. */
export interface FeatureOptions<Count extends number = number, Name extends string = string> {
  /**
   * Number of images; default all of a data set or tensor, 10,000 of a model. From a larger data set
   * this number is picked at random.
   */
  readonly samples?: Count;
  /** Which samples of a model, or which images of a data set; default 0. */
  readonly seed?: number;
  /**
   * The name of the images; default a data set's name, else `"samples"`. Written here, it is part of
   * the type of every score against them.
   */
  readonly name?: Name;
  /** For a conditional model: the class asked for of each sample. */
  readonly labels?: ArrayLike<number>;
}

/**
 * The features of images, extracted in chunks, so that memory does not grow with their number.
 *
 * @param source images [n, h, w, c] in [-1, 1], a data set, or a model that draws them;
 *   `console.warn` reports images that are probably in [0, 1]
 * @throws Error when the images are not of the extractor's shape
 * @throws RangeError when images are not in [-1, 1], more of them are asked for than there are, or
 *   labels are not one valid class for each
 */
export async function featuresOf<
  Image extends ImageShape,
  Name extends string,
  Source extends ImageSource<Image>,
  const Count extends number = number,
  const Called extends string = SourceName<Source>,
>(
  extractor: Extractor<Image, Name>,
  source: Source,
  options: FeatureOptions<Count, Called> = {},
): Promise<Features<Name, Called, Count>> {
  checkArgument("The source of images", source, SOURCE);
  const { seed = 0, name = isImageSet(source) ? source.name : "samples" } = options;
  checkSeed(seed);
  if (
    (isImageSet(source) || isModel(source)) &&
    formatShape(source.image) !== formatShape(extractor.image)
  ) {
    throw new Error(
      `The ${extractor.name} is expected to get images of ${formatShape(extractor.image)} but ` +
        `${name} has ${formatShape(source.image)}; use an extractor for these.`,
    );
  }
  const images = opened(source, { ...options, seed, name });
  const values = new Float32Array(images.count * extractor.size);
  let probabilities: Float32Array | undefined;
  let [least, greatest] = [Infinity, -Infinity];
  const progress = { done: 0, total: images.count };
  const line = new ProgressLine(`Features of ${name}`, imagesRead, 2000);
  try {
    for (let start = 0; start < images.count; start += PART) {
      const end = Math.min(start + PART, images.count);
      const part = await images.slice(start, end); // [end - start, h, w, c]
      try {
        const range = checkImageValues(`Images of ${name}`, part);
        [least, greatest] = [Math.min(least, range.least), Math.max(greatest, range.greatest)];
        const extraction = tf.tidy(() => ({ ...extractor.extract(part) }));
        values.set(extraction.features.dataSync<"float32">(), start * extractor.size);
        if (extraction.probabilities) {
          const classes = extraction.probabilities.shape[1];
          probabilities ??= new Float32Array(images.count * classes);
          probabilities.set(extraction.probabilities.dataSync<"float32">(), start * classes);
        }
        tf.dispose(extraction);
      } finally {
        part.dispose();
      }
      progress.done = end;
      line.update(progress);
      await setImmediate(); // the notebook gets its turn
      kernelHost()?.signal.throwIfAborted();
    }
  } finally {
    images.close();
  }
  line.end(progress, "done");
  warnOfHalfRange(`Images of ${name}`, { least, greatest });
  const { count, labels } = images;
  const { name: by, size } = extractor;
  return new Features({
    extractor: by,
    source: name as Called,
    count: count as Count,
    size,
    values,
    probabilities,
    labels,
  });
}

/** Images, available in chunks. */
interface Opened {
  readonly count: number;
  readonly labels?: Uint8Array | Uint16Array;
  /** Images that the caller disposes; a set on a disk reads them first. */
  slice(start: number, end: number): tf.Tensor4D | Promise<tf.Tensor4D>;
  close(): void;
}

type OpenOptions = FeatureOptions & { readonly seed: number; readonly name: string };

const aModel = anObject("a model", "await digitGenerator()", "latents", "decode");
const SOURCE = either(aModel, either(anImageSet, aTensor("model.sample(1000)")));

function opened(source: ImageSource, options: OpenOptions): Opened {
  if (isModel(source)) return ofModel(source, options);
  const available = isImageSet(source) ? source.size : source.shape[0];
  const { samples = available, name, labels } = options;
  checkPositiveInteger("samples", samples, 10_000);
  if (samples > available) {
    throw new RangeError(
      `${name} is expected to have at least ${samples} images but has ${available}; ask for fewer samples.`,
    );
  }
  if (isImageSet(source)) return ofSet(source, samples, options.seed);
  return {
    count: samples,
    labels: labels && checkedLabels(labels, samples),
    slice: (start, end) => source.slice([start], [end - start]),
    close: () => {},
  };
}

function ofSet(set: ImageSet, samples: number, seed: number): Opened {
  const all = samples === set.size;
  const indices = all
    ? Uint32Array.from({ length: samples }, (_, i) => i)
    : permutation(set.size, deriveSeed(seed, "evaluation")).subarray(0, samples);
  return {
    count: samples,
    labels: set.labelsOf(indices),
    slice: (start, end) => set.images(indices.subarray(start, end)),
    close: () => {},
  };
}

function ofModel(model: ImageModel, options: OpenOptions): Opened {
  const { samples = 10_000, seed } = options;
  checkPositiveInteger("samples", samples, 10_000);
  const labels = options.labels && checkedLabels(options.labels, samples);
  const latents = model.latents(samples, { seed }); // [samples, latent]
  return {
    count: samples,
    labels,
    slice: (start, end) =>
      tf.tidy(() => {
        const part = latents.slice([start], [end - start]);
        return labels
          ? model.decode(part, { labels: [...labels.subarray(start, end)] })
          : model.decode(part);
      }),
    close: () => latents.dispose(),
  };
}

function checkedLabels(labels: ArrayLike<number>, samples: number): Uint16Array {
  if (labels.length !== samples) {
    throw new RangeError(
      `One label for each of ${samples} samples is expected but there are ${labels.length}; pass ${samples} labels.`,
    );
  }
  for (let sample = 0; sample < samples; sample++) {
    checkInteger(`The label of sample ${sample}`, labels[sample]!, [0, MOST_LABEL], 0);
  }
  return Uint16Array.from(labels);
}
