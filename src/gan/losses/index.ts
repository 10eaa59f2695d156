/**
 * Losses: what the two players minimize, one file a game, and the terms that stand beside them.
 * One more game is one more value of `GanLoss` in a file of its own.
 */
export { binaryCrossEntropy } from "./binary-cross-entropy.js";
export { classificationLoss } from "./classification.js";
export { featureMatching } from "./feature-matching.js";
export { hinge } from "./hinge.js";
export { labelSmoothing, type LabelSmoothingOptions } from "./label-smoothing.js";
export { leastSquares } from "./least-squares.js";
export type { GanLoss, LabelledGanLoss } from "./loss.js";
export { minimax } from "./minimax.js";
export { nonSaturating } from "./non-saturating.js";
export {
  relativisticAverage,
  relativisticAverageHinge,
  relativisticAverageLeastSquares,
} from "./relativistic-average.js";
export { wasserstein } from "./wasserstein.js";
