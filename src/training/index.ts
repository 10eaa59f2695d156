/** Floor 3: the loop that every family trains in, and the running average of weights. */
export { updateAverages } from "./average.js";
export { TrainingStopped, trainingLoop, type LoopOptions, type TrainingStep } from "./loop.js";
export * from "./search/index.js";
