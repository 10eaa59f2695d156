/**
 * The layers that TF.js lacks. Importing them makes them known to TF.js, so that networks
 * which have them load.
 *
 * This is also the entry for browsers, `import "ganvas/layers"`: plain ES modules that import
 * `@tensorflow/tfjs` and nothing else. So a layer imports TF.js and, of Ganvas, only files that do
 * the same, by their own names and not by their folder's index; a test holds this.
 */
export { batchNormalization, type BatchNormalizationConfig } from "./batch-normalization.js";
export {
  conditionalBatchNormalization,
  type ConditionalBatchNormalizationConfig,
} from "./conditional-batch-normalization.js";
export { globalSumPooling } from "./global-sum-pooling.js";
export { keyedDropout, type KeyedDropoutConfig } from "./keyed-dropout.js";
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
export { randomNumbers, withRandomNumbers, type RandomNumbers } from "./random-numbers.js";
export { upsampling, type UpsamplingInterpolation, type UpsamplingConfig } from "./upsampling.js";
