import type * as tf from "@tensorflow/tfjs";
import type { ImageShape } from "../tensor/shape.js";

/** Real images with a name; every data set is one. */
export interface ImageSet<Image extends ImageShape = ImageShape> {
  readonly name: string;
  readonly image: Image;
  readonly size: number;
  images(indices: Iterable<number>): tf.Tensor4D;
  labelsOf(indices: Iterable<number>): Uint8Array;
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

export function isModel(source: ImageSource): source is ImageModel {
  return "latents" in source && "decode" in source;
}

export function isImageSet(source: ImageSource): source is ImageSet {
  return "images" in source && "labelsOf" in source;
}
