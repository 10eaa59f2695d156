/** The games between generator and discriminator, as pure functions on logits. */
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
