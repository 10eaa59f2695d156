import { anObject } from "../base/arguments.js";
import type * as tf from "@tensorflow/tfjs";
import type { ImageShape } from "../tensor/shape.js";
import type { ClassNames } from "./dataset-parts.js";

/**
 * Labeled images with a name, in memory or on a disk: what trainings learn from and metrics compare
 * with. Every data set is one.
 *
 * @typeParam Image the shape of one image
 * @typeParam Classes the number of classes
 */
export interface ImageSet<Image extends ImageShape = ImageShape, Classes extends number = number> {
  readonly name: string;
  /** Shape of one image. */
  readonly image: Image;
  /** Number of images. */
  readonly size: number;
  readonly classes: ClassNames<Classes>;
  /**
   * Some of the images, at once or later: float32 [n, height, width, channels] in [-1, 1]. The
   * caller disposes them.
   */
  images(indices: Iterable<number>): tf.Tensor4D | Promise<tf.Tensor4D>;
  /** The classes of some images, in their order. */
  labelsOf(indices: Iterable<number>): Uint8Array;
  /**
   * A text that other images or labels would not have, which takes all pixels or files into account: a
   * checkpoint of other data is refused.
   */
  checksum(): string;
  /**
   * Reads ahead the images that `images` will be asked for next. At most one batch is held, without
   * tensors; an error of reading is thrown by `images`. Sets in memory have no such method.
   */
  prefetch?(indices: Iterable<number>): void;
}

/** A model that draws images from latent vectors; every model family has one. */
export interface ImageModel<Image extends ImageShape = ImageShape> {
  readonly image: Image;
  latents(count: number, options?: { readonly seed?: number }): tf.Tensor2D;
  /** `options` are `{ labels }` where labels are asked for. */
  decode(latents: tf.Tensor2D, options?: object): tf.Tensor4D;
}

/** Where images come from: images themselves [n, h, w, c], a data set, or a model. */
export type ImageSource<Image extends ImageShape = ImageShape> =
  tf.Tensor4D | ImageSet<Image> | ImageModel<Image>;

/** The name of a source as far as its type tells. */
export type SourceName<Source> = Source extends { readonly name: infer Name extends string }
  ? Name
  : string;

export const anImageSet = anObject(
  "a data set",
  "await mnist()",
  ...["image", "size", "images", "labelsOf"],
);

export function isModel(source: ImageSource): source is ImageModel {
  return "latents" in source && "decode" in source;
}

export function isImageSet(source: ImageSource): source is ImageSet {
  return "images" in source && "labelsOf" in source;
}
