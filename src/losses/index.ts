/** Losses: pure functions on tensors, and the games between generator and discriminator. */
export {
  ganLoss,
  hinge,
  leastSquares,
  minimax,
  nonSaturating,
  perExample,
  wasserstein,
  type GanLoss,
  type LabeledGanLoss,
  type UnreducedGanLoss,
  type UnreducedLosses,
} from "./adversarial.js";
export { binaryCrossEntropy, classificationLoss, type Reduction } from "./cross-entropy.js";
export { featureMatching, perceptualLoss } from "./features.js";
export { labelSmoothing, type LabelSmoothingOptions } from "./label-smoothing.js";
export { gaussianKl } from "./kl.js";
export {
  bernoulliLogProbability,
  continuousBernoulliLogProbability,
  continuousBernoulliMean,
  gaussianLogProbability,
} from "./likelihoods.js";
export {
  bitsPerDimension,
  logisticMixtureChannels,
  logisticMixtureLogProbability,
} from "./logistic-mixture.js";
export { l1Loss, l2Loss } from "./pixel.js";
export {
  relativisticAverage,
  relativisticAverageHinge,
  relativisticAverageLeastSquares,
} from "./relativistic.js";
