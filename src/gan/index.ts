/** Floor 4: generative adversarial networks. */
export * from "./architectures/index.js";
export * from "./augmentation/index.js";
export type { DiscriminatorNormalization, Upsampling } from "./blocks/pieces.js";
export type { Labels } from "./conditioning.js";
export type { DrawOptions } from "./drawing.js";
export { Gan, type DecodeOptions, type GanParts, type SampleOptions } from "./gan.js";
export * from "./losses/index.js";
export type { Conditioning, Discriminator, Generator } from "./networks.js";
export * from "./regularizers/index.js";
export type { GanMetric, GanVitalSign } from "./training/gan-training.js";
export type { TrainGanOptions } from "./training/options.js";
export { ganRun, trainGan, type TrainingData } from "./training/train.js";
export { digitGenerator, loadGenerator, type ExpectedGenerator } from "./load-generator.js";
export { TrainedGenerator, type SeededDrawOptions } from "./trained-generator.js";
