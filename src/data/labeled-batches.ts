import type * as tf from "@tensorflow/tfjs";
import { deriveSeed } from "../tensor/random/index.js";
import { formatShape, type ImageShape } from "../tensor/shape.js";
import { batches, type BatchOptions } from "./batches.js";
import type { ImageSet } from "./image-set.js";
import { checkImageSet } from "./image-values.js";
import { oneHot } from "./one-hot.js";

/** Images [n, h, w, c] in [-1, 1] and, for a conditional model, their one-hot classes [n, classes]. */
export type LabeledBatch = { readonly images: tf.Tensor4D; readonly labels?: tf.Tensor2D };

/** Sizes that a model requires of its data. */
interface ModelSizes {
  readonly image: ImageShape;
  /** Number of classes; 0 for an unconditional model, which ignores labels. */
  readonly classes: number;
}

/**
 * Batches for training, for `phasedRun`'s option `batch`. A data set on a disk reads the next batch
 * ahead, while a step is computed.
 *
 * The values of the first batch are looked at: images that are probably in [0, 1] are reported by
 * `console.warn`.
 *
 * @returns function from the index of a batch, from 0, to its tensors, or a promise of them
 * @throws RangeError when `batch` is not an integer from 1 to the set's size, or images of the first
 *   batch are not in [-1, 1]
 * @throws Error when the set's image shape or number of classes differs from the model's
 */
export function labeledBatches(
  model: ModelSizes,
  set: ImageSet,
  { batch, seed }: BatchOptions,
): (index: number) => LabeledBatch | Promise<LabeledBatch> {
  checkFit(model, set);
  const order = batches(set.size, { batch, seed: deriveSeed(seed, "data") });
  let first = true;
  return (index) => {
    const indices = order(index);
    const withLabels = (images: tf.Tensor4D): LabeledBatch => {
      if (first) checkImageSet(`Images of ${set.name}`, images);
      first = false;
      if (model.classes === 0) return { images };
      return { images, labels: oneHot(batch, set.labelsOf(indices), model.classes) };
    };
    const images = set.images(indices); // [batch, h, w, c]
    set.prefetch?.(order(index + 1)); // read while this step computes
    return images instanceof Promise ? images.then(withLabels) : withLabels(images);
  };
}

function checkFit({ image, classes }: ModelSizes, set: ImageSet): void {
  if (formatShape(image) !== formatShape(set.image)) {
    throw new Error(
      `The model is expected to get images of ${formatShape(image)} but ${set.name} has ` +
        `${formatShape(set.image)}; build the model with image: [${set.image.join(", ")}].`,
    );
  }
  if (classes !== 0 && classes !== set.classes.length) {
    throw new Error(
      `The model is expected to be conditioned on one of its ${classes} classes but ${set.name} ` +
        `has ${set.classes.length}; build the model with classes: ${set.classes.length}.`,
    );
  }
}
