/**
 * Floor 3: the loop that every family trains in (`loop`; `step` says what passes through it, `course`
 * what it does beside the steps), its state, checkpoints, log, doctor and forecast, schedules of
 * learning rates, and the running average of weights.
 */
export {
  checkpoints,
  Checkpoints,
  type BestOptions,
  type CheckpointEntry,
  type CheckpointOptions,
  type Json,
  type RunIdentity,
} from "./checkpoints/index.js";
export * from "./doctor/index.js";
export { forecast, Forecast } from "./forecast.js";
export { jsonLog, readLog, tensorBoard, type LogEntry, type TrainingLog } from "./log/index.js";
export { trainingLoop } from "./loop.js";
export {
  constant,
  cosineDecay,
  describeLearningRate,
  linearDecay,
  learningRateAt,
  warmUp,
  type DecayOptions,
  type Schedule,
} from "./schedules.js";
export { networkState, trainingState, type TrainingState } from "./state.js";
export type { LoopOptions } from "./options.js";
export {
  TrainingStopped,
  type StepMetrics as StepFigures,
  type TrainingRun,
  type TrainingStep,
  type StepContext as Turn,
} from "./step.js";
