/**
 * Judging samples. An extractor turns images into features, metrics compare the features of
 * samples with those of real images, and each metric is a score that names the settings it depends on.
 * `evaluate` does it all.
 */
export { checkerboard } from "./checkerboard.js";
export { Classifier } from "./classifier.js";
export { classifierScore } from "./classifier-score.js";
export { compareScores, Comparison } from "./compare.js";
export { densityAndCoverage, type DensityAndCoverage } from "./density-coverage.js";
export { digitClassifier, digitClassifierNetwork } from "./digit-classifier.js";
export {
  evaluate,
  type EvaluateOptions,
  type ReferenceImages,
  type ReferenceName,
} from "./evaluate.js";
export { Evaluation, type EvaluationParts, type Scores } from "./evaluation.js";
export { featuresOf, type FeatureOptions } from "./extract.js";
export { fashionClassifier, fashionClassifierNetwork } from "./fashion-classifier.js";
export { Features, type FeaturesParts } from "./features.js";
export { frechetDistance } from "./frechet-distance.js";
export { conditionalAccuracy, classify, type Judgment } from "./classify.js";
export type { JackknifeOptions } from "./jackknife.js";
export { kernelDistance, type KernelDistanceOptions } from "./kernel-distance.js";
export { LayerExtractor, type LayerExtractorParts } from "./layer-extractor.js";
export { modesOf, Modes, type MixtureModes } from "./modes.js";
export {
  precisionAndRecall,
  type NeighborOptions,
  type PrecisionAndRecall,
} from "./precision-recall.js";
export { Score, type ScoreKind, type ScoreParts } from "./score.js";
