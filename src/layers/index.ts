/** Floor 2: the layers that TF.js lacks. */
export { batchNormalization, type BatchNormalizationConfig } from "./batch-normalization.js";
export {
  conditionalBatchNormalization,
  type ConditionalBatchNormalizationConfig,
} from "./conditional-batch-normalization.js";
export { globalSumPooling } from "./global-sum-pooling.js";
export {
  minibatchStandardDeviation,
  type MinibatchStandardDeviationConfig,
} from "./minibatch-standard-deviation.js";
export {
  spectralConv2d,
  spectralDense,
  type SpectralConv2dConfig,
  type SpectralDenseConfig,
} from "./spectral.js";
export { upsampling, type Interpolation, type UpsamplingConfig } from "./upsampling.js";
