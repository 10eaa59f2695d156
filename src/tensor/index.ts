/**
 * The engine (the backend, captured steps, gradients of any order, random numbers by key,
 * an optimizer), shapes, and the memory contract.
 *
 * **The memory contract.** TF.js tensors are freed by hand, so one rule holds everywhere:
 * a function that returns a tensor hands it to its caller, who disposes it (or works inside
 * `tf.tidy`); a function that takes a tensor never disposes it; training keeps the number of
 * tensors constant from step to step, and frees what it made when it ends, also when it is aborted
 * or fails. Objects that hold variables (networks, a `Gan`) have a `dispose()`.
 */
export { adam, Adam, type AdamOptions } from "./adam.js";
export type { Optimizer } from "./optimizer.js";
export { rmsProp, type RmsPropOptions } from "./rms-prop.js";
export { sgd, type SgdOptions } from "./sgd.js";
export {
  capture,
  CaptureRefused,
  type CapturedInputs,
  type CapturedStep,
  type CaptureOptions,
} from "./capture/index.js";
export { backendName, ready, type BackendName } from "./backend.js";
export { fusedBatchNorm, type BatchNormalized } from "./gradients/index.js";
export { supportsBfloat16, type Precision } from "./precision.js";
export {
  deriveSeed,
  dropout,
  dropoutMask,
  randomCategorical,
  randomNormal,
  randomPermutation,
  randomUniform,
  randomUniformInt,
  truncatedNormal,
  type RandomKey,
} from "./random/index.js";
export {
  allVariables,
  initializeWeights,
  trainableVariables,
  type Initialization,
  type InitializesState,
} from "./variables.js";
export { formatShape, type ImageShape } from "./shape.js";
