/** The parts of {@link Features}. */
export interface FeaturesParts<
  Extractor extends string,
  Source extends string,
  Count extends number,
> {
  readonly extractor: Extractor;
  readonly source: Source;
  readonly count: Count;
  readonly size: number;
  readonly values: Float32Array;
  readonly probabilities?: Float32Array;
  readonly labels?: Uint8Array | Uint16Array;
}

/**
 * The features of a set of images, with all that a metric computed from them depends on: extractor,
 * source and number of images are part of the type, so that features of different extractors do not
 * meet in one distance.
 *
 * Kept in JavaScript's memory: there is nothing to dispose.
 */
export class Features<
  const Extractor extends string = string,
  const Source extends string = string,
  const Count extends number = number,
> implements FeaturesParts<Extractor, Source, Count> {
  /** Name of the extractor. */
  readonly extractor: Extractor;
  /** Name of the images, for example `"MNIST test"`. */
  readonly source: Source;
  /** Number of images, $n$. */
  readonly count: Count;
  /** Number of features of an image, $k$. */
  readonly size: number;
  /** [count, size], row by row. */
  readonly values: Float32Array;
  /** Class probabilities [count, classes], where the extractor is a classifier. */
  readonly probabilities?: Float32Array;
  /** The class of each image that was asked for, where one was. */
  readonly labels?: Uint8Array | Uint16Array;

  /** @throws RangeError when the values do not fill [count, size], or are not all finite */
  constructor(parts: FeaturesParts<Extractor, Source, Count>) {
    const { extractor, source, count, size, values } = parts;
    if (values.length !== count * size || count < 1) {
      throw new RangeError(
        `The features of ${source} are expected to be ${count * size || "some"} numbers for ` +
          `[${count}, ${size}] but are ${values.length}; pass one row for each image.`,
      );
    }
    const wrong = values.findIndex((value) => !Number.isFinite(value));
    if (wrong >= 0) {
      throw new RangeError(
        `The features of ${source} are expected to be finite but image ${Math.floor(wrong / size)} ` +
          `has ${values[wrong]}; look at the images for NaN.`,
      );
    }
    this.extractor = extractor;
    this.source = source;
    this.count = count;
    this.size = size;
    this.values = values;
    this.probabilities = parts.probabilities;
    this.labels = parts.labels;
  }
}

/**
 * @throws RangeError unless samples and reference have features of one extractor, at least two each;
 * metrics call it first
 */
export function checkLike(samples: Features, reference: Features): void {
  if (samples.extractor !== reference.extractor || samples.size !== reference.size) {
    throw new RangeError(
      `The reference, ${reference.source}, is expected to have the samples' features, ` +
        `${samples.size} of the ${samples.extractor}, but has ${reference.size} of the ` +
        `${reference.extractor}; use one extractor for both.`,
    );
  }
  for (const { source, count } of [samples, reference]) {
    if (count >= 2) continue;
    throw new RangeError(
      `At least 2 images of ${source} are expected but there is ${count}; use 10,000 for metrics ` +
        `that compare.`,
    );
  }
}

/** How many samples are looked for among the reference's images. */
const PROBES = 20;
/** Rounding may differ between features of one image that were extracted in other company. */
const SAME = 1e-5;

/** @throws RangeError when the samples are images of the reference, whatever their names are */
export function checkOthers(samples: Features, reference: Features): void {
  const probes = Math.min(PROBES, samples.count);
  for (let probe = 0; probe < probes; probe++) {
    const row = Math.floor((probe * samples.count) / probes);
    if (!hasRow(reference, samples.values.subarray(row * samples.size, (row + 1) * samples.size))) {
      return;
    }
  }
  const same =
    samples.source === reference.source
      ? `both are ${reference.source}`
      : `${samples.source} has images of ${reference.source}`;
  throw new RangeError(
    `Images are expected to be judged against others but ${same}; take the training split for one ` +
      `and the test split for the other.`,
  );
}

function hasRow({ values, count, size }: Features, row: Float32Array): boolean {
  const slack = SAME * row.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (let n = 0; n < count; n++) {
    let i = 0;
    while (i < size && Math.abs(values[n * size + i]! - row[i]!) <= slack) i++;
    if (i === size) return true;
  }
  return false;
}
