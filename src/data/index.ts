/** Data sets, where they come from, and the order in which training sees them. */
export { batches, type BatchOptions } from "./batches.js";
export { binarize, binarized, type BinarizedOptions } from "./binarize.js";
export { cifar10, type Cifar10Options, type Cifar10Shape } from "./cifar10.js";
export { Dataset } from "./dataset.js";
export type { ClassNames, DatasetParts } from "./dataset-parts.js";
export { download } from "../files/download.js";
export { emoji, type EmojiOptions, type EmojiSet } from "./emoji.js";
export { fashionMnist, type FashionMnistOptions } from "./fashion-mnist.js";
export type { Fit } from "./fit.js";
export type { Split } from "./idx-set.js";
export { imageFolder, ImageFolder } from "./image-folder.js";
export type { ImageFolderOptions } from "./image-folder-options.js";
export type { LabeledImages } from "./labeled-images.js";
export {
  GaussianMixture,
  gridOfGaussians,
  ringOfGaussians,
  type Center,
  type GridOptions,
  type PointShape,
  type RingOptions,
  type SamplingOptions,
} from "./mixtures.js";
export type { Labels } from "./one-hot.js";
export type { Extraction, Extractor } from "./extractor.js";
export type { ImageModel, ImageSet, ImageSource, SourceName } from "./image-set.js";
export { mnist, type MnistOptions, type MnistShape } from "./mnist.js";
export type { Color } from "./picture.js";
export type { DownloadOptions, RemoteFile } from "../files/remote-file.js";
export type { SkippedFile } from "./skipped-files.js";
export { streamedImageFolder, StreamedImageFolder } from "./streamed-image-folder.js";
export { labeledBatches, type LabeledBatch } from "./labeled-batches.js";
