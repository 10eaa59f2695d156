/** Floor 2: the layers that TF.js lacks. */
export { batchNormalization, type BatchNormalizationConfig } from "./batch-normalization.js";
