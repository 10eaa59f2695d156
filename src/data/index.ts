/** Floor 2: data sets and the order in which training sees them. */
export { batches, type BatchOptions } from "./batches.js";
export { Dataset } from "./dataset.js";
export type { ClassNames, DatasetParts } from "./dataset-parts.js";
export { download } from "./download.js";
export type { DownloadOptions, RemoteFile } from "./remote-file.js";
export { mnist, type MnistOptions, type MnistShape } from "./mnist.js";
