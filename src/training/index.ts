/**
 * The loop that every family trains in: `loop.ts`, with what passes through it in `step.ts` and what
 * it does beside the steps in `run-state.ts`; state, checkpoints, log, doctor, forecast, and schedules
 * of learning rates.
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
  describeSettings,
  phasedRun,
  updatePhase,
  type Batch,
  type Phase,
  type PhaseContext,
  type PhasedRunOptions,
  type PhaseUpdate,
  type Term,
} from "./phases/index.js";
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
export { optimizerFrom, type OptimizerChoice } from "./optimizer-choice.js";
export type { LoopOptions } from "./options.js";
export {
  TrainingStopped,
  type StepContext,
  type StepMetrics,
  type TrainingRun,
  type TrainingStep,
} from "./step.js";
