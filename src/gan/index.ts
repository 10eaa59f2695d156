/** Generative adversarial networks. */
export * from "./architectures/index.js";
export {
  buildDiscriminator,
  buildGenerator,
  type DiscriminatorSettings,
  type GeneratorSettings,
} from "./build-networks.js";
export { Gan, type GanDecodeOptions, type GanParts, type GanSampleOptions } from "./gan.js";
export type { TrainGanOptions } from "./options.js";
export type { GanDiagnostic, GanMetric } from "./phases.js";
export { ganRun, trainGan, type TrainingData } from "./train.js";
