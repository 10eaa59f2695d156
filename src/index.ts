/**
 * The names a learner meets first, one group a folder. The folders' own entries hold everything:
 * `ganvas/losses`, `ganvas/engine` and the others that package.json's `exports` lists.
 *
 * A name joins this list when the first lessons or most notebooks use it, and only if it is
 * clear without the name of its folder. test/entries.test.ts counts them.
 */

/** TensorFlow.js itself: the same copy that the library computes with. */
export * as tf from "@tensorflow/tfjs";

// The engine (ganvas/engine): the backend, captured functions, random numbers by key.
export {
  backendName,
  capture,
  initializeWeights,
  randomNormal,
  randomPermutation,
  randomUniform,
  ready,
  type ImageShape,
} from "./tensor/index.js";

// What a cell shows (ganvas/display, ganvas/notebook), charts and pictures (ganvas/plot).
export { DISPLAY, liveDisplay, show, Table, type Displayable } from "./display/index.js";
export { check, searchTable, summary } from "./notebook/index.js";
export {
  animation,
  barChart,
  histogram,
  imageGrid,
  lossChart,
  parallelCoordinates,
  planeChart,
  StaticChart,
} from "./plot/index.js";

// Controls and progress bars (ganvas/widgets).
export { checkbox, dropdown, floatSlider, interact, intSlider, progress } from "./widgets/index.js";

// Data sets (ganvas/data) and augmentation (ganvas/augmentation).
export {
  cifar10,
  Dataset,
  emoji,
  fashionMnist,
  gridOfGaussians,
  imageFolder,
  mnist,
  ringOfGaussians,
  type ImageSet,
} from "./data/index.js";
export { diffAugment, instanceNoise } from "./augmentation/index.js";

// Layers (ganvas/layers), losses (ganvas/losses) and regularizers (ganvas/adversarial).
export { batchNormalization, minibatchStandardDeviation, upsampling } from "./layers/index.js";
export {
  featureMatching,
  hinge,
  labelSmoothing,
  leastSquares,
  minimax,
  nonSaturating,
  relativisticAverage,
  wasserstein,
  type GanLoss,
} from "./losses/index.js";
export { gradientPenalty, mutualInformation, r1, r2, weightClipping } from "./adversarial/index.js";

// Generative adversarial networks (ganvas/gan).
export {
  acgan,
  conditionalGan,
  dcgan,
  dcganDiscriminator,
  dcganGenerator,
  deepGan,
  Gan,
  ganRun,
  infoGan,
  mlpDiscriminator,
  mlpGan,
  mlpGenerator,
  projectionGan,
  resnetGan,
  trainGan,
  type GanMetric,
  type TrainGanOptions,
} from "./gan/index.js";

// Training (ganvas/training): schedules, checkpoints, logs, the forecast and the doctor.
export {
  checkpoints,
  cosineDecay,
  forecast,
  jsonLog,
  linearDecay,
  readLog,
  tensorBoard,
  trainingDoctor,
  TrainingStopped,
  warmUp,
  type TrainingRun,
  type TrainingStep,
} from "./training/index.js";

// Saved models (ganvas/models), their latent space (ganvas/latent) and metrics (ganvas/metrics).
export {
  codes,
  digitGenerator,
  exportModel,
  loadGenerator,
  loadNetwork,
  saveNetwork,
  TrainedGenerator,
  type LatentModel,
} from "./models/index.js";
export {
  interpolate,
  latentDirections,
  latentGrid,
  latentPath,
  latentWalk,
  nearestNeighbors,
  projectToLatent,
  traversal,
} from "./latent/index.js";
export {
  checkerboard,
  classify,
  compareScores,
  digitClassifier,
  evaluate,
  fashionClassifier,
} from "./metrics/index.js";
