/** Floor 2: data sets and the order in which training sees them. */
export { batches, type BatchOptions } from "./batches.js";
export { Dataset, type DatasetParts } from "./dataset.js";
export { mnist, type MnistOptions, type MnistShape } from "./mnist.js";
