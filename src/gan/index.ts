/** Generative adversarial networks. */
export * from "./architectures/index.js";
export { Gan, type DecodeOptions, type GanParts, type SampleOptions } from "./gan.js";
export type { TrainGanOptions } from "./options.js";
export type { GanDiagnostic, GanMetric } from "./phases.js";
export { ganRun, trainGan, type TrainingData } from "./train.js";
