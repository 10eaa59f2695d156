/** Generative adversarial networks. */
export * from "./architectures/index.js";
export {
  buildDiscriminator,
  buildGenerator,
  type DiscriminatorSettings,
  type GeneratorSettings,
} from "./build-networks.js";
export { Gan, type DecodeOptions, type GanParts, type SampleOptions } from "./gan.js";
export type { GanMetric, GanDiagnostic } from "./training/gan-training.js";
export type { TrainGanOptions } from "./training/options.js";
export { ganRun, trainGan, type TrainingData } from "./training/train.js";
