/**
 * Regularizers: what keeps the discriminator in bounds, one file each. A pure function gives the
 * term without weight, and a small factory the value for `trainGan`'s `regularizers`.
 */
export { consistency, consistencyPenalty, type ConsistencyOptions } from "./consistency.js";
export { dragan, type DraganOptions } from "./dragan.js";
export {
  gradientPenalty,
  randomInterpolation,
  type GradientPenaltyOptions,
} from "./gradient-penalty.js";
export { r1, r1Penalty, r2, type R1Options } from "./r1.js";
export type {
  AnyRegularizer,
  DiscriminatorFn,
  LazyOptions,
  Regularizer,
  RegularizerContext,
  RegularizersFor,
} from "./regularizer.js";
export { gradientNormPenalty, gradientNormsSquared } from "./gradient-norm.js";
export { unsoundCombinations } from "./warnings.js";
export { clipWeights, weightClipping, type WeightClippingOptions } from "./weight-clipping.js";
